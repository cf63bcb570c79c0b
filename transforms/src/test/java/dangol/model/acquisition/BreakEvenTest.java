package dangol.model.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BreakEvenTest {
    private static final List<CohortMonth> FIFTY_A_MONTH =
            List.of(new CohortMonth(50, .1), new CohortMonth(50, .15), new CohortMonth(50, .3));

    @Test
    void withoutDiscountTwoMonthsOfFiftyPayAHundred() {
        assertThat(BreakEven.of(100, FIFTY_A_MONTH, 0))
                .isEqualTo(new BreakEven.Reached(2, .1, List.of(-50.0, 0.0, 50.0)));
    }

    @Test
    void atTenPercentAMonthTheThirdIsNeeded() {
        // 50/1.1 = 45.4545, 50/1.21 = 41.3223, 50/1.331 = 37.5657: together 124.3426.
        BreakEven.Reached reached = (BreakEven.Reached) BreakEven.of(100, FIFTY_A_MONTH, .1);
        assertThat(reached.month()).isEqualTo(3);
        assertThat(reached.lostBefore()).isEqualTo(.15);
        assertThat(reached.balances().get(1)).isCloseTo(-13.2231, within(5e-5));
        assertThat(reached.balances().get(2)).isCloseTo(24.3426, within(5e-5));
    }

    @Test
    void whatIsMissingAtTheEndIsTheShortfall() {
        BreakEven.NotReached missed = (BreakEven.NotReached) BreakEven.of(100, FIFTY_A_MONTH.subList(0, 2), .1);
        assertThat(missed.shortfall()).isCloseTo(13.2231, within(5e-5));
        assertThat(missed.lost()).isEqualTo(.15);
        assertThat(BreakEven.of(100, List.of(), .1)).isEqualTo(new BreakEven.NotReached(100, 0, List.of()));
    }

    @Test
    void theFirstMonthCountsEvenIfReturnsFollow() {
        List<CohortMonth> months = List.of(new CohortMonth(120, .2), new CohortMonth(-40, .4));
        assertThat(BreakEven.of(100, months, 0)).isEqualTo(new BreakEven.Reached(1, 0, List.of(20.0, -20.0)));
    }

    @Test
    void sevenDimesPaySeventyCentsInSpiteOfRounding() {
        List<CohortMonth> dimes = new ArrayList<>();
        for (int k = 0; k < 7; k++) {
            dimes.add(new CohortMonth(.1, 0));
        }
        assertThat(((BreakEven.Reached) BreakEven.of(.7, dimes, 0)).month()).isEqualTo(7);
    }

    @Test
    void whatCostNothingIsPaidAtOnce() {
        assertThat(((BreakEven.Reached) BreakEven.of(0, List.of(new CohortMonth(-5, 1)), 0)).month())
                .isZero();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> BreakEven.of(-1, List.of(), 0)).hasMessageContaining("the cost is not negative");
        assertThatThrownBy(() -> new CohortMonth(1, 15)).hasMessageContaining("not in percent");
    }

    @Property(tries = 300)
    void theMonthIsTheFirstWhosePresentValuePays(
            @ForAll @Size(max = 24) List<@DoubleRange(min = -20, max = 60) Double> margins,
            @ForAll @IntRange(min = 1, max = 300) int cost,
            @ForAll @DoubleRange(min = 0, max = .05) double rate) {
        List<CohortMonth> months =
                margins.stream().map(m -> new CohortMonth(m, .5)).toList();
        int first = 0;
        for (int k = 1; k <= margins.size() && first == 0; k++) {
            double value = 0;
            for (int i = k; i >= 1; i--) {
                value = (value + margins.get(i - 1)) / (1 + rate);
            }
            first = value >= cost - 1e-9 ? k : 0;
        }
        BreakEven outcome = BreakEven.of(cost, months, rate);
        assertThat(outcome.balances()).hasSize(margins.size());
        if (first > 0) {
            assertThat(((BreakEven.Reached) outcome).month()).isEqualTo(first);
        } else {
            assertThat(((BreakEven.NotReached) outcome).shortfall()).isPositive();
        }
    }
}
