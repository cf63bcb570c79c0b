package dangol.model.quality;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How good predictions of purchases or money were.
 *
 * @param predicted sum over all customers
 * @param actual sum over all customers
 * @param meanAbsoluteError per customer, in the unit of the predictions; of rare events a prediction of 0 has the least
 * @param rootMeanSquaredError in the unit of the predictions; least for the mean of what may come
 */
public record PredictionQuality(
        long customers,
        double predicted,
        double actual,
        double meanAbsoluteError,
        double rootMeanSquaredError,
        List<Decile> deciles)
        implements Serializable {
    public PredictionQuality {
        deciles = List.copyOf(deciles);
    }

    /** Empty without customers. */
    public static Optional<PredictionQuality> of(Collection<Prediction> predictions) {
        long customers = 0;
        double predicted = 0;
        double actual = 0;
        double errors = 0;
        double squares = 0;
        for (Prediction prediction : predictions) {
            customers += prediction.customers();
            predicted += prediction.customers() * prediction.predicted();
            actual += prediction.customers() * prediction.actual();
            double error = prediction.predicted() - prediction.actual();
            errors += prediction.customers() * Math.abs(error);
            squares += prediction.customers() * error * error;
        }
        return customers == 0
                ? Optional.empty()
                : Optional.of(new PredictionQuality(
                        customers,
                        predicted,
                        actual,
                        errors / customers,
                        Math.sqrt(squares / customers),
                        Decile.table(predictions)));
    }
}
