package dangol.model.purchase;

import static dangol.model.purchase.Parameters.requireLevel;
import static dangol.model.purchase.Parameters.requirePositive;
import static dangol.model.purchase.Parameters.requireTime;

import org.hipparchus.special.Gamma;

/**
 * The modified BG/NBD model (Batislam, Denizel and Filiztekin 2007, International Journal of Research in Marketing 24:201):
 * as {@link BgNbd}, but a customer may leave after the first purchase, too, so that one-time buyers can have left.
 *
 * @param unit the unit of alpha and of all times
 */
public record MbgNbd(TimeUnit unit, double r, double alpha, double a, double b) implements PurchaseModel {

    /** Takes positive parameters. */
    public MbgNbd {
        requirePositive("MBG/NBD", r, alpha, a, b);
    }

    @Override
    public double expectedPurchases(double time) {
        requireTime(time);
        return b / (a + b) * new DropoutAfterPurchase(r, time / alpha, a, b + 1).expected();
    }

    @Override
    public double probabilityAlive(PurchaseStatistic customer) {
        PurchaseSample.requireUnit(unit, customer.unit());
        return 1 / (1 + Math.exp(logLeft(customer.frequency(), customer.recency(), customer.observation())));
    }

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
                - Gamma.logGamma(a + b + frequency + 1)
                + Gamma.logGamma(b + frequency + 1)
                - Gamma.logGamma(b);
    }

    @Override
    public double logTimes(long frequency, double recency, double observation) {
        return -(r + frequency) * Math.log(alpha + observation)
                + Parameters.logSum(0, logLeft(frequency, recency, observation));
    }

    /** The logarithm of the odds that a customer has left. */
    private double logLeft(long frequency, double recency, double observation) {
        return Math.log(a / (b + frequency))
                + (r + frequency) * Math.log1p((observation - recency) / (alpha + recency));
    }

    private DropoutAfterPurchase ahead(PurchaseStatistic customer, double time) {
        long frequency = customer.frequency();
        return new DropoutAfterPurchase(r + frequency, time / (alpha + customer.observation()), a, b + frequency + 1);
    }
}
