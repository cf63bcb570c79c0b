package dangol.jobs.train;

import dangol.gold.ChurnFeatures;
import dangol.model.classifier.Calibration;
import dangol.model.classifier.Classifier;
import dangol.model.classifier.Encoding;
import dangol.model.classifier.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * The candidates, fitted and tested on what they had not seen: the latest past day when there are earlier ones with enough
 * of both outcomes to learn from, else, by cross-validation over the customers of the latest day, other customers.
 *
 * @param kind as state.churn_model names it
 * @param learnt the examples that the classifiers learnt from
 * @param tested the examples that the candidates were held against
 * @param naive the baseline
 */
record Trial(String kind, List<Example> learnt, List<Example> tested, Tested naive, List<Tested> classifiers) {
    static final String TEMPORAL = "temporal";
    static final String CROSS_VALIDATION = "cross_validation";

    /** Fewer of either outcome say nothing. */
    static final int LEAST_OF_EACH = 10;

    private static final int FOLDS = 5;

    /** @param days the examples of the past days, the latest first */
    static Trial of(SparkSession spark, int horizonDays, List<List<Example>> days) {
        List<Example> latest = days.get(0);
        List<Example> earlier =
                days.stream().skip(1).flatMap(List::stream).sorted(ORDER).toList();
        List<Example> fit = part(earlier, e -> e.part(FOLDS) != 0);
        List<Example> kept = part(earlier, e -> e.part(FOLDS) == 0);
        return hasBoth(fit) && hasBoth(kept)
                ? temporal(spark, horizonDays, earlier, latest)
                : crossValidation(spark, horizonDays, latest);
    }

    /** The order in which examples are learnt from, so that sums are the same each time. */
    static final Comparator<Example> ORDER =
            Comparator.comparing(Example::customer).thenComparing(Example::day);

    static boolean hasBoth(List<Example> examples) {
        long churned = examples.stream().filter(Example::churned).count();
        return churned >= LEAST_OF_EACH && examples.size() - churned >= LEAST_OF_EACH;
    }

    private static Trial temporal(SparkSession spark, int horizonDays, List<Example> earlier, List<Example> latest) {
        List<Example> fit = part(earlier, e -> e.part(FOLDS) != 0);
        List<Example> kept = part(earlier, e -> e.part(FOLDS) == 0);
        Encoding encoding = encoding(fit);
        List<Tested> classifiers = new ArrayList<>();
        for (Method method : Method.values()) {
            Scorer scorer = method.fit(spark, encoding, fit);
            Calibration calibration = calibration(logOdds(encoding, scorer, kept), kept);
            double[] test = logOdds(encoding, scorer, latest);
            classifiers.add(tested(
                    method,
                    latest,
                    probabilities(calibration, test),
                    probabilities(Calibration.NONE, test),
                    Tested.brier(kept, probabilities(calibration, logOdds(encoding, scorer, kept))),
                    new Classifier(encoding, scorer, calibration)));
        }
        Naive naive = Naive.of(horizonDays, earlier);
        return new Trial(TEMPORAL, earlier, latest, naive(latest, naive), classifiers);
    }

    /**
     * Each fold is scored by a model of the others, and calibrated by what other folds were given, so that nobody is
     * judged by anything that knew the outcome. The model that scores is fitted on all.
     */
    private static Trial crossValidation(SparkSession spark, int horizonDays, List<Example> latest) {
        List<Example> all = latest.stream().sorted(ORDER).toList();
        List<Tested> classifiers = new ArrayList<>();
        for (Method method : Method.values()) {
            double[] unseen = new double[all.size()];
            for (int fold = 0; fold < FOLDS; fold++) {
                int left = fold;
                List<Example> others = part(all, e -> e.part(FOLDS) != left);
                Encoding encoding = encoding(others);
                Scorer scorer = method.fit(spark, encoding, others);
                put(unseen, all, fold, logOdds(encoding, scorer, part(all, e -> e.part(FOLDS) == left)));
            }
            double[] probabilities = new double[all.size()];
            for (int fold = 0; fold < FOLDS; fold++) {
                int left = fold;
                Calibration calibration = calibration(
                        taken(unseen, all, e -> e.part(FOLDS) != left), part(all, e -> e.part(FOLDS) != left));
                put(
                        probabilities,
                        all,
                        fold,
                        probabilities(calibration, taken(unseen, all, e -> e.part(FOLDS) == left)));
            }
            Encoding encoding = encoding(all);
            classifiers.add(tested(
                    method,
                    all,
                    probabilities,
                    probabilities(Calibration.NONE, unseen),
                    Tested.brier(all, probabilities),
                    new Classifier(encoding, method.fit(spark, encoding, all), calibration(unseen, all))));
        }
        // The baseline sees all: left-out shares, each off to the other side, would rank customers the wrong way round.
        return new Trial(CROSS_VALIDATION, all, all, naive(all, Naive.of(horizonDays, all)), classifiers);
    }

    private static Tested naive(List<Example> latest, Naive naive) {
        return Tested.of(
                "naive",
                latest,
                latest.stream().mapToDouble(e -> naive.probability(e.traits())).toArray());
    }

    private static Tested tested(
            Method method,
            List<Example> examples,
            double[] calibrated,
            double[] uncalibrated,
            double choice,
            Classifier classifier) {
        boolean ranks = classifier.calibration().slope() > 0;
        return new Tested(
                method.lower(),
                Tested.quality(examples, calibrated),
                Tested.brier(examples, uncalibrated),
                choice,
                ranks ? classifier : null,
                ranks ? null : "Its scores do not rise with the churn of customers it had not seen.");
    }

    private static Encoding encoding(List<Example> examples) {
        var traits = examples.stream().map(Example::traits).toList();
        return Encoding.of(
                ChurnFeatures.kinds(traits),
                traits,
                examples.stream().map(Example::customer).toList());
    }

    private static Calibration calibration(double[] logOdds, List<Example> examples) {
        boolean[] churned = new boolean[examples.size()];
        for (int i = 0; i < churned.length; i++) {
            churned[i] = examples.get(i).churned();
        }
        return Calibration.of(logOdds, churned);
    }

    private static double[] logOdds(Encoding encoding, Scorer scorer, List<Example> examples) {
        return examples.stream()
                .mapToDouble(e -> scorer.logOdds(encoding.vector(e.traits())))
                .toArray();
    }

    private static double[] probabilities(Calibration calibration, double[] logOdds) {
        return Arrays.stream(logOdds).map(calibration::probability).toArray();
    }

    private static List<Example> part(List<Example> examples, Predicate<Example> belongs) {
        return examples.stream().filter(belongs).toList();
    }

    private static double[] taken(double[] values, List<Example> all, Predicate<Example> belongs) {
        return IntStream.range(0, values.length)
                .filter(i -> belongs.test(all.get(i)))
                .mapToDouble(i -> values[i])
                .toArray();
    }

    /** Puts the values of a fold where its examples stand among all. */
    private static void put(double[] values, List<Example> all, int fold, double[] ofFold) {
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            if (all.get(i).part(FOLDS) == fold) {
                values[i] = ofFold[next++];
            }
        }
    }

    /** All candidates that were tested here, the baseline last. */
    Stream<Tested> candidates() {
        return Stream.concat(classifiers.stream(), Stream.of(naive));
    }
}
