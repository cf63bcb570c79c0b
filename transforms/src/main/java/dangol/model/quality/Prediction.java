package dangol.model.quality;

import java.io.Serializable;

/**
 * Customers of whom the same was predicted, and of whom the same came true: purchases, money, or 1 and 0.
 *
 * @throws IllegalArgumentException when a number is not finite or the customers are negative
 */
public record Prediction(double predicted, double actual, long customers) implements Serializable {
    public Prediction {
        if (!Double.isFinite(predicted) || !Double.isFinite(actual) || customers < 0) {
            throw new IllegalArgumentException("A prediction of " + predicted + " against " + actual + " for "
                    + customers + " customers cannot be judged: leave out customers without a prediction.");
        }
    }
}
