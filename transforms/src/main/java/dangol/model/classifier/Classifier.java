package dangol.model.classifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A trained classifier: how customers become columns, what the columns say, and how that becomes a probability. */
public record Classifier(Encoding encoding, Scorer scorer, Calibration calibration) implements Serializable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param feature that speaks for the outcome
     * @param logOdds by how much, positive
     */
    public record Reason(Feature feature, double logOdds) {}

    /** The probability of the outcome, within [0, 1]. */
    public double probability(Traits traits) {
        return calibration.probability(scorer.logOdds(encoding.vector(traits)));
    }

    /** The features that speak most for the outcome, the strongest first. */
    public List<Reason> strongest(Traits traits) {
        double[] parts = encoding.byFeature(scorer.contributions(encoding.vector(traits)));
        return IntStream.range(0, parts.length)
                .filter(i -> parts[i] > 0)
                .mapToObj(i -> new Reason(encoding.features().get(i), parts[i]))
                .sorted(Comparator.comparingDouble(Reason::logOdds).reversed())
                .toList();
    }

    /** All of it as JSON; the same classifier gives the same text. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@link #json} wrote, in UTF-8. */
    public static Classifier of(byte[] json) {
        try {
            return JSON.readValue(json, Classifier.class);
        } catch (IOException e) {
            throw new UncheckedIOException("A stored classifier cannot be read: " + e.getMessage(), e);
        }
    }
}
