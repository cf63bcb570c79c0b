package dangol.model.purchase;

import static dangol.model.purchase.Parameters.requireLevel;
import static dangol.model.purchase.Parameters.requirePositive;
import static dangol.model.purchase.Parameters.requireTime;

import java.util.Arrays;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.special.Gamma;

/**
 * The Pareto/NBD model (Schmittlein, Morrison and Colombo 1987, Management Science 33:1; Fader and Hardie 2005, A note on
 * deriving the Pareto/NBD model): rates are gamma(r, alpha) over customers, and each leaves after an exponential time
 * whose rate is gamma(s, beta) over customers.
 *
 * @param unit the unit of alpha, beta and all times
 */
public record ParetoNbd(TimeUnit unit, double r, double alpha, double s, double beta) implements PurchaseModel {
    private static final GaussIntegrator UNIT_INTERVAL = new GaussIntegratorFactory().legendre(24, 0.0, 1.0);

    /** Takes positive parameters. */
    public ParetoNbd {
        requirePositive("Pareto/NBD", r, alpha, s, beta);
    }

    @Override
    public double expectedPurchases(double time) {
        requireTime(time);
        return r * beta / alpha * aliveTime(time / beta);
    }

    @Override
    public double probabilityAlive(PurchaseStatistic customer) {
        PurchaseSample.requireUnit(unit, customer.unit());
        return 1 / (1 + Math.exp(logLeft(customer.frequency(), customer.recency(), customer.observation())));
    }

    /** Equation 22 of Schmittlein et al., also where s = 1. */
    @Override
    public double expectedPurchases(PurchaseStatistic customer, double time) {
        double alive = probabilityAlive(customer);
        requireTime(time);
        double scale = beta + customer.observation();
        return alive * (r + customer.frequency()) / (alpha + customer.observation()) * scale * aliveTime(time / scale);
    }

    @Override
    public double probabilityOfPurchase(PurchaseStatistic customer, double time) {
        double alive = probabilityAlive(customer);
        requireTime(time);
        double leaves = -Math.expm1(-s * Math.log1p(time / (beta + customer.observation())));
        return alive * exceeds(tails(customer, time, leaves), leaves);
    }

    @Override
    public CountInterval interval(PurchaseStatistic customer, double time, double level) {
        double alive = probabilityAlive(customer);
        requireTime(time);
        requireLevel(level);
        return new CountInterval(
                exceededWith(customer, time, (1 + level) / 2 / alive),
                exceededWith(customer, time, (1 - level) / 2 / alive));
    }

    /**
     * Discounted expected residual transactions: all purchases still to come, each worth e^(-rate · its time) of one
     * today (Fader, Hardie and Lee 2005, RFM and CLV, Journal of Marketing Research 42:415, equation 2).
     *
     * @param discountRate the continuous discount rate per unit of the model; positive
     * @throws IllegalArgumentException when the statistics are in another unit or the rate is not positive
     */
    public double discountedResidualPurchases(PurchaseStatistic customer, double discountRate) {
        if (!(discountRate > 0) || Double.isInfinite(discountRate)) {
            throw new IllegalArgumentException("The discount rate is " + discountRate
                    + " per unit of time: purchases without end have a finite value at a positive rate only.");
        }
        double alive = probabilityAlive(customer);
        double scale = beta + customer.observation();
        double discount = discountRate * scale;
        double time = scale * DoubleExponential.overPositive(u -> Math.exp(-discount * u - s * Math.log1p(u)));
        return alive * (r + customer.frequency()) / (alpha + customer.observation()) * time;
    }

    @Override
    public double logFrequency(long frequency) {
        return Gamma.logGamma(r + frequency) - Gamma.logGamma(r) + r * Math.log(alpha) + s * Math.log(beta);
    }

    @Override
    public double logTimes(long frequency, double recency, double observation) {
        return -(r + frequency) * Math.log(alpha + observation)
                - s * Math.log(beta + observation)
                + Parameters.logSum(0, logLeft(frequency, recency, observation));
    }

    /**
     * The logarithm of the odds that a customer has left: of s times the integral over τ from tx to T of
     * (alpha + τ)^-(r + x) (beta + τ)^-(s + 1), against (alpha + T)^-(r + x) (beta + T)^-s. The integral is a difference
     * of two values of 2F1(s + 1, r + s + x; r + s + x + 1; z).
     */
    private double logLeft(long frequency, double recency, double observation) {
        double power = r + s + frequency;
        double shrinkage = power * Math.log((alpha + recency) / (alpha + observation));
        double later = logPrimitive(power, recency);
        double before = shrinkage + logPrimitive(power, observation);
        return Math.log(s / power)
                + (before < later ? later + Math.log(-Math.expm1(before - later)) : Double.NEGATIVE_INFINITY)
                - shrinkage
                + s * Math.log((beta + observation) / (alpha + observation));
    }

    private double logPrimitive(double power, double time) {
        return Hypergeometric.logOfNext(s + 1, power, (alpha - beta) / (alpha + time));
    }

    /** The expected time until a customer leaves or t is over, as a share of the scale of his leaving; κ = t / scale. */
    private double aliveTime(double kappa) {
        double log = Math.log1p(kappa);
        return s == 1 ? log : -Math.expm1(-(s - 1) * log) / (s - 1);
    }

    /**
     * The smallest n that an active customer exceeds with at most the given probability. Given the time he stays, his
     * purchases are negative binomial; the time is integrated over by a Gauss-Legendre rule on its distribution.
     */
    private long exceededWith(PurchaseStatistic customer, double time, double probability) {
        double leaves = -Math.expm1(-s * Math.log1p(time / (beta + customer.observation())));
        NegativeBinomialTail[] tails = tails(customer, time, leaves);
        while (exceeds(tails, leaves) > probability) {
            Arrays.stream(tails).forEach(NegativeBinomialTail::advance);
        }
        return tails[tails.length - 1].n();
    }

    private NegativeBinomialTail[] tails(PurchaseStatistic customer, double time, double leaves) {
        double size = r + customer.frequency();
        double scale = beta + customer.observation();
        int points = UNIT_INTERVAL.getNumberOfPoints();
        NegativeBinomialTail[] tails = new NegativeBinomialTail[points + 1];
        for (int i = 0; i < points; i++) {
            double left = scale * Math.expm1(-Math.log1p(-leaves * UNIT_INTERVAL.getPoint(i)) / s);
            tails[i] = new NegativeBinomialTail(size, left / (alpha + customer.observation()));
        }
        tails[points] = new NegativeBinomialTail(size, time / (alpha + customer.observation()));
        return tails;
    }

    private static double exceeds(NegativeBinomialTail[] tails, double leaves) {
        int points = tails.length - 1;
        double sum = 0;
        for (int i = 0; i < points; i++) {
            sum += UNIT_INTERVAL.getWeight(i) * tails[i].value();
        }
        return leaves * sum + (1 - leaves) * tails[points].value();
    }
}
