package dangol.jobs.company;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what somebody probably meant to type. */
public final class Nearest {
    private Nearest() {}

    /** A cure that names the nearest known word when there is one near, and all of them otherwise. */
    public static String hint(String typed, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(k -> distance(typed, k)))
                .filter(k -> distance(typed, k) <= Math.max(2, typed.length() / 3))
                .map(k -> "Did you mean '" + k + "'?")
                .orElse("Known here: "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
    }

    private static int distance(String a, String b) {
        return LevenshteinDistance.getDefaultInstance().apply(a.toLowerCase(java.util.Locale.ROOT), b);
    }
}
