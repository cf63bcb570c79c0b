package dangol.model.classifier;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** From what is known of a customer to the columns that a classifier takes, as a sample has fixed them. */
public record Encoding(List<Feature> features) implements Serializable {
    public Encoding {
        features = List.copyOf(features);
    }

    /**
     * The columns of all features that say anything of the sample. The same customers give the same encoding to the last
     * digit when they come in the same order.
     *
     * @param kinds the features by name, in the order of their columns
     * @param customers whose each row of the sample is: one customer may have several, of different days
     * @throws IllegalArgumentException when there are not as many customers as rows
     */
    public static Encoding of(Map<String, Kind> kinds, List<Traits> sample, List<String> customers) {
        if (customers.size() != sample.size()) {
            throw new IllegalArgumentException(
                    "There are " + sample.size() + " rows of the sample, but " + customers.size() + " customers.");
        }
        return new Encoding(kinds.entrySet().stream()
                .map(e -> Feature.of(e.getKey(), e.getValue(), sample, customers))
                .filter(f -> f.width() > 0)
                .toList());
    }

    public int width() {
        return features.stream().mapToInt(Feature::width).sum();
    }

    /** The columns of a customer; 0 is the mean of the sample. */
    public double[] vector(Traits traits) {
        double[] vector = new double[width()];
        int from = 0;
        for (Feature feature : features) {
            feature.write(traits, vector, from);
            from += feature.width();
        }
        return vector;
    }

    /** Sums of the columns' values by feature, in the order of the features. */
    double[] byFeature(double[] columns) {
        double[] sums = new double[features.size()];
        int column = 0;
        for (int f = 0; f < sums.length; f++) {
            for (int i = 0; i < features.get(f).width(); i++) {
                sums[f] += columns[column++];
            }
        }
        return sums;
    }
}
