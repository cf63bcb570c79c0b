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
 * @param meanAbsoluteError per customer, in the unit of the predictions
 */
public record PredictionQuality(
        long customers, double predicted, double actual, double meanAbsoluteError, List<Decile> deciles)
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
        for (Prediction prediction : predictions) {
            customers += prediction.customers();
            predicted += prediction.customers() * prediction.predicted();
            actual += prediction.customers() * prediction.actual();
            errors += prediction.customers() * Math.abs(prediction.predicted() - prediction.actual());
        }
        return customers == 0
                ? Optional.empty()
                : Optional.of(new PredictionQuality(
                        customers, predicted, actual, errors / customers, Decile.table(predictions)));
    }
}
