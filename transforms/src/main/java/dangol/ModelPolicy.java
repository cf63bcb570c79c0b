package dangol;

import dangol.model.purchase.PurchaseModelKind;
import dangol.model.purchase.TimeUnit;
import java.io.Serializable;

/**
 * How a company's models are fitted and what they are asked.
 *
 * @param purchaseModel the model of repeat purchases whose figures the marts show
 * @param timeUnit the unit of the models' parameters
 * @param horizonDays how far the marts look ahead, and how long models are held against what came (days)
 * @param lifetimeMonths how far ahead purchases count for a customer's lifetime value (months)
 * @param discountPercentPerMonth what money a month later is worth less (percent a month)
 * @param marginPercent what of net spend is margin (percent)
 * @param confidencePercent of intervals (percent)
 * @param minCustomers fewer customers than this are not fitted on
 * @param show which models the marts show
 */
public record ModelPolicy(
        PurchaseModelKind purchaseModel,
        TimeUnit timeUnit,
        int horizonDays,
        int lifetimeMonths,
        double discountPercentPerMonth,
        double marginPercent,
        double confidencePercent,
        int minCustomers,
        Show show)
        implements Serializable {

    /** Which models the marts show. */
    public enum Show {
        /** Those that were no worse than their naive baseline when they were held against what came. */
        TESTED,
        /** All that could be fitted. */
        CONVERGED
    }

    /**
     * BG/NBD in weeks, 90 days, a year at 1 percent a month, all spend as margin, 95 percent intervals, 100 customers, tested
     * models.
     */
    public static final ModelPolicy USUAL =
            new ModelPolicy(PurchaseModelKind.BG_NBD, TimeUnit.WEEK, 90, 12, 1, 100, 95, 100, Show.TESTED);
}
