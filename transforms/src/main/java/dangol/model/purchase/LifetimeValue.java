package dangol.model.purchase;

import java.io.Serializable;

/**
 * The value of customers over the months to come: purchases expected in each month times the spend expected of a
 * purchase, discounted to today by month (Fader, Hardie and Lee 2005, RFM and CLV). Purchases and spend are independent.
 *
 * @param purchases the model of repeat purchases, in days or weeks
 * @param spend the model of spend
 * @param months how many months ahead
 * @param daysPerMonth how many days a month has, which takes months to the unit of the model
 * @param discountPerMonth what a month takes off: money of the m-th month is divided by (1 + discountPerMonth)^m
 */
public record LifetimeValue(
        PurchaseModel purchases, GammaGamma spend, int months, double daysPerMonth, double discountPerMonth)
        implements Serializable {

    /**
     * Takes a horizon of at least one month.
     *
     * @throws IllegalArgumentException when months, days per month or discount are out of range
     */
    public LifetimeValue {
        if (months < 1
                || !(daysPerMonth >= 28 && daysPerMonth <= 31)
                || !(discountPerMonth >= 0 && discountPerMonth < 1)) {
            throw new IllegalArgumentException("A value over " + months + " months of " + daysPerMonth
                    + " days at a discount of " + discountPerMonth
                    + " a month cannot be meant: months are 1 or more, a month"
                    + " has 28 to 31 days, a discount lies in [0, 1). Say 0.01 for 1 % a month.");
        }
    }

    /** The value of a repeat buyer, in the money of his mean spend. */
    public double of(PurchaseStatistic customer, double meanSpend) {
        return discountedPurchases(customer)
                * spend.expectedSpend(new SpendStatistic(customer.frequency(), meanSpend, 1));
    }

    /** The value of a customer whose own spend tells nothing, such as a one-time buyer: at the mean spend of all. */
    public double of(PurchaseStatistic customer) {
        return discountedPurchases(customer) * spend.expectedSpend();
    }

    private double discountedPurchases(PurchaseStatistic customer) {
        return discountedPurchases(purchases, customer, months, daysPerMonth, discountPerMonth);
    }

    /** The purchases expected of a customer over months to come, those of each month discounted to today, for any spend. */
    public static double discountedPurchases(
            PurchaseModel purchases,
            PurchaseStatistic customer,
            int months,
            double daysPerMonth,
            double discountPerMonth) {
        double month = purchases.unit().fromDays(daysPerMonth);
        double sum = 0;
        double before = 0;
        for (int m = 1; m <= months; m++) {
            double upTo = purchases.expectedPurchases(customer, m * month);
            sum += (upTo - before) / Math.pow(1 + discountPerMonth, m);
            before = upTo;
        }
        return sum;
    }
}
