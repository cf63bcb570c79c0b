package dangol.model.retention;

import java.util.List;
import org.hipparchus.special.Beta;

/**
 * The beta-discrete-Weibull model (Fader, Hardie, Liu, Davin and Steenburgh 2018, "How to Project Customer Retention"
 * Revisited): as the shifted beta-geometric, but a customer's own probability of leaving may rise (c above 1) or fall
 * (c below 1) with time. S(t) = B(α, β + t^c) / B(α, β); c = 1 is the shifted beta-geometric.
 *
 * @throws IllegalArgumentException when a parameter is not positive
 */
public record BetaDiscreteWeibull(double alpha, double beta, double c) implements RetentionModel {
    private static final List<double[]> STARTS = List.of(
            new double[] {1, 1, 1},
            new double[] {.5, 5, 1},
            new double[] {.3, 2, 1.5},
            new double[] {3, 2, .7},
            new double[] {5, 50, 1});

    public BetaDiscreteWeibull {
        if (!(alpha > 0 && beta > 0 && c > 0)) {
            throw new IllegalArgumentException(
                    "Alpha, beta and c must be positive, but are " + alpha + ", " + beta + " and " + c + ".");
        }
    }

    /** The model of greatest likelihood for cohorts taken together; needs three periods. */
    public static RetentionFit fit(List<CohortSurvivors> cohorts) {
        return new RetentionLikelihood(cohorts)
                .fit(List.of("alpha", "beta", "c"), STARTS, p -> new BetaDiscreteWeibull(p[0], p[1], p[2]));
    }

    @Override
    public double survival(int periods) {
        return periods == 0 ? 1 : Math.min(1, Math.exp(logBeta(periods) - logBeta(0)));
    }

    @Override
    public double logRetentionRate(int period) {
        return Math.min(0, logBeta(period) - logBeta(period - 1));
    }

    private double logBeta(int periods) {
        return Beta.logBeta(alpha, beta + Math.pow(periods, c));
    }
}
