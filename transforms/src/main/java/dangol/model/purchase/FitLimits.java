package dangol.model.purchase;

import java.io.Serializable;

/**
 * When not to fit, and when to give up.
 *
 * @param minimumCustomers fewer customers than this are not fitted on
 * @param minimumRepeatBuyers nor fewer customers with a repeat purchase
 * @param maximumIterations of a search
 */
public record FitLimits(int minimumCustomers, int minimumRepeatBuyers, int maximumIterations) implements Serializable {
    /** Takes positive limits. */
    public FitLimits {
        if (minimumCustomers < 1 || minimumRepeatBuyers < 1 || maximumIterations < 1) {
            throw new IllegalArgumentException(
                    "Limits of a fit are at least 1, not " + minimumCustomers + " customers, " + minimumRepeatBuyers
                            + " repeat buyers and " + maximumIterations + " iterations.");
        }
    }
}
