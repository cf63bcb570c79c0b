package dangol.model.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.model.classifier.BoostedTrees.Tree;
import dangol.model.quality.ClassifierQuality;
import dangol.model.quality.ScoredCount;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassifierTest {
    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("visits", Kind.MAGNITUDE);
        KINDS.put("score", Kind.NUMBER);
        KINDS.put("plan", Kind.CATEGORY);
        KINDS.put("age", Kind.OPEN);
        KINDS.put("constant", Kind.NUMBER);
    }

    /** Thirty with a plan, twenty with another, five with one of their own, five without. */
    /** Each row another one's. */
    private static List<String> customers(List<Traits> sample) {
        return IntStream.range(0, sample.size()).mapToObj(i -> "c" + i).toList();
    }

    /** Rows of {@code holders} customers on five days each who hold a level, and of a hundred who hold another. */
    private static Feature ofRareLevel(String level, int holders) {
        List<Traits> sample = new ArrayList<>();
        List<String> customers = new ArrayList<>();
        for (int i = 0; i < 5 * holders + 100; i++) {
            boolean holds = i < 5 * holders;
            sample.add(new Traits(Map.of(), Map.of("town", holds ? level : "Seoul")));
            customers.add(holds ? "few" + i % holders : "many" + i);
        }
        sample.add(new Traits(Map.of(), Map.of()));
        customers.add("nobody knows where");
        return Feature.of("town", Kind.CATEGORY, sample, customers);
    }

    @Test
    void aLevelNeedsTwentyCustomersAndNotTwentyDaysOfFewer() {
        assertThat(ofRareLevel("Ulleung", Feature.LEAST_CUSTOMERS - 1).levels()).containsExactly("Seoul");
        assertThat(ofRareLevel("Ulleung", Feature.LEAST_CUSTOMERS).levels()).containsExactly("Seoul", "Ulleung");
    }

    @Test
    void aLevelThatIsNamedNullIsNotAMissingOne() {
        Feature feature = ofRareLevel("null", 30);
        double[] named = new double[feature.width()];
        double[] missing = new double[feature.width()];
        feature.write(new Traits(Map.of(), Map.of("town", "null")), named, 0);
        feature.write(new Traits(Map.of(), Map.of()), missing, 0);
        int level = feature.columns().indexOf("level:null");
        assertThat(named[level]).isPositive();
        assertThat(missing[level]).isNegative();
    }

    private static List<Traits> sample() {
        List<Traits> sample = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String plan = i < 30 ? "basic" : i < 50 ? "plus" : i < 55 ? "own " + i : null;
            Map<String, Double> numbers = new LinkedHashMap<>(Map.of("visits", (double) i, "constant", 7.0));
            if (i % 2 == 0) {
                numbers.put("score", i / 10.0);
            }
            Map<String, String> texts = new LinkedHashMap<>();
            texts.put("plan", plan);
            texts.put("age", String.valueOf(20 + i));
            sample.add(new Traits(numbers, texts));
        }
        return sample;
    }

    @Test
    void featuresBecomeColumnsOfMeanZeroAndDeviationOne() {
        List<Traits> sample = sample();
        Encoding encoding = Encoding.of(KINDS, sample, customers(sample));
        assertThat(encoding.features().stream().map(f -> f.name() + " " + f.columns()))
                .containsExactly(
                        "visits [value]",
                        "score [value, missing]",
                        "plan [level:basic, level:plus, other, missing]",
                        "age [value]");
        for (int column = 0; column < encoding.width(); column++) {
            int at = column;
            double[] values =
                    sample.stream().mapToDouble(t -> encoding.vector(t)[at]).toArray();
            double mean = 0;
            double square = 0;
            for (double value : values) {
                mean += value / values.length;
                square += value * value / values.length;
            }
            assertThat(mean).isCloseTo(0, within(1e-9));
            assertThat(square).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void whatTheSampleDidNotHoldIsOtherOrTheMean() {
        Encoding encoding = Encoding.of(KINDS, sample(), customers(sample()));
        double[] unheardOf = encoding.vector(new Traits(Map.of(), Map.of("plan", "new", "age", "no number")));
        double[] rare = encoding.vector(new Traits(Map.of(), Map.of("plan", "own 51")));
        assertThat(unheardOf).containsExactly(rare);
        // visits and age are not known: the mean of those known.
        assertThat(unheardOf[0]).isCloseTo(0, within(1e-9));
        assertThat(unheardOf[unheardOf.length - 1]).isCloseTo(0, within(1e-9));
    }

    @Test
    void anOpenFeatureWithAWordInItIsACategory() {
        List<Traits> sample = sample();
        sample.add(new Traits(Map.of(), Map.of("age", "unknown")));
        assertThat(Feature.of("age", Kind.OPEN, sample, customers(sample)).kind())
                .isEqualTo(Kind.CATEGORY);
    }

    @Test
    void contributionsOfTreesAddUpToTheirLogOdds() {
        BoostedTrees trees = new BoostedTrees(List.of(
                new Tree(0.5, 0, 0.0, Tree.leaf(-1), new Tree(2, 1, 1.0, Tree.leaf(1), Tree.leaf(4))),
                new Tree(-0.25, 1, 0.5, Tree.leaf(0), Tree.leaf(-1))));
        assertThat(trees.logOdds(new double[] {0.0, 9})).isEqualTo(-2);
        double[] vector = {1, 2};
        assertThat(trees.logOdds(vector)).isEqualTo(3);
        assertThat(trees.contributions(vector)).containsExactly(1.5, 2 - 0.75);
        // What the roots say is of no column.
        assertThat(1.5 + 1.25).isEqualTo(trees.logOdds(vector) - 0.25);
    }

    @Test
    void theStrongestReasonsComeFirstAndOnlyThoseThatSpeakForIt() {
        Encoding encoding = Encoding.of(KINDS, sample(), customers(sample()));
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < encoding.width(); i++) {
            weights.add(i == 0 ? 2.0 : i == encoding.width() - 1 ? 1.0 : 0.0);
        }
        Classifier classifier = new Classifier(encoding, new LogisticModel(0, weights), Calibration.NONE);
        Traits often = new Traits(Map.of("visits", 59.0), Map.of("age", "79"));
        assertThat(classifier.strongest(often).stream().map(r -> r.feature().name()))
                .containsExactly("visits", "age");
        Traits seldom = new Traits(Map.of("visits", 0.0), Map.of("age", "79"));
        assertThat(classifier.strongest(seldom).stream().map(r -> r.feature().name()))
                .containsExactly("age");
    }

    @Test
    void aClassifierIsTheSameAfterItWasStored() {
        Encoding encoding = Encoding.of(KINDS, sample(), customers(sample()));
        Classifier trees = new Classifier(
                encoding,
                new BoostedTrees(List.of(new Tree(0.1, 0, 0.2, Tree.leaf(1.0 / 3), Tree.leaf(-2)))),
                new Calibration(0.1, 0.9));
        assertThat(Classifier.of(trees.json().getBytes(StandardCharsets.UTF_8))).isEqualTo(trees);
        Classifier logistic = new Classifier(encoding, new LogisticModel(0.3, List.of(1.0, 2.0)), Calibration.NONE);
        assertThat(Classifier.of(logistic.json().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(logistic);
    }

    /** Log odds that claim three times as much as is true. */
    @Test
    void calibrationFindsWhatTheLogOddsAreWorth() {
        Random chance = new Random(7);
        int customers = 8000;
        double[] claimed = new double[customers];
        boolean[] came = new boolean[customers];
        for (int i = 0; i < customers; i++) {
            double truth = -1 + chance.nextGaussian();
            claimed[i] = 3 * truth + 2;
            came[i] = chance.nextDouble() < 1 / (1 + Math.exp(-truth));
        }
        Calibration calibration = Calibration.of(claimed, came);
        // Three standard errors of so many customers.
        assertThat(calibration.slope()).isCloseTo(1.0 / 3, within(0.03));
        assertThat(calibration.intercept()).isCloseTo(-2.0 / 3, within(0.08));
        assertThat(brier(calibration, claimed, came)).isLessThan(brier(Calibration.NONE, claimed, came));
    }

    /** Platt 1999, section 2.2: ten who came, all above forty who did not, count as 11/12 and 1/42, and so do others like them. */
    @Test
    void calibrationIsNotCertainOfWhatAFewCustomersShow() {
        double[] logOdds = new double[50];
        boolean[] came = new boolean[50];
        for (int i = 0; i < 50; i++) {
            came[i] = i < 10;
            logOdds[i] = came[i] ? 2 : -3;
        }
        Calibration calibration = Calibration.of(logOdds, came);
        assertThat(calibration.probability(2)).isCloseTo(11 / 12.0, within(1e-6));
        assertThat(calibration.probability(-3)).isCloseTo(1 / 42.0, within(1e-6));
    }

    private static double brier(Calibration calibration, double[] logOdds, boolean[] came) {
        List<ScoredCount> counts = new ArrayList<>();
        for (int i = 0; i < came.length; i++) {
            counts.add(ScoredCount.of(calibration.probability(logOdds[i]), came[i]));
        }
        return ClassifierQuality.of(counts).orElseThrow().brier();
    }
}
