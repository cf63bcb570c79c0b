package dangol.model.wallet;

import dangol.model.estimate.Estimate;
import dangol.model.estimate.MaximumLikelihood;
import dangol.model.estimate.ParameterEstimate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hipparchus.special.Beta;

/**
 * The prior of a group by empirical Bayes: the beta-binomial model (Skellam 1948; Griffiths 1973 for its likelihood),
 * moments first (Kleinman 1973) and then maximum likelihood. Shares of money vary less around a customer's own share
 * than choices do, so an observation counts as 1 / dispersion choices (quasi-likelihood, Williams 1982, model II); the
 * dispersion comes from the customers observed more than once and is just 1 for purchases that are all ours or all
 * elsewhere.
 */
public final class ShareShrinkage {
    /** An observation never counts as more than a hundred choices, however alike a customer's answers are. */
    private static final double LEAST_DISPERSION = 0.01;

    private static final double LEAST_CORRELATION = 0.01;
    private static final double MOST_CORRELATION = 0.9;

    private final List<ShareCount> counts;

    private ShareShrinkage(Collection<ShareCount> counts) {
        this.counts = counts.stream()
                .filter(c -> c.customers() > 0 && c.shares().observations() > 0)
                .toList();
    }

    /**
     * The prior of one group.
     *
     * @param counts the group's customers; equal ones may be counted together, which makes large groups cheap
     * @param leastCustomers a group with fewer observed customers has no prior of its own
     */
    public static SharePriorFit fit(Collection<ShareCount> counts, long leastCustomers) {
        ShareShrinkage shrinkage = new ShareShrinkage(counts);
        Optional<String> unfit = shrinkage.unfit(leastCustomers).or(shrinkage::observedOnce);
        return unfit.<SharePriorFit>map(SharePriorFit.NotFitted::new)
                .orElseGet(() -> shrinkage.fit(shrinkage.dispersion()));
    }

    /**
     * The prior of a group whose shares were measured: an observation is the customer's own share to a hundredth and
     * counts as a hundred choices, so that one of each customer is enough.
     *
     * @param counts as in {@link #fit}
     * @param leastCustomers a group with fewer measured customers has no prior of its own
     */
    public static SharePriorFit fitMeasured(Collection<ShareCount> counts, long leastCustomers) {
        ShareShrinkage shrinkage = new ShareShrinkage(counts);
        return shrinkage
                .unfit(leastCustomers)
                .<SharePriorFit>map(SharePriorFit.NotFitted::new)
                .orElseGet(() -> shrinkage.fit(LEAST_DISPERSION));
    }

    private SharePriorFit fit(double dispersion) {
        double total = 1 / correlation(dispersion) - 1;
        double mean = Math.min(Math.max(mean(), 0.001), 0.999);
        Estimate estimate = MaximumLikelihood.ofPositive(
                p -> logLikelihood(p[0], p[1], dispersion),
                List.of(new double[] {mean * total, (1 - mean) * total}, new double[] {mean, 1 - mean}));
        if (estimate instanceof Estimate.Converged found) {
            double alpha = found.parameters().get(0);
            double beta = found.parameters().get(1);
            return new SharePriorFit.Fitted(
                    new SharePrior(
                            alpha,
                            beta,
                            dispersion,
                            found.logCovariance().get(0).get(0),
                            found.logCovariance().get(1).get(1),
                            found.logCovariance().get(0).get(1)),
                    List.of(
                            new ParameterEstimate(
                                    "alpha", alpha, found.standardErrors().get(0)),
                            new ParameterEstimate(
                                    "beta", beta, found.standardErrors().get(1))),
                    found.logLikelihood(),
                    customers());
        }
        return new SharePriorFit.NotFitted(
                "No distribution of shares could be told from chance. " + ((Estimate.NotConverged) estimate).reason());
    }

    private Optional<String> unfit(long leastCustomers) {
        if (customers() < Math.max(leastCustomers, 1)) {
            return Optional.of("Too few customers with an observed share: " + leastCustomers + " are needed, there are "
                    + customers() + ".");
        }
        double first = counts.get(0).shares().mean();
        if (counts.stream().allMatch(c -> Math.abs(c.shares().mean() - first) < 1e-12)) {
            return Optional.of("All customers have the same share, so nothing tells how customers differ.");
        }
        return Optional.empty();
    }

    private Optional<String> observedOnce() {
        return counts.stream().anyMatch(c -> c.shares().observations() > 1)
                ? Optional.empty()
                : Optional.of("No customer was observed twice, so differences between customers cannot be told from"
                        + " those between a customer's own observations.");
    }

    private long customers() {
        return counts.stream().mapToLong(ShareCount::customers).sum();
    }

    /**
     * Σ squared deviations within customers, divided by what they would be if observations were all or nothing: for
     * each customer (n - 1) times the unbiased estimate of s (1 - s), m (1 - m) + squared deviations / (n (n - 1)).
     */
    private double dispersion() {
        double within = 0;
        double choices = 0;
        for (ShareCount count : counts) {
            ObservedShares shares = count.shares();
            double n = shares.observations();
            if (n > 1) {
                within += count.customers() * shares.squaredDeviations();
                choices += count.customers()
                        * ((n - 1) * shares.mean() * (1 - shares.mean()) + shares.squaredDeviations() / n);
            }
        }
        return choices <= 0 ? 1 : Math.min(1, Math.max(LEAST_DISPERSION, within / choices));
    }

    private double mean() {
        double sum = 0;
        double n = 0;
        for (ShareCount count : counts) {
            sum += count.customers() * count.shares().sum();
            n += (double) count.customers() * count.shares().observations();
        }
        return sum / n;
    }

    /**
     * Correlation 1 / (alpha + beta + 1) between a customer's choices, by moments; kept in where a search can start.
     */
    private double correlation(double dispersion) {
        double mean = mean();
        double between = 0;
        double size = 0;
        double squares = 0;
        for (ShareCount count : counts) {
            double m = count.shares().observations() / dispersion;
            between += count.customers() * m * Math.pow(count.shares().mean() - mean, 2);
            size += count.customers() * m;
            squares += count.customers() * m * m;
        }
        double chance = customers() - 1;
        double correlation = (between / (mean * (1 - mean)) - chance) / (size - squares / size - chance);
        return correlation > LEAST_CORRELATION ? Math.min(correlation, MOST_CORRELATION) : LEAST_CORRELATION;
    }

    private double logLikelihood(double alpha, double beta, double dispersion) {
        double none = Beta.logBeta(alpha, beta);
        double sum = 0;
        for (ShareCount count : counts) {
            double own = count.shares().sum() / dispersion;
            double other = (count.shares().observations() - count.shares().sum()) / dispersion;
            sum += count.customers() * (Beta.logBeta(alpha + own, beta + other) - none);
        }
        return sum;
    }
}
