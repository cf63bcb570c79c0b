package dangol.model.wallet;

import java.io.Serializable;

/**
 * What is known of one customer's share of wallet: own / (own + elsewhere), once for each observation (a purchase of a
 * panel, an answered quarter).
 *
 * @param observations how many
 * @param sum of the observed shares
 * @param sumOfSquares of the observed shares
 * @throws IllegalArgumentException when no set of shares between 0 and 1 has these sums
 */
public record ObservedShares(long observations, double sum, double sumOfSquares) implements Serializable {
    private static final double ROUNDING = 1e-9;

    /** A customer of whom nothing is known. */
    public static final ObservedShares NONE = new ObservedShares(0, 0, 0);

    public ObservedShares {
        double slack = ROUNDING * Math.max(1, observations);
        boolean isPossible = observations >= 0
                && sum >= -slack
                && sumOfSquares <= sum + slack
                && sum * sum <= observations * (sumOfSquares + slack) + slack
                && sum <= observations + slack;
        if (!isPossible) {
            throw new IllegalArgumentException("No " + observations + " shares between 0 and 1 have the sum " + sum
                    + " and the sum of squares " + sumOfSquares + ". Give shares as fractions, not in percent.");
        }
        sum = Math.min(Math.max(sum, 0), observations);
    }

    /** Of single shares. */
    public static ObservedShares of(double... shares) {
        double sum = 0;
        double squares = 0;
        for (double share : shares) {
            sum += share;
            squares += share * share;
        }
        return new ObservedShares(shares.length, sum, squares);
    }

    /** Of purchases that were all ours or all elsewhere. */
    public static ObservedShares ofChoices(long own, long all) {
        return new ObservedShares(all, own, own);
    }

    double mean() {
        return sum / observations;
    }

    /** Squared deviations of the customer's own observations from their mean. */
    double squaredDeviations() {
        return Math.max(0, sumOfSquares - sum * sum / observations);
    }
}
