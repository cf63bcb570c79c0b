package dangol.model.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MaximumLikelihoodTest {
    private static final Offset<Double> SMALL = within(1e-6);

    @Test
    void theRateOfAPoissonCountIsTheMeanWithItsKnownError() {
        // 1,000 counts that add up to 2,500: rate 2.5, standard error √(2.5 / 1000).
        Estimate estimate = MaximumLikelihood.ofPositive(
                p -> 2500 * Math.log(p[0]) - 1000 * p[0], List.of(new double[] {1}, new double[] {100}));
        assertThat(estimate).isInstanceOf(Estimate.Converged.class);
        Estimate.Converged found = (Estimate.Converged) estimate;
        assertThat(found.parameters().get(0)).isCloseTo(2.5, SMALL);
        assertThat(found.standardErrors().get(0)).isCloseTo(.05, SMALL);
    }

    @Test
    void aLikelihoodThatRisesForeverHasNoMaximum() {
        Estimate estimate = MaximumLikelihood.ofPositive(p -> -1 / p[0] - 1 / p[1], List.of(new double[] {1, 1}));
        assertThat(estimate).isInstanceOf(Estimate.NotConverged.class);
    }

    @Test
    void aLikelihoodThatKnowsNotAllParametersHasNoMaximum() {
        Estimate estimate = MaximumLikelihood.ofPositive(
                p -> 2500 * Math.log(p[0] * p[1]) - 1000 * p[0] * p[1], List.of(new double[] {1, 1}));
        assertThat(estimate).isInstanceOf(Estimate.NotConverged.class);
    }

    @Test
    void aLikelihoodThatIsNowhereDefinedHasNoMaximum() {
        assertThat(MaximumLikelihood.ofPositive(p -> Double.NaN, List.of(new double[] {1})))
                .isInstanceOf(Estimate.NotConverged.class);
    }

    @Test
    void aSearchNeedsAPositiveStart() {
        assertThatThrownBy(() -> MaximumLikelihood.ofPositive(p -> 0, List.of()))
                .hasMessageContaining("at least one start");
        assertThatThrownBy(() -> MaximumLikelihood.ofPositive(p -> 0, List.of(new double[] {0})))
                .hasMessageContaining("not positive");
    }
}
