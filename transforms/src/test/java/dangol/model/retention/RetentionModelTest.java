package dangol.model.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dangol.model.estimate.ParameterEstimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Published figures are of Fader and Hardie 2007, How to Project Customer Retention, table 1 and the fits on years
 * 1-7.
 */
class RetentionModelTest {
    private static final List<Long> HIGH_END =
            List.of(1000L, 869L, 743L, 653L, 593L, 551L, 517L, 491L, 468L, 445L, 427L, 409L, 394L);
    private static final List<Long> REGULAR =
            List.of(1000L, 631L, 468L, 382L, 326L, 289L, 262L, 241L, 223L, 207L, 194L, 183L, 173L);
    private static final int CALIBRATION = 7;

    @Test
    void highEndCustomersAreFittedAndProjectedAsPublished() {
        RetentionModel model = isFitted(cohort(HIGH_END), .668, 3.806);
        assertThat(model.survival(12)).isCloseTo(.3780, within(1e-4));
        assertThat(model.discountedResidualLifetime(8, .1)).isCloseTo(7.530, within(2e-3));
        assertThat(model.discountedResidualLifetime(7, .1)).isCloseTo(7.345, within(2e-3));
    }

    @Test
    void regularCustomersAreFittedAndProjectedAsPublished() {
        assertThat(isFitted(cohort(REGULAR), .704, 1.182).survival(12)).isCloseTo(.1700, within(1e-4));
    }

    private static RetentionModel isFitted(CohortSurvivors cohort, double alpha, double beta) {
        RetentionFit.Fitted fit = fitted(ShiftedBetaGeometric.fit(List.of(cohort)));
        assertThat(value(fit, 0)).isCloseTo(alpha, within(5e-4));
        assertThat(value(fit, 1)).isCloseTo(beta, within(5e-4));
        assertThat(fit.customers()).isEqualTo(1000);
        assertThat(fit.periods()).isEqualTo(CALIBRATION);
        return fit.model();
    }

    @Test
    void theProbabilitiesFollowThePublishedRecursion() {
        ShiftedBetaGeometric model = new ShiftedBetaGeometric(.668, 3.806);
        double lost = .668 / (.668 + 3.806);
        double left = 1 - lost;
        for (int t = 1; t <= 40; t++) {
            assertThat(model.survival(t)).isCloseTo(left, within(1e-12));
            lost *= (3.806 + t - 1) / (.668 + 3.806 + t);
            left -= lost;
        }
    }

    @Test
    void theResidualLifetimeIsTheHypergeometricFunction() {
        ShiftedBetaGeometric model = new ShiftedBetaGeometric(.668, 3.806);
        for (int n : new int[] {1, 2, 8, 30}) {
            double expected = (3.806 + n - 1) / (.668 + 3.806 + n - 1) * gauss(1, 3.806 + n, .668 + 3.806 + n, 1 / 1.1);
            assertThat(model.discountedResidualLifetime(n, .1)).isCloseTo(expected, within(1e-9));
        }
    }

    private static double gauss(double a, double b, double c, double z) {
        double term = 1;
        double sum = 1;
        for (int k = 0; k < 2000; k++) {
            term *= (a + k) * (b + k) / (c + k) / (k + 1) * z;
            sum += term;
        }
        return sum;
    }

    @Test
    void theBetaDiscreteWeibullProjectsHighEndCustomersBetter() {
        RetentionFit.Fitted bdw = fitted(BetaDiscreteWeibull.fit(List.of(cohort(HIGH_END))));
        RetentionFit.Fitted sbg = fitted(ShiftedBetaGeometric.fit(List.of(cohort(HIGH_END))));
        assertThat(bdw.logLikelihood()).isGreaterThan(sbg.logLikelihood());
        assertThat(value(bdw, 2)).isGreaterThan(1);
        assertThat(Math.abs(bdw.model().survival(12) - .394))
                .isLessThan(Math.abs(sbg.model().survival(12) - .394));
    }

    @Test
    void theBetaDiscreteWeibullFindsTheParametersOfExactCohorts() {
        BetaDiscreteWeibull truth = new BetaDiscreteWeibull(.4, 2.2, 1.5);
        List<Long> survivors = new ArrayList<>();
        for (int t = 0; t <= 12; t++) {
            survivors.add(Math.round(1e9 * truth.survival(t)));
        }
        RetentionFit.Fitted fit = fitted(BetaDiscreteWeibull.fit(List.of(new CohortSurvivors(survivors))));
        assertThat(value(fit, 0)).isCloseTo(.4, within(1e-4));
        assertThat(value(fit, 1)).isCloseTo(2.2, within(1e-3));
        assertThat(value(fit, 2)).isCloseTo(1.5, within(1e-3));
    }

    @Test
    void withoutDurationDependenceBothModelsAreOne() {
        RetentionModel sbg = new ShiftedBetaGeometric(.7, 1.2);
        RetentionModel bdw = new BetaDiscreteWeibull(.7, 1.2, 1);
        for (int t = 1; t <= 50; t++) {
            assertThat(bdw.retentionRate(t)).isCloseTo(sbg.retentionRate(t), within(1e-12));
            assertThat(bdw.survivalAfter(3, t)).isCloseTo(sbg.survival(3 + t) / sbg.survival(3), within(1e-12));
        }
        assertThat(sbg.projection(3)).containsExactly(1.0, sbg.survival(1), sbg.survival(2), sbg.survival(3));
    }

    @Test
    void tenTimesTheCustomersHaveTheSameFitAndSmallerErrors() {
        RetentionFit.Fitted one = fitted(ShiftedBetaGeometric.fit(List.of(cohort(REGULAR))));
        RetentionFit.Fitted ten = fitted(ShiftedBetaGeometric.fit(Collections.nCopies(10, cohort(REGULAR))));
        for (int i = 0; i < 2; i++) {
            assertThat(value(ten, i)).isCloseTo(value(one, i), within(1e-5));
            assertThat(error(ten, i)).isCloseTo(error(one, i) / Math.sqrt(10), within(1e-4));
        }
        assertThat(ten.logLikelihood()).isCloseTo(10 * one.logLikelihood(), within(1e-4));
    }

    @Test
    void standardErrorsAreThoseSeenInSimulatedCohorts() {
        Random random = new Random(20070101);
        int covered = 0;
        int fits = 0;
        for (int i = 0; i < 200; i++) {
            // Cohorts of different age, as a company has them.
            RetentionFit fit = ShiftedBetaGeometric.fit(List.of(
                    simulated(random, 1500, .7, 1.2, 8),
                    simulated(random, 1500, .7, 1.2, 5),
                    simulated(random, 1500, .7, 1.2, 2)));
            if (fit instanceof RetentionFit.Fitted found) {
                fits++;
                covered += Math.abs(value(found, 0) - .7) <= 1.96 * error(found, 0) ? 1 : 0;
            }
        }
        assertThat(fits).isEqualTo(200);
        // 95 % ± three binomial standard errors.
        assertThat(covered).isBetween(181, 199);
    }

    private static CohortSurvivors simulated(Random random, int customers, double alpha, double beta, int periods) {
        ShiftedBetaGeometric model = new ShiftedBetaGeometric(alpha, beta);
        List<Long> survivors = new ArrayList<>(List.of((long) customers));
        long left = customers;
        for (int t = 1; t <= periods; t++) {
            long stay = 0;
            for (long c = 0; c < left; c++) {
                stay += random.nextDouble() < model.retentionRate(t) ? 1 : 0;
            }
            left = stay;
            survivors.add(left);
        }
        return new CohortSurvivors(survivors);
    }

    @Test
    void whatCannotBeFittedSaysWhy() {
        isNotFitted("Too few periods: 2 are needed, 1 have passed", List.of(1000L, 800L));
        isNotFitted("Nobody was lost", List.of(50L, 50L, 50L, 50L));
        isNotFitted("Everybody was lost in the first period", List.of(50L, 0L, 0L));
        isNotFitted("There is no customer", List.of(0L, 0L, 0L));
        assertThat(ShiftedBetaGeometric.fit(List.of())).isInstanceOf(RetentionFit.NotFitted.class);
        assertThat(((RetentionFit.NotFitted) BetaDiscreteWeibull.fit(List.of(new CohortSurvivors(List.of(9L, 8L, 7L)))))
                        .reason())
                .contains("3 are needed");
    }

    @Test
    void customersWhoAreAllAlikeGiveNoModelOfTheirDifferences() {
        List<Long> constant = new ArrayList<>();
        for (int t = 0; t <= 8; t++) {
            constant.add(Math.round(1e6 * Math.pow(.8, t)));
        }
        assertThat(ShiftedBetaGeometric.fit(List.of(new CohortSurvivors(constant))))
                .isInstanceOf(RetentionFit.NotFitted.class);
    }

    @Test
    void oneCustomerGivesNoModel() {
        assertThat(ShiftedBetaGeometric.fit(List.of(new CohortSurvivors(List.of(1L, 1L, 1L, 0L)))))
                .isInstanceOf(RetentionFit.NotFitted.class);
    }

    private static void isNotFitted(String reason, List<Long> survivors) {
        RetentionFit fit = ShiftedBetaGeometric.fit(List.of(new CohortSurvivors(survivors)));
        assertThat(fit).isInstanceOf(RetentionFit.NotFitted.class);
        assertThat(((RetentionFit.NotFitted) fit).reason()).contains(reason);
    }

    @Test
    void survivorsThatRiseAreRefused() {
        assertThatThrownBy(() -> new CohortSurvivors(List.of(10L, 8L, 9L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after 2 periods there are 9")
                .hasMessageContaining("Give those left of the cohort");
    }

    @Property(tries = 300)
    void survivalFallsAndStaysBetweenZeroAndOne(
            @ForAll @DoubleRange(min = .01, max = 200) double alpha,
            @ForAll @DoubleRange(min = .01, max = 200) double beta,
            @ForAll @DoubleRange(min = .3, max = 2.5) double c,
            @ForAll @IntRange(min = 1, max = 300) int periods) {
        for (RetentionModel model :
                List.of(new ShiftedBetaGeometric(alpha, beta), new BetaDiscreteWeibull(alpha, beta, c))) {
            assertThat(model.survival(periods)).isBetween(0.0, model.survival(periods - 1) * (1 + 1e-12));
            assertThat(model.survival(periods - 1)).isLessThanOrEqualTo(1);
            assertThat(model.retentionRate(periods)).isBetween(0.0, 1.0);
        }
    }

    private static CohortSurvivors cohort(List<Long> survivors) {
        return new CohortSurvivors(survivors.subList(0, CALIBRATION + 1));
    }

    private static RetentionFit.Fitted fitted(RetentionFit fit) {
        assertThat(fit).isInstanceOf(RetentionFit.Fitted.class);
        return (RetentionFit.Fitted) fit;
    }

    private static double value(RetentionFit.Fitted fit, int index) {
        return fit.parameters().get(index).value();
    }

    private static double error(RetentionFit.Fitted fit, int index) {
        ParameterEstimate parameter = fit.parameters().get(index);
        return parameter.standardError();
    }
}
