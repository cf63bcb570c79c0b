package dangol.model.wallet;

import java.io.Serializable;
import org.hipparchus.distribution.continuous.BetaDistribution;

/**
 * How the shares of wallet of similar customers lie: Beta(alpha, beta) over customers, and around a customer's own share
 * s single observations with the variance dispersion · s (1 - s).
 *
 * @param dispersion 1 when an observation is all or nothing, as a purchase is; less when it is a share of money
 * @throws IllegalArgumentException when a parameter is not positive or the dispersion above 1
 */
public record SharePrior(double alpha, double beta, double dispersion) implements Serializable {
    public SharePrior {
        if (!(alpha > 0 && beta > 0 && dispersion > 0 && dispersion <= 1)) {
            throw new IllegalArgumentException("Alpha, beta and dispersion must be positive and the dispersion at most 1,"
                    + " but are " + alpha + ", " + beta + " and " + dispersion + ".");
        }
    }

    /** The mean share of customers of the group. */
    public double mean() {
        return alpha / (alpha + beta);
    }

    /**
     * A customer's own share, given what was observed: the posterior Beta(alpha + Σ shares / dispersion, beta + Σ (1 -
     * shares) / dispersion), its mean and equal-tailed credible interval. With no observation it is that of any customer of
     * the group. Where all the mass lies at one end the mean can lie beyond an equal tail; the interval then reaches to it.
     *
     * @param confidence of the interval, between 0 and 1
     */
    public ShareEstimate estimate(ObservedShares observed, double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "A confidence of " + confidence + " is not between 0 and 1: write 90 % as 0.9.");
        }
        double own = alpha + observed.sum() / dispersion;
        double other = beta + (observed.observations() - observed.sum()) / dispersion;
        BetaDistribution posterior = new BetaDistribution(own, other);
        double mean = own / (own + other);
        double low = posterior.inverseCumulativeProbability((1 - confidence) / 2);
        double high = posterior.inverseCumulativeProbability((1 + confidence) / 2);
        return new ShareEstimate(mean, Math.min(low, mean), Math.max(high, mean), observed.observations());
    }
}
