package dangol.model.retention;

import java.util.List;
import org.hipparchus.special.Beta;

/**
 * The shifted beta-geometric model (Fader and Hardie 2007, How to Project Customer Retention): each customer leaves
 * with the same probability in every period, and the probabilities of the customers follow a beta distribution. S(t) =
 * B(α, β+t) / B(α, β), r(t) = (β+t-1) / (α+β+t-1), equations 5 and 7.
 *
 * @throws IllegalArgumentException when a parameter is not positive
 */
public record ShiftedBetaGeometric(double alpha, double beta) implements RetentionModel {
    private static final List<double[]> STARTS =
            List.of(new double[] {1, 1}, new double[] {.5, 5}, new double[] {5, 50}, new double[] {3, .5});

    public ShiftedBetaGeometric {
        if (!(alpha > 0 && beta > 0)) {
            throw new IllegalArgumentException(
                    "Alpha and beta must be positive, but are " + alpha + " and " + beta + ".");
        }
    }

    /** The model of greatest likelihood for cohorts taken together; needs two periods. */
    public static RetentionFit fit(List<CohortSurvivors> cohorts) {
        return new RetentionLikelihood(cohorts)
                .fit(List.of("alpha", "beta"), STARTS, p -> new ShiftedBetaGeometric(p[0], p[1]));
    }

    @Override
    public double survival(int periods) {
        double log = Beta.logBeta(alpha, beta + periods) - Beta.logBeta(alpha, beta);
        return periods == 0 ? 1 : Math.min(1, Math.exp(log));
    }

    @Override
    public double logRetentionRate(int period) {
        return -Math.log1p(alpha / (beta + period - 1));
    }
}
