package dangol.model.purchase;

import java.io.Serializable;

/**
 * What the model of spend needs to know of a repeat buyer: one for each, or for each distinct pair with the number of
 * customers who share it.
 *
 * @param frequency x, the repeat purchases, at least 1
 * @param meanSpend m, the mean spend of a repeat purchase, refunds taken off; positive
 * @param customers how many customers have these statistics, at least 1
 */
public record SpendStatistic(long frequency, double meanSpend, long customers) implements Serializable {

    /**
     * Takes statistics of repeat buyers.
     *
     * @throws IllegalArgumentException unless x >= 1, m is positive and finite, and customers >= 1
     */
    public SpendStatistic {
        if (frequency < 1 || !(meanSpend > 0) || Double.isInfinite(meanSpend) || customers < 1) {
            throw new IllegalArgumentException("Spend of " + meanSpend + " over " + frequency + " repeat purchases ("
                    + customers + " customers) has no place in the model of spend: it knows positive spend of repeat"
                    + " buyers only. Net refunds first, then leave out customers with nothing left.");
        }
    }
}
