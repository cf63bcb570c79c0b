package dangol.model.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DropoutAfterPurchaseTest {

    @ParameterizedTest
    @CsvSource({
        "0.243, 0.3, 0.793, 2.426, 0.0698347061287147",
        "0.243, 18, 0.793, 2.426, 1.88122681773111",
        "26.2, 1.5, 0.8, 28.4, 26.8798362565918",
        "1000.2, 0.5, 0.8, 1002.4, 422.564775790943",
        "0.3, 0.01, 0.2, 0.1, 0.00298709128000262",
        "2.5, 5000, 0.9, 3, 37.7858724461286",
        "40, 1000, 1, 12, 97.7004358466067",
        "1000, 3, 0.5, 1000, 1999.75007031688",
        "0.5, 2, 3, 0.4, 0.456800624233365",
        "0.5, 600, 10, 400, 32.9453021783866",
        "0.5, 600, 30, 1000, 27.0031505258464",
        "0.5, 600, 100, 400, 4.57897210400494",
        "0.5, 600, 50, 2000, 31.0724735933966",
        "0.5, 600, 300, 3000, 9.54917687552152",
        "0.5, 600, 3, 0.05, 0.982392398420767",
        "0.5, 60000, 10000, 9000, 1.88939733132868"
    })
    void itIsTheIntegralOverTheChanceToLeave(double size, double kappa, double a, double b, double expected) {
        // The integral over p of (1 - (1 + κ p)^-ρ) / p under the beta density, by mpmath 1.3 at 40 digits.
        assertThat(new DropoutAfterPurchase(size, kappa, a, b).expected())
                .isCloseTo(expected, Percentage.withPercentage(1e-8));
    }

    @Property(tries = 300)
    void itIsThePublishedFormula(
            @ForAll @DoubleRange(min = 0.05, max = 3) double r,
            @ForAll @DoubleRange(min = 1.2, max = 4) double a,
            @ForAll @DoubleRange(min = 0.1, max = 5) double b,
            @ForAll @IntRange(max = 60) int x,
            @ForAll @DoubleRange(min = 0.05, max = 20) double kappa) {
        // Fader, Hardie and Lee (2005), equation 10 without P(alive).
        double published = (a + b + x - 1)
                / (a - 1)
                * (1
                        - Math.pow(1 + kappa, -(r + x))
                                * Hypergeometric.value(r + x, b + x, a + b + x - 1, kappa / (1 + kappa)));
        assertThat(new DropoutAfterPurchase(r + x, kappa, a, b + x).expected())
                .isEqualTo(published, within(1e-9 * (1 + x)));
    }

    @Property(tries = 200)
    void theSeriesAndTheIntegralAgree(
            @ForAll @DoubleRange(min = 0.05, max = 50) double size,
            @ForAll @DoubleRange(min = 0.1, max = 500) double a,
            @ForAll @DoubleRange(min = 0.1, max = 5000) double b) {
        double border = 20_000 / (size + 40);
        double series = new DropoutAfterPurchase(size, border * (1 - 1e-9), a, b).expected();
        double integral = new DropoutAfterPurchase(size, border * (1 + 1e-9), a, b).expected();
        assertThat(integral).isCloseTo(series, Percentage.withPercentage(1e-6));
    }
}
