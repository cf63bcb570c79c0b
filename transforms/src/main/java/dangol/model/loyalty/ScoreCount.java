package dangol.model.loyalty;

import java.io.Serializable;

/**
 * Of the customers who gave one score, how many bought again in the period after.
 *
 * @throws IllegalArgumentException when the numbers contradict each other
 */
public record ScoreCount(double score, long answered, long returned) implements Serializable {
    public ScoreCount {
        if (!Double.isFinite(score) || returned < 0 || returned > answered) {
            throw new IllegalArgumentException("Of " + answered + " customers with score " + score + ", " + returned
                    + " cannot have returned: give customers and those of them who returned.");
        }
    }
}
