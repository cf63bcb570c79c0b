package dangol.model.purchase;

import dangol.model.purchase.Fit.Fitted;
import dangol.model.purchase.Fit.NotFitted;
import dangol.model.purchase.Fit.Reason;
import dangol.model.purchase.MaximumLikelihood.Parameter;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hipparchus.special.Gamma;

/**
 * The Gamma-Gamma model of spend (Fader and Hardie 2013, The Gamma-Gamma model of monetary value): the spend of a purchase
 * is gamma(p, ν) distributed, ν being gamma(q, gamma) over customers, whatever their rate of purchases. gamma is in
 * units of money.
 */
public record GammaGamma(double p, double q, double gamma) implements Serializable {

    /**
     * Takes positive parameters whose distribution of spend has a mean.
     *
     * @throws IllegalArgumentException when q is 1 or less
     */
    public GammaGamma {
        Parameters.requirePositive("Gamma-Gamma", p, q, gamma);
        if (q <= 1) {
            throw new IllegalArgumentException(noMean(q));
        }
    }

    /** The mean spend of a purchase over all customers: p gamma / (q - 1). It is what a one-time buyer is expected to spend. */
    public double expectedSpend() {
        return p * gamma / (q - 1);
    }

    /** The spend expected of a purchase of such a customer: p (gamma + m x) / (p x + q - 1), Fader and Hardie's equation 5. */
    public double expectedSpend(SpendStatistic customer) {
        return expectedSpend(customer.frequency(), customer.meanSpend());
    }

    /** The same, also of a customer who returned all that x repeat purchases brought: then m is 0, and has no likelihood. */
    public double expectedSpend(long x, double m) {
        return p * (gamma + m * x) / (p * x + q - 1);
    }

    /** The log likelihood of repeat buyers' mean spend, Fader and Hardie's equation 1a. */
    public double logLikelihood(List<SpendStatistic> repeatBuyers) {
        return logLikelihood(repeatBuyers, p, q, gamma);
    }

    /** The model under which the spend of these repeat buyers is most likely, or the reason why there is none. */
    public static Fit<GammaGamma> fit(List<SpendStatistic> repeatBuyers, FitLimits limits) {
        long customers =
                repeatBuyers.stream().mapToLong(SpendStatistic::customers).sum();
        if (customers < limits.minimumRepeatBuyers()) {
            return new NotFitted<>(
                    Reason.TOO_FEW_REPEAT_BUYERS,
                    "There are " + customers + " repeat buyers with positive spend; a fit takes "
                            + limits.minimumRepeatBuyers() + " or more.");
        }
        List<SpendStatistic> inOrder = repeatBuyers.stream()
                .sorted(Comparator.comparingLong(SpendStatistic::frequency))
                .toList();
        Fit<Shape> fit = shape(inOrder, customers, limits);
        if (fit instanceof NotFitted<Shape> not) {
            return new NotFitted<>(not.reason(), not.explanation());
        }
        Fitted<Shape> found = (Fitted<Shape>) fit;
        Shape shape = found.model();
        return shape.q <= 1
                ? new NotFitted<>(Reason.NO_MEAN_SPEND, noMean(shape.q))
                : new Fitted<>(
                        new GammaGamma(shape.p, shape.q, shape.gamma),
                        found.estimates(),
                        found.logLikelihood(),
                        found.iterations(),
                        customers);
    }

    /** Parameters that may turn out to have no mean. */
    private record Shape(double p, double q, double gamma) implements Serializable {}

    private static Fit<Shape> shape(List<SpendStatistic> inOrder, long customers, FitLimits limits) {
        double meanSpend = inOrder.stream()
                        .mapToDouble(row -> row.customers() * row.meanSpend())
                        .sum()
                / customers;
        List<Parameter> parameters =
                List.of(new Parameter("p", 1), new Parameter("q", 1), new Parameter("gamma", meanSpend));
        List<double[]> starts = List.of(new double[] {5, 4, 0.6}, new double[] {1, 2, 1}, new double[] {2, 20, 10});
        ToDoubleFunction<double[]> logLikelihood = values -> logLikelihood(inOrder, values[0], values[1], values[2]);
        return new MaximumLikelihood(parameters, limits.maximumIterations())
                .fit(
                        starts,
                        logLikelihood,
                        logLikelihood,
                        values -> new Shape(values[0], values[1], values[2]),
                        customers);
    }

    private static double logLikelihood(List<SpendStatistic> inOrder, double p, double q, double gamma) {
        double sum = 0;
        long frequency = -1;
        double ofFrequency = 0;
        for (SpendStatistic row : inOrder) {
            if (row.frequency() != frequency) {
                frequency = row.frequency();
                ofFrequency = Gamma.logGamma(p * frequency + q) - Gamma.logGamma(p * frequency) - Gamma.logGamma(q);
            }
            double total = row.meanSpend() * frequency;
            // log(total / (gamma + total)) and log(gamma / (gamma + total)) without the loss of a difference.
            sum += row.customers()
                    * (ofFrequency
                            - Math.log(row.meanSpend())
                            - q * Math.log1p(total / gamma)
                            - p * frequency * Math.log1p(gamma / total));
        }
        return sum;
    }

    private static String noMean(double q) {
        return "The distribution of spend has q = " + q + ": with q of 1 or less it has no mean, a few purchases are so"
                + " large that an expected spend does not exist. Look for wrong amounts among the largest purchases, or"
                + " model spend by segment.";
    }
}
