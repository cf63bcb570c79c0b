package dangol.model.wallet;

import java.io.Serializable;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.special.Beta;
import org.hipparchus.util.CombinatoricsUtils;

/**
 * How the shares of wallet of similar customers lie: Beta(alpha, beta) over customers, and around a customer's own
 * share s single observations with the variance dispersion · s (1 - s).
 *
 * @param dispersion 1 when an observation is all or nothing, as a purchase is; less when it is a share of money
 * @param logAlphaVariance of the estimate of ln alpha; 0 when alpha is known
 * @param logBetaVariance of the estimate of ln beta; 0 when beta is known
 * @param logCovariance of both
 * @throws IllegalArgumentException when a parameter is not positive, the dispersion above 1 or the variances impossible
 */
public record SharePrior(
        double alpha,
        double beta,
        double dispersion,
        double logAlphaVariance,
        double logBetaVariance,
        double logCovariance)
        implements Serializable {
    private static final double ROUNDING = 1e-9;

    public SharePrior {
        if (!(alpha > 0 && beta > 0 && dispersion > 0 && dispersion <= 1)) {
            throw new IllegalArgumentException(
                    "Alpha, beta and dispersion must be positive and the dispersion at most 1," + " but are " + alpha
                            + ", " + beta + " and " + dispersion + ".");
        }
        boolean isCovariance = logAlphaVariance >= 0
                && logBetaVariance >= 0
                && logCovariance * logCovariance <= logAlphaVariance * logBetaVariance * (1 + ROUNDING);
        if (!isCovariance) {
            throw new IllegalArgumentException("The variances " + logAlphaVariance + " and " + logBetaVariance
                    + " cannot have the covariance " + logCovariance + ".");
        }
    }

    /** A prior that is known and not estimated. */
    public static SharePrior known(double alpha, double beta, double dispersion) {
        return new SharePrior(alpha, beta, dispersion, 0, 0, 0);
    }

    /** The mean share of customers of the group. */
    public double mean() {
        return alpha / (alpha + beta);
    }

    /**
     * A customer's own share, given what was observed. With a known prior it has the posterior Beta(alpha + Σ shares /
     * dispersion, beta + Σ (1 - shares) / dispersion). That an estimated prior is itself uncertain widens it (Kass and
     * Steffey 1989): mean and variance are averaged over four priors that have the estimate's covariance, and the
     * interval is the equal-tailed one of the beta distribution with that mean and variance. With no observation it is
     * that of any customer of the group. Where nearly all the mass lies at one end the mean can lie beyond an equal tail;
     * the interval then reaches to it.
     *
     * @param confidence of the interval, between 0 and 1
     */
    public ShareEstimate estimate(ObservedShares observed, double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "A confidence of " + confidence + " is not between 0 and 1: write 90 % as 0.9.");
        }
        BetaDistribution posterior = posterior(observed);
        double mean = posterior.getAlpha() / (posterior.getAlpha() + posterior.getBeta());
        double low = posterior.inverseCumulativeProbability((1 - confidence) / 2);
        double high = posterior.inverseCumulativeProbability((1 + confidence) / 2);
        return new ShareEstimate(mean, Math.min(low, mean), Math.max(high, mean), observed.observations());
    }

    /**
     * What a measurement would show of a customer of whom nothing is known: beta-binomial with 1 / dispersion choices,
     * averaged over the prior's own uncertainty as in {@link #estimate}. Unlike the customer's share itself it can be all or
     * nothing, as it is of those who buy nowhere else. The limits are equal-tailed, but where one of them lies at an end the other
     * leaves the whole rest out; they reach half a choice beyond the outermost counts that they hold.
     *
     * @param confidence of the interval, between 0 and 1
     */
    public ShareEstimate measurement(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "A confidence of " + confidence + " is not between 0 and 1: write 90 % as 0.9.");
        }
        int choices = (int) Math.round(1 / dispersion);
        double[] probability = new double[choices + 1];
        double mean = 0;
        for (double[] step : steps()) {
            double a = alpha * Math.exp(step[0]);
            double b = beta * Math.exp(step[1]);
            for (int own = 0; own <= choices; own++) {
                double log = CombinatoricsUtils.binomialCoefficientLog(choices, own)
                        + Beta.logBeta(a + own, b + choices - own)
                        - Beta.logBeta(a, b);
                probability[own] += Math.exp(log) / 4;
            }
            mean += a / (a + b) / 4;
        }
        double outside = 1 - confidence;
        int low = fewest(probability, outside / 2);
        int high = most(probability, outside / 2);
        if (high == choices) {
            low = fewest(probability, outside);
        } else if (low == 0) {
            high = most(probability, outside);
        }
        return new ShareEstimate(
                mean,
                Math.min(mean, Math.max(0, low - .5) / choices),
                Math.max(mean, Math.min(choices, high + .5) / choices),
                0);
    }

    /** The first count with more than a tail up to it. */
    private static int fewest(double[] probability, double tail) {
        int count = 0;
        for (double below = probability[0]; below <= tail; below += probability[count]) {
            count++;
        }
        return count;
    }

    /** The last count with more than a tail from it on. */
    private static int most(double[] probability, double tail) {
        int count = probability.length - 1;
        for (double above = probability[count]; above <= tail; above += probability[count]) {
            count--;
        }
        return count;
    }

    private BetaDistribution posterior(ObservedShares observed) {
        double own = observed.sum() / dispersion;
        double other = (observed.observations() - observed.sum()) / dispersion;
        if (logAlphaVariance == 0 && logBetaVariance == 0) {
            return new BetaDistribution(alpha + own, beta + other);
        }
        double mean = 0;
        double square = 0;
        for (double[] step : steps()) {
            double a = alpha * Math.exp(step[0]) + own;
            double b = beta * Math.exp(step[1]) + other;
            double share = a / (a + b);
            mean += share / 4;
            square += (share * share + share * (1 - share) / (a + b + 1)) / 4;
        }
        double total = (mean - square) / (square - mean * mean);
        return new BetaDistribution(mean * total, (1 - mean) * total);
    }

    /** Four steps of (ln alpha, ln beta) with mean zero and the estimate's covariance. */
    private double[][] steps() {
        double first = Math.sqrt(logAlphaVariance);
        double shared = first == 0 ? 0 : logCovariance / first;
        double second = Math.sqrt(Math.max(0, logBetaVariance - shared * shared));
        double far = Math.sqrt(2);
        return new double[][] {
            {far * first, far * shared}, {-far * first, -far * shared}, {0, far * second}, {0, -far * second}
        };
    }
}
