package dangol.model.classifier;

import java.util.List;

/** A logistic regression: the log odds are a weighted sum of the columns. */
public record LogisticModel(double intercept, List<Double> coefficients) implements Scorer {
    public LogisticModel {
        coefficients = List.copyOf(coefficients);
    }

    @Override
    public double logOdds(double[] vector) {
        double sum = intercept;
        for (int i = 0; i < vector.length; i++) {
            sum += coefficients.get(i) * vector[i];
        }
        return sum;
    }

    @Override
    public double[] contributions(double[] vector) {
        double[] parts = new double[vector.length];
        for (int i = 0; i < vector.length; i++) {
            parts[i] = coefficients.get(i) * vector[i];
        }
        return parts;
    }
}
