package dangol.model.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dangol.model.purchase.Fit.Estimate;
import dangol.model.purchase.Fit.Fitted;
import dangol.model.purchase.Fit.NotFitted;
import dangol.model.purchase.Fit.Reason;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.hipparchus.random.RandomDataGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GammaGammaTest {
    private static final FitLimits LIMITS = new FitLimits(1, 2, 2_000);

    @Test
    void itIsFittedToCdnowAsPublished() {
        // Fader and Hardie 2013, the 946 repeat buyers of CDNOW.
        List<SpendStatistic> repeatBuyers = Cdnow.read().repeatBuyers();
        assertThat(repeatBuyers).hasSize(946);
        Fitted<GammaGamma> fit = fitted(repeatBuyers);
        GammaGamma model = fit.model();
        assertThat(model.p()).isEqualTo(6.25, within(.005));
        assertThat(model.q()).isEqualTo(3.74, within(.005));
        assertThat(model.gamma()).isEqualTo(15.44, within(.005));
        assertThat(fit.logLikelihood()).isEqualTo(-4055.92, within(.005));
        assertThat(model.logLikelihood(repeatBuyers)).isEqualTo(fit.logLikelihood(), within(1e-3));
        assertThat(model.expectedSpend()).isEqualTo(35.1710, within(.005));
        assertThat(model.expectedSpend(new SpendStatistic(2, 22.35, 1))).isEqualTo(24.6586, within(.005));
        assertThat(model.expectedSpend(new SpendStatistic(1, 11.77, 1))).isEqualTo(18.9115, within(.005));
        assertThat(model.expectedSpend(new SpendStatistic(7, 73.74, 1))).isEqualTo(71.4628, within(.005));
        assertThat(model.expectedSpend(new SpendStatistic(2, 25.55, 1))).isEqualTo(27.2824, within(.005));
    }

    @ParameterizedTest
    @CsvSource({"2, 22.35, 24.6586", "1, 11.77, 18.9115", "7, 73.74, 71.4628", "2, 25.55, 27.2824"})
    void spendIsDrawnTowardsTheMeanOfAll(long x, double meanSpend, double expected) {
        GammaGamma published = new GammaGamma(6.25, 3.74, 15.44);
        assertThat(published.expectedSpend(new SpendStatistic(x, meanSpend, 1)))
                .isCloseTo(expected, Percentage.withPercentage(.1));
        assertThat(published.expectedSpend()).isCloseTo(35.1710, Percentage.withPercentage(.2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void parametersOfSimulatedSpendAreFoundWithinThreeStandardErrors(long seed) {
        double[] truth = {6, 4, 15};
        List<Estimate> estimates = fitted(simulated(truth, seed)).estimates();
        for (int i = 0; i < truth.length; i++) {
            Estimate estimate = estimates.get(i);
            assertThat(Math.log(estimate.value() / truth[i]))
                    .as(estimate.parameter())
                    .isEqualTo(0, within(3 * estimate.standardError() / estimate.value()));
        }
    }

    @Test
    void weightedRowsAreTheirCustomers() {
        GammaGamma model = new GammaGamma(6, 4, 15);
        SpendStatistic one = new SpendStatistic(3, 20, 1);
        SpendStatistic other = new SpendStatistic(1, 55, 1);
        assertThat(model.logLikelihood(List.of(new SpendStatistic(3, 20, 3), other)))
                .isEqualTo(model.logLikelihood(List.of(one, one, one, other)), within(1e-12));
    }

    @Test
    void spendWithoutAMeanIsNotFitted() {
        Fit<GammaGamma> fit = GammaGamma.fit(simulated(new double[] {3, .6, 10}, 5), LIMITS);
        assertThat(fit).isInstanceOfSatisfying(NotFitted.class, not -> {
            assertThat(not.reason()).isEqualTo(Reason.NO_MEAN_SPEND);
            assertThat(not.explanation()).contains("it has no mean");
        });
        assertThatThrownBy(() -> new GammaGamma(6, 1, 15))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("with q of 1 or less it has no mean");
    }

    @Test
    void customersWhoAllSpendTheSameDetermineNothing() {
        assertThat(GammaGamma.fit(List.of(new SpendStatistic(3, 20, 500)), LIMITS))
                .isInstanceOfSatisfying(
                        NotFitted.class,
                        not -> assertThat(not.reason()).isIn(Reason.PARAMETER_AT_BORDER, Reason.DID_NOT_CONVERGE));
    }

    @Test
    void aSingleRepeatBuyerIsTooFew() {
        assertThat(GammaGamma.fit(List.of(new SpendStatistic(3, 20, 1)), LIMITS))
                .isInstanceOfSatisfying(
                        NotFitted.class, not -> assertThat(not.reason()).isEqualTo(Reason.TOO_FEW_REPEAT_BUYERS));
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "2, 0", "2, -5", "2, NaN"})
    void refundsAndOneTimeBuyersHaveNoSpendStatistic(long x, double meanSpend) {
        assertThatThrownBy(() -> new SpendStatistic(x, meanSpend, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Net refunds first");
    }

    private static List<SpendStatistic> simulated(double[] parameters, long seed) {
        RandomDataGenerator random = new RandomDataGenerator(seed);
        List<SpendStatistic> customers = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            double scale = 1 / random.nextGamma(parameters[1], 1 / parameters[2]);
            int x = 1 + random.nextInt(0, 5);
            double total = 0;
            for (int purchase = 0; purchase < x; purchase++) {
                total += random.nextGamma(parameters[0], scale);
            }
            customers.add(new SpendStatistic(x, total / x, 1));
        }
        return customers;
    }

    private static Fitted<GammaGamma> fitted(List<SpendStatistic> repeatBuyers) {
        Fit<GammaGamma> fit = GammaGamma.fit(repeatBuyers, LIMITS);
        assertThat(fit).isInstanceOf(Fitted.class);
        return (Fitted<GammaGamma>) fit;
    }
}
