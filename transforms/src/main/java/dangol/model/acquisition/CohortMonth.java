package dangol.model.acquisition;

import java.io.Serializable;

/**
 * One month in the life of an acquisition cohort, spread over all customers acquired, those lost since among them.
 *
 * @param margin per customer acquired, in company currency; negative where more went back than came in
 * @param lost share of the customers acquired who are lost by the end of the month, between 0 and 1
 * @throws IllegalArgumentException when the margin is not finite or the share not between 0 and 1
 */
public record CohortMonth(double margin, double lost) implements Serializable {
    public CohortMonth {
        if (!Double.isFinite(margin) || !(lost >= 0 && lost <= 1)) {
            throw new IllegalArgumentException(
                    "A month needs a margin and a share of lost customers between 0 and 1, but" + " has " + margin
                            + " and " + lost + ". Give shares as fractions, not in percent.");
        }
    }
}
