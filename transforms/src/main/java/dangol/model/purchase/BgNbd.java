package dangol.model.purchase;

import static dangol.model.purchase.Parameters.requireLevel;
import static dangol.model.purchase.Parameters.requirePositive;
import static dangol.model.purchase.Parameters.requireTime;

import org.hipparchus.special.Gamma;

/**
 * The BG/NBD model (Fader, Hardie and Lee 2005, Marketing Science 24:275): rates are gamma(r, alpha) over customers; after
 * each repeat purchase a customer leaves with a probability that is beta(a, b) over customers. Nobody leaves before a
 * repeat purchase, so every one-time buyer is alive with probability 1; {@link MbgNbd} and {@link ParetoNbd} differ.
 *
 * @param unit the unit of alpha and of all times
 */
public record BgNbd(TimeUnit unit, double r, double alpha, double a, double b) implements PurchaseModel {

    /** Takes positive parameters. */
    public BgNbd {
        requirePositive("BG/NBD", r, alpha, a, b);
    }

    /** Equation 9 of the paper, as a sum without cancellation. */
    @Override
    public double expectedPurchases(double time) {
        requireTime(time);
        return new DropoutAfterPurchase(r, time / alpha, a, b).expected();
    }

    /** From equation 10 of the paper (Fader and Hardie 2008, Computing P(alive) using the BG/NBD model). */
    @Override
    public double probabilityAlive(PurchaseStatistic customer) {
        PurchaseSample.requireUnit(unit, customer.unit());
        if (customer.frequency() == 0) {
            return 1;
        }
        return 1 / (1 + Math.exp(logLeft(customer.frequency(), customer.recency(), customer.observation())));
    }

    /** Equation 10 of the paper, as a sum without cancellation. */
    @Override
    public double expectedPurchases(PurchaseStatistic customer, double time) {
        double alive = probabilityAlive(customer);
        requireTime(time);
        return ahead(customer, time).expected(alive);
    }

    /** An active customer makes the next purchase before he can leave. */
    @Override
    public double probabilityOfPurchase(PurchaseStatistic customer, double time) {
        double alive = probabilityAlive(customer);
        requireTime(time);
        return ahead(customer, time).any(alive);
    }

    @Override
    public CountInterval interval(PurchaseStatistic customer, double time, double level) {
        double alive = probabilityAlive(customer);
        requireTime(time);
        requireLevel(level);
        return ahead(customer, time).interval(alive, level);
    }

    @Override
    public double logFrequency(long frequency) {
        return Gamma.logGamma(r + frequency)
                - Gamma.logGamma(r)
                + r * Math.log(alpha)
                + Gamma.logGamma(a + b)
                - Gamma.logGamma(a + b + frequency)
                + Gamma.logGamma(b + frequency)
                - Gamma.logGamma(b);
    }

    @Override
    public double logTimes(long frequency, double recency, double observation) {
        double stayed = -(r + frequency) * Math.log(alpha + observation);
        return frequency == 0 ? stayed : stayed + Parameters.logSum(0, logLeft(frequency, recency, observation));
    }

    /** The logarithm of the odds that a repeat buyer has left. */
    private double logLeft(long frequency, double recency, double observation) {
        return Math.log(a / (b + frequency - 1))
                + (r + frequency) * Math.log1p((observation - recency) / (alpha + recency));
    }

    private DropoutAfterPurchase ahead(PurchaseStatistic customer, double time) {
        long frequency = customer.frequency();
        return new DropoutAfterPurchase(r + frequency, time / (alpha + customer.observation()), a, b + frequency);
    }
}
