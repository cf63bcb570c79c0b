package dangol.model.purchase;

import java.io.Serializable;

/**
 * What the purchase models need to know of a customer (Fader, Hardie and Lee 2005): x, tx and T. One for each customer,
 * or for each distinct triple with the number of customers who share it.
 *
 * @param unit the unit of recency and observation
 * @param frequency x, the repeat purchases: purchase days minus one
 * @param recency tx, the time from the first purchase to the last one; 0 for one-time buyers
 * @param observation T, the time from the first purchase to the end of observation
 * @param customers how many customers have these statistics, at least 1
 */
public record PurchaseStatistic(TimeUnit unit, long frequency, double recency, double observation, long customers)
        implements Serializable {

    /**
     * Takes statistics that a customer can have.
     *
     * @throws IllegalArgumentException unless x >= 0, 0 <= tx <= T, tx = 0 when x = 0, and customers >= 1
     */
    public PurchaseStatistic {
        if (unit == null) {
            throw new IllegalArgumentException(
                    "The unit of time is missing: state whether times are in days or weeks.");
        }
        boolean inOrder = 0 <= recency && recency <= observation && Double.isFinite(observation);
        if (frequency < 0 || !inOrder || (frequency == 0 && recency != 0) || customers < 1) {
            throw new IllegalArgumentException("No customer has x = " + frequency + ", tx = " + recency + ", T = "
                    + observation + " (customers: " + customers
                    + "): x counts repeat purchases, tx is the time from the"
                    + " first purchase to the last and T to the end of observation, so 0 <= tx <= T, tx is 0 when x is 0,"
                    + " and at least one customer is counted. Check how the statistics were computed.");
        }
    }

    /** The statistics of one customer whose times are given in days. */
    public static PurchaseStatistic ofDays(TimeUnit unit, long frequency, double recencyDays, double observationDays) {
        return new PurchaseStatistic(unit, frequency, unit.fromDays(recencyDays), unit.fromDays(observationDays), 1);
    }

    /** The same customers with their times in another unit. */
    public PurchaseStatistic in(TimeUnit other) {
        double factor = unit.days() / other.days();
        return other == unit
                ? this
                : new PurchaseStatistic(other, frequency, recency * factor, observation * factor, customers);
    }
}
