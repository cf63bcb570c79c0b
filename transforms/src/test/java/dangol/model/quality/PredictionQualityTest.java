package dangol.model.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PredictionQualityTest {

    @Test
    void fourCustomersByHand() {
        // Of four pairs (.35 over .1), (.8 over .1) and (.8 over .4) are right; the hits have precision 1/1 and 2/3.
        ClassifierQuality quality = quality(Stream.of(
                ScoredCount.of(.1, false),
                ScoredCount.of(.4, false),
                ScoredCount.of(.35, true),
                ScoredCount.of(.8, true)));
        assertThat(quality.auc()).isCloseTo(.75, within(1e-12));
        assertThat(quality.averagePrecision()).isCloseTo(5.0 / 6, within(1e-12));
        assertThat(quality.brier()).isCloseTo((.01 + .16 + .4225 + .04) / 4, within(1e-12));
        assertThat(quality.calibrationError()).isCloseTo((.1 + .4 + .65 + .2) / 4, within(1e-12));
        assertThat(quality.liftAtTenPercent()).isCloseTo(2, within(1e-12));
        assertThat(quality.deciles()).extracting(Decile::decile).containsExactly(2, 4, 7, 9);
    }

    @Test
    void theLiftCountsTiesAtTheBorderInPart() {
        // The top tenth of 40 are two of .9, who came, and two of the ten of .5, half of whom came; a quarter of all
        // did.
        List<ScoredCount> counts =
                List.of(new ScoredCount(.9, 2, 2), new ScoredCount(.5, 10, 5), new ScoredCount(.1, 28, 3));
        assertThat(ClassifierQuality.of(counts).orElseThrow().liftAtTenPercent())
                .isCloseTo((2 + 1) / 4.0 / .25, within(1e-12));
    }

    @Test
    void theDecilesHaveWhatWasPredictedAndWhatCame() {
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            predictions.add(new Prediction(i, i / 2, 5));
        }
        PredictionQuality quality = PredictionQuality.of(predictions).orElseThrow();
        assertThat(quality.deciles()).hasSize(10);
        assertThat(quality.deciles().get(0)).isEqualTo(new Decile(1, 10, 18.5, 9));
        assertThat(quality.deciles().get(9)).isEqualTo(new Decile(10, 10, .5, 0));
        assertThat(quality.customers()).isEqualTo(100);
        assertThat(quality.predicted()).isEqualTo(950);
        assertThat(quality.actual()).isEqualTo(450);
        // i - i/2 is i/2 rounded up: 0 1 1 2 2 … 9 9 10, that is 100 over 20.
        assertThat(quality.meanAbsoluteError()).isCloseTo(5, within(1e-12));
    }

    @Test
    void withOneOutcomeOnlyNothingIsRanked() {
        ClassifierQuality nobody = quality(Stream.of(ScoredCount.of(.2, false), ScoredCount.of(.6, false)));
        assertThat(nobody.auc()).isNull();
        assertThat(nobody.averagePrecision()).isNull();
        assertThat(nobody.liftAtTenPercent()).isNull();
        assertThat(nobody.brier()).isCloseTo(.2, within(1e-12));
        ClassifierQuality everybody = quality(Stream.of(ScoredCount.of(.2, true)));
        assertThat(everybody.auc()).isNull();
        assertThat(everybody.averagePrecision()).isEqualTo(1);
        assertThat(everybody.liftAtTenPercent()).isCloseTo(1, within(1e-12));
    }

    @Test
    void withoutCustomersThereIsNoQuality() {
        assertThat(ClassifierQuality.of(List.of(new ScoredCount(.5, 0, 0)))).isEmpty();
        assertThat(PredictionQuality.of(List.of())).isEmpty();
    }

    @Test
    void equalScoresForAllAreChance() {
        ClassifierQuality quality =
                ClassifierQuality.of(List.of(new ScoredCount(.3, 100, 30))).orElseThrow();
        assertThat(quality.auc()).isEqualTo(.5);
        assertThat(quality.averagePrecision()).isCloseTo(.3, within(1e-12));
        assertThat(quality.liftAtTenPercent()).isCloseTo(1, within(1e-12));
        assertThat(quality.calibrationError()).isCloseTo(0, within(1e-12));
        assertThat(quality.deciles()).hasSize(1);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new ScoredCount(1.2, 3, 1)).hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> new ScoredCount(.2, 3, 4)).hasMessageContaining("cannot have come");
        assertThatThrownBy(() -> new Prediction(Double.NaN, 1, 1)).hasMessageContaining("without a prediction");
    }

    @Property(tries = 300)
    void theFiguresAreThoseOfNaiveFormulas(
            @ForAll @Size(min = 2, max = 60) List<@IntRange(min = 0, max = 10) Integer> tenths, @ForAll Random random) {
        List<ScoredCount> customers = tenths.stream()
                .map(t -> ScoredCount.of(t / 10.0, random.nextDouble() < t / 10.0))
                .toList();
        ClassifierQuality quality = quality(customers.stream());
        assertThat(ClassifierQuality.of(customers)).contains(quality);
        List<Double> hits = scores(customers, 1);
        List<Double> misses = scores(customers, 0);
        if (quality.auc() != null) {
            double wins = 0;
            for (double hit : hits) {
                for (double miss : misses) {
                    wins += hit > miss ? 1 : hit == miss ? .5 : 0;
                }
            }
            assertThat(quality.auc()).isCloseTo(wins / hits.size() / misses.size(), within(1e-12));
        }
        if (quality.averagePrecision() != null) {
            double precisions = 0;
            for (double hit : hits) {
                double above = customers.stream().filter(c -> c.score() >= hit).count();
                precisions += hits.stream().filter(h -> h >= hit).count() / above;
            }
            assertThat(quality.averagePrecision()).isCloseTo(precisions / hits.size(), within(1e-12));
        }
        double squares = customers.stream()
                .mapToDouble(c -> Math.pow(c.score() - c.came(), 2))
                .sum();
        assertThat(quality.brier()).isCloseTo(squares / customers.size(), within(1e-12));
        assertThat(quality.deciles().stream().mapToLong(Decile::customers).sum())
                .isEqualTo(customers.size());
        assertThat(quality.calibrationError()).isBetween(0.0, 1.0);
    }

    private static List<Double> scores(List<ScoredCount> customers, int came) {
        return customers.stream()
                .filter(c -> c.came() == came)
                .map(ScoredCount::score)
                .toList();
    }

    private static ClassifierQuality quality(Stream<ScoredCount> customers) {
        return ClassifierQuality.of(ScoredCount.counted(customers)).orElseThrow();
    }
}
