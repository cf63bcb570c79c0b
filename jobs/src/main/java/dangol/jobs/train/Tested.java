package dangol.jobs.train;

import dangol.model.classifier.Classifier;
import dangol.model.quality.ClassifierQuality;
import dangol.model.quality.ScoredCount;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A candidate and how good it was on customers it had not seen.
 *
 * @param quality null when it could not be asked
 * @param uncalibratedBrier null for candidates that are not calibrated
 * @param choice mean squared error on the customers kept for the choice between classifiers, null for other candidates
 * @param classifier null for candidates that are no classifier
 * @param reason why there is no quality, or why the classifier is none
 */
record Tested(
        String model,
        ClassifierQuality quality,
        Double uncalibratedBrier,
        Double choice,
        Classifier classifier,
        String reason) {

    static Tested of(String model, List<Example> examples, double[] probabilities) {
        return new Tested(model, quality(examples, probabilities), null, null, null, null);
    }

    static Tested without(String model, String reason) {
        return new Tested(model, null, null, null, null, reason);
    }

    static ClassifierQuality quality(List<Example> examples, double[] probabilities) {
        return ClassifierQuality.of(ScoredCount.counted(IntStream.range(0, probabilities.length)
                        .mapToObj(i ->
                                ScoredCount.of(probabilities[i], examples.get(i).churned()))))
                .orElseThrow();
    }

    static double brier(List<Example> examples, double[] probabilities) {
        return quality(examples, probabilities).brier();
    }
}
