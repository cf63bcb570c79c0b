package dangol.model.retention;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A model of how many periods customers on contract stay; periods are those of the cohorts it was fitted on. */
public sealed interface RetentionModel extends Serializable permits ShiftedBetaGeometric, BetaDiscreteWeibull {
    /** A discounted tail below this is left out of a residual lifetime, in periods. */
    double NEGLIGIBLE_PERIODS = 1e-12;

    /** S(t): the share of customers who stay more than {@code periods} periods, between 0 and 1; 1 for 0 periods. */
    double survival(int periods);

    /** ln r(t), the logarithm of the retention rate of a period from 1 on. */
    double logRetentionRate(int period);

    /** r(t) = S(t) / S(t-1): of the customers left before period {@code period}, the share that stays through it. */
    default double retentionRate(int period) {
        return Math.exp(logRetentionRate(period));
    }

    /** Of customers who have stayed {@code survived} periods, the share that stays {@code further} more. */
    default double survivalAfter(int survived, int further) {
        double log = 0;
        for (int t = survived + 1; t <= survived + further; t++) {
            log += logRetentionRate(t);
        }
        return Math.exp(log);
    }

    /** S(0), S(1), …, S(periods). */
    default List<Double> projection(int periods) {
        List<Double> projection = new ArrayList<>();
        for (int t = 0; t <= periods; t++) {
            projection.add(survival(t));
        }
        return List.copyOf(projection);
    }

    /**
     * Discounted expected residual lifetime, in periods, of a customer who is about to decide on renewal n and has made
     * n - 1 before: the sum over t ≥ n of S(t) / S(n-1) / (1 + d)^(t-n), so the n-th renewal itself is counted in full
     * (Fader and Hardie 2010, Customer-Base Valuation in a Contractual Setting, equation 6).
     *
     * @param renewal n, from 1 on
     * @param discountRate d a period, above 0
     */
    default double discountedResidualLifetime(int renewal, double discountRate) {
        if (renewal < 1 || !(discountRate > 0)) {
            throw new IllegalArgumentException(
                    "A residual lifetime needs a renewal from 1 on and a discount rate above 0,"
                            + " but was asked for renewal " + renewal + " at " + discountRate
                            + ": without discount it may be infinite.");
        }
        double sum = 0;
        double term = retentionRate(renewal);
        for (int t = renewal; term * (1 + discountRate) / discountRate > NEGLIGIBLE_PERIODS; t++) {
            sum += term;
            term *= retentionRate(t + 1) / (1 + discountRate);
        }
        return sum;
    }
}
