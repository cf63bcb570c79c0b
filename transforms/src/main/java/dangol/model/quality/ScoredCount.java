package dangol.model.quality;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Customers who share one predicted probability, and how many of them did what was predicted.
 *
 * @param score between 0 and 1
 * @throws IllegalArgumentException when the numbers contradict each other
 */
public record ScoredCount(double score, long customers, long came) implements Serializable {
    public ScoredCount {
        if (!(score >= 0 && score <= 1) || came < 0 || came > customers) {
            throw new IllegalArgumentException("Of " + customers + " customers with probability " + score + ", " + came
                    + " cannot have come: give a probability between 0 and 1, customers, and those of them who came.");
        }
    }

    /** One customer. */
    public static ScoredCount of(double score, boolean came) {
        return new ScoredCount(score, 1, came ? 1 : 0);
    }

    /** Customers one by one, counted by score; memory goes with the distinct scores. */
    public static List<ScoredCount> counted(Stream<ScoredCount> customers) {
        return List.copyOf(customers
                .collect(Collectors.toMap(
                        // Minus zero is another key than zero.
                        c -> c.score + 0.0,
                        c -> c,
                        ScoredCount::plus,
                        TreeMap::new))
                .values());
    }

    /** With equal scores added up, without those of nobody, the highest score first. */
    static List<ScoredCount> ranked(Collection<ScoredCount> counts) {
        TreeMap<Double, ScoredCount> byScore = new TreeMap<>();
        for (ScoredCount count : counts) {
            if (count.customers > 0) {
                byScore.merge(count.score + 0.0, count, ScoredCount::plus);
            }
        }
        return List.copyOf(byScore.descendingMap().values());
    }

    private ScoredCount plus(ScoredCount other) {
        return new ScoredCount(score, customers + other.customers, came + other.came);
    }
}
