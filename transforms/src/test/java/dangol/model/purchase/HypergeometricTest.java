package dangol.model.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.hipparchus.analysis.integration.IterativeLegendreGaussIntegrator;
import org.hipparchus.special.Beta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HypergeometricTest {

    @ParameterizedTest
    @CsvSource({
        "0.5, 1.5, 2.25, 0.3, 1.1219263275974",
        "0.243, 2.426, 2.219, 0.95, 2.446186677030992",
        "26.243, 28.426, 28.219, 0.6, 33237064884.6158",
        "1000.243, 1002.426, 1002.219, 0.5, 1.463425024848768e301",
        "0.7, 0.4, 3.5, -2.5, 0.8707563348881772",
        "1.6, 12.3, 13.3, 0, 1.0",
        "2, 3, 4, 0.75, 6.950480197406",
        "1.6, 2.3, 3.3, -40, 0.007160768370572261",
        "1.6, 2.3, 3.3, -4000, 5.605408054737595e-6",
        "1.6, 2.3, 3.3, 0.999, 231.9537831140958",
        "1.3, 1001.1, 1002.1, 0.9999, 22876.59199154247",
        "1.01, 0.02, 1.02, 0.999999, 1.295980567453369"
    })
    void itGivesTheValuesOfFortyDigitArithmetic(double a, double b, double c, double z, double expected) {
        // Computed with mpmath 1.3 (mp.dps = 40).
        assertThat(Hypergeometric.value(a, b, c, z)).isCloseTo(expected, Percentage.withPercentage(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "101, 100.5, -4999, -853.251960318427",
        "1001, 1003.5, -0.5, -405.46684789319",
        "91, 94.6, -800, -605.186425420545",
        "91, 94.6, 0.999, 621.74777123068"
    })
    void itGivesLogarithmsOfValuesThatNoDoubleHolds(double a, double b, double z, double expected) {
        // Computed with mpmath 1.3 (mp.dps = 30).
        assertThat(Hypergeometric.logOfNext(a, b, z)).isCloseTo(expected, Percentage.withPercentage(1e-10));
    }

    @Test
    void itKnowsElementaryCases() {
        assertThat(Hypergeometric.value(1, 1, 2, 0.5)).isEqualTo(2 * Math.log(2), within(1e-14));
        assertThat(Hypergeometric.value(0.7, 2, 2, -3)).isEqualTo(Math.pow(4, -0.7), within(1e-14));
        assertThat(Hypergeometric.value(1, 0.5, 1.5, -1)).isEqualTo(Math.PI / 4, within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({"0.6, 2.5, 6, 0.9", "3.5, 4, 8.5, -7", "12.2, 3, 7, 0.4"})
    void itIsEulersIntegral(double a, double b, double c, double z) {
        double integral = new IterativeLegendreGaussIntegrator(20, 1e-12, 1e-12)
                .integrate(
                        1_000_000,
                        t -> Math.pow(t, b - 1) * Math.pow(1 - t, c - b - 1) * Math.pow(1 - z * t, -a),
                        0,
                        1);
        assertThat(Hypergeometric.value(a, b, c, z))
                .isCloseTo(integral * Math.exp(-Beta.logBeta(b, c - b)), Percentage.withPercentage(1e-6));
    }

    @Test
    void theSeriesAndTheIntegralMeetWhereOneTakesOver() {
        double below = Hypergeometric.value(1.6, 2.3, 3.3, 0.98 - 1e-12);
        double above = Hypergeometric.value(1.6, 2.3, 3.3, 0.98 + 1e-12);
        assertThat(above).isCloseTo(below, Percentage.withPercentage(1e-7));
        assertThat(Hypergeometric.value(1.6, 2.3, 3.3, -49 - 1e-9))
                .isCloseTo(Hypergeometric.value(1.6, 2.3, 3.3, -49 + 1e-9), Percentage.withPercentage(1e-7));
    }

    @Test
    void beyondItsDiscItIsRefused() {
        assertThatThrownBy(() -> Hypergeometric.value(1, 1, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("z < 1");
    }
}
