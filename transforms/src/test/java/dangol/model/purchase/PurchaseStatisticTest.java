package dangol.model.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurchaseStatisticTest {

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 5, 1",
        "0, 1, 5, 1",
        "2, 6, 5, 1",
        "2, -1, 5, 1",
        "2, 3, Infinity, 1",
        "2, NaN, 5, 1",
        "2, 3, 5, 0"
    })
    void whatNoCustomerCanHaveIsRefused(long x, double recency, double observation, long customers) {
        assertThatThrownBy(() -> new PurchaseStatistic(TimeUnit.DAY, x, recency, observation, customers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 <= tx <= T");
    }

    @Test
    void daysBecomeWeeksAndBack() {
        PurchaseStatistic weeks = PurchaseStatistic.ofDays(TimeUnit.WEEK, 2, 213, 272);
        assertThat(weeks.recency()).isEqualTo(30.43, within(0.005));
        assertThat(weeks.observation()).isEqualTo(38.86, within(0.005));
        assertThat(weeks.in(TimeUnit.DAY).recency()).isEqualTo(213, within(1e-9));
        assertThat(weeks.in(TimeUnit.WEEK)).isSameAs(weeks);
    }

    @Test
    void unitsAreNotMixed() {
        PurchaseStatistic days = PurchaseStatistic.ofDays(TimeUnit.DAY, 2, 213, 272);
        assertThatThrownBy(() -> PurchaseSample.of(TimeUnit.WEEK, List.of(days)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Units of time are mixed");
        assertThatThrownBy(() -> new BgNbd(TimeUnit.WEEK, 1, 1, 1, 1).expectedPurchases(days, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PurchaseStatistic.in(WEEK)");
        assertThatThrownBy(() -> new ParetoNbd(TimeUnit.WEEK, 1, 1, 1, 1).probabilityAlive(days))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MbgNbd(TimeUnit.WEEK, 1, 1, 1, 1).interval(days, 4, 0.9))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalStatisticsBecomeOneRow() {
        PurchaseStatistic one = new PurchaseStatistic(TimeUnit.DAY, 2, 4, 37, 1);
        PurchaseStatistic five = new PurchaseStatistic(TimeUnit.DAY, 2, 4, 37, 5);
        PurchaseSample sample =
                PurchaseSample.of(TimeUnit.DAY, List.of(one, new PurchaseStatistic(TimeUnit.DAY, 0, 0, 37, 3), five));
        assertThat(sample.rows())
                .containsExactly(
                        new PurchaseStatistic(TimeUnit.DAY, 0, 0, 37, 3),
                        new PurchaseStatistic(TimeUnit.DAY, 2, 4, 37, 6));
        assertThat(sample.customers()).isEqualTo(9);
        assertThat(sample.repeatBuyers()).isEqualTo(6);
        assertThat(sample.repeatPurchases()).isEqualTo(12);
    }

    @Test
    void aCoarseSampleKeepsItsCustomersTheirPurchasesAndTheirMeanTimes() {
        PurchaseSample fine = Simulated.bgNbd(new BgNbd(TimeUnit.DAY, 0.5, 30, 0.8, 2.5), 3_000, 1)
                .sample();
        PurchaseSample coarse = fine.coarsened(300);
        assertThat(fine.rows().size()).isGreaterThan(1_000);
        assertThat(coarse.rows().size()).isLessThanOrEqualTo(300);
        assertThat(coarse.customers()).isEqualTo(fine.customers());
        assertThat(coarse.repeatPurchases()).isEqualTo(fine.repeatPurchases());
        assertThat(coarse.observed()).isEqualTo(fine.observed(), within(1e-6 * fine.observed()));
        assertThat(fine.coarsened(1_000_000).rows()).isEqualTo(fine.rows());
    }

    @Test
    void aSampleCannotBeCoarserThanItsFrequencies() {
        PurchaseSample sample = Simulated.bgNbd(new BgNbd(TimeUnit.DAY, 0.5, 30, 0.8, 2.5), 500, 1)
                .sample();
        long frequencies = sample.rows().stream()
                .map(PurchaseStatistic::frequency)
                .distinct()
                .count();
        assertThat(sample.coarsened(1).rows()).hasSize((int) frequencies);
    }
}
