package dangol.model.wallet;

import java.io.Serializable;

/**
 * A customer's share of wallet as estimated: between 0 and 1, {@code low} ≤ {@code mean} ≤ {@code high}.
 *
 * @param observations of the customer; with none, the estimate is that of the group
 */
public record ShareEstimate(double mean, double low, double high, long observations) implements Serializable {

    /**
     * The wallet behind own spend in the same period: own / share, and what of it is spent elsewhere. The estimate is
     * taken at the mean share, the limits at its limits, so a small share leaves the wallet open upwards.
     *
     * @param ownSpend in any currency, the result is in the same
     */
    public Headroom headroom(double ownSpend) {
        if (!(ownSpend > 0)) {
            return new Headroom.NotEstimated(
                    "The customer spent nothing with us in the period, so a share of it says nothing of the wallet.");
        }
        if (mean <= 0) {
            return new Headroom.NotEstimated("The estimated share is nothing, although the customer spent with us.");
        }
        return new Headroom.Estimated(
                ownSpend / mean, elsewhere(ownSpend, mean), elsewhere(ownSpend, high), elsewhere(ownSpend, low));
    }

    private static double elsewhere(double ownSpend, double share) {
        return ownSpend * (1 - share) / share;
    }
}
