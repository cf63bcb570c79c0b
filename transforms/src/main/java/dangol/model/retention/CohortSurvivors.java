package dangol.model.retention;

import java.io.Serializable;
import java.util.List;

/**
 * One cohort: how many customers are left after 0, 1, 2, … periods. The first entry is all that began; who is left in
 * the last one may leave later (right-censored). Entries are customers, not shares: they are the weight of the
 * evidence.
 *
 * @throws IllegalArgumentException when the list is empty, an entry is negative or the numbers rise
 */
public record CohortSurvivors(List<Long> survivors) implements Serializable {
    public CohortSurvivors {
        survivors = List.copyOf(survivors);
        if (survivors.isEmpty()) {
            throw new IllegalArgumentException(
                    "A cohort without an entry has no beginning: give at least the number of customers who began.");
        }
        for (int t = 0; t < survivors.size(); t++) {
            if (survivors.get(t) < 0 || (t > 0 && survivors.get(t) > survivors.get(t - 1))) {
                throw new IllegalArgumentException(
                        "Survivors can only fall, but after " + t + " periods there are " + survivors.get(t) + " in "
                                + survivors + ". Give those left of the cohort, not the active ones.");
            }
        }
    }

    /** Customers who began. */
    public long customers() {
        return survivors.get(0);
    }

    /** Periods watched. */
    public int periods() {
        return survivors.size() - 1;
    }
}
