package dangol.model.classifier;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known of a customer on a day, by name of the feature. What is not known is not in the maps.
 *
 * @param numbers in the unit of each feature, finite
 * @param texts categories, and answers that are not told to be numbers
 */
public record Traits(Map<String, Double> numbers, Map<String, String> texts) {
    public Traits {
        Map<String, Double> finite = new HashMap<>(numbers);
        finite.values().removeIf(n -> n == null || !Double.isFinite(n));
        numbers = Map.copyOf(finite);
        Map<String, String> told = new HashMap<>(texts);
        told.values().removeIf(t -> t == null || t.isBlank());
        texts = Map.copyOf(told);
    }

    /** Null when it is not known, or no number. */
    public Double number(String feature) {
        Double number = numbers.get(feature);
        return number != null ? number : parsed(texts.get(feature));
    }

    /** Null when it is not known. */
    public String text(String feature) {
        return texts.get(feature);
    }

    /** Null for what is no finite number. */
    static Double parsed(String text) {
        if (text == null) {
            return null;
        }
        try {
            double number = Double.parseDouble(text.strip());
            return Double.isFinite(number) ? (Double) number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
