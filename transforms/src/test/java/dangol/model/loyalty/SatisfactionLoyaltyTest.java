package dangol.model.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SatisfactionLoyaltyTest {
    private static final double SIGNIFICANCE = .05;
    private static final int SETS = 400;

    @Test
    void aFallIsPooledWithWhatCameBefore() {
        LoyaltyCurve.Drawn curve = drawn(List.of(
                new ScoreCount(3, 10, 2),
                new ScoreCount(1, 10, 1),
                new ScoreCount(2, 30, 12),
                new ScoreCount(5, 10, 8)));
        assertThat(curve.points()).extracting(LoyaltyPoint::score).containsExactly(1.0, 2.0, 3.0, 5.0);
        // 12 of 30 and 2 of 10 make 14 of 40.
        assertThat(curve.points().get(1).fitted()).isCloseTo(.35, within(1e-12));
        assertThat(curve.points().get(2).fitted()).isCloseTo(.35, within(1e-12));
        assertThat(curve.points().get(0).gainOfNextPoint()).isCloseTo(.25, within(1e-12));
        assertThat(curve.points().get(1).gainOfNextPoint()).isZero();
        // From .35 to .8 in two points.
        assertThat(curve.points().get(2).gainOfNextPoint()).isCloseTo(.225, within(1e-12));
        assertThat(curve.points().get(3).gainOfNextPoint()).isNull();
    }

    @Test
    void limitsAreThoseOfNewcombesTable() {
        // Newcombe 1998, Statistics in Medicine 17, table I, method 3.
        LoyaltyCurve.Drawn curve = drawn(List.of(
                new ScoreCount(1, 20, 0),
                new ScoreCount(2, 29, 1),
                new ScoreCount(3, 148, 15),
                new ScoreCount(4, 263, 81)));
        double[][] limits = {{0, .1611}, {.0061, .1718}, {.0624, .1605}, {.2553, .3662}};
        for (int i = 0; i < limits.length; i++) {
            assertThat(curve.points().get(i).low()).isCloseTo(limits[i][0], within(5e-5));
            assertThat(curve.points().get(i).high()).isCloseTo(limits[i][1], within(5e-5));
        }
    }

    @Test
    void theAverageGainIsTheSlopeOfTheLineOverCustomers() {
        // Two scores: the line goes through both rates, its error is that of their difference.
        LoyaltyCurve.Drawn curve = drawn(List.of(new ScoreCount(4, 100, 30), new ScoreCount(6, 50, 30)));
        assertThat(curve.averageGain()).isCloseTo((.6 - .3) / 2, within(1e-12));
        assertThat(curve.averageGainError()).isCloseTo(Math.sqrt(.3 * .7 / 100 + .6 * .4 / 50) / 2, within(1e-12));
    }

    @Test
    void aStraightCurveHasNoKnee() {
        assertThat(knees(s -> -2 + .35 * s, 300)).isLessThanOrEqualTo(SETS / 20);
        assertThat(knees(s -> logOdds(.1 + .08 * s), 300)).isLessThanOrEqualTo(SETS / 20);
        assertThat(knees(s -> -1, 300)).isLessThanOrEqualTo(SETS / 20);
        // Many answers, with which a curve straight on one scale is surely bent on the other.
        assertThat(knees(s -> -2 + .35 * s, 20_000)).isLessThanOrEqualTo(SETS / 20);
        assertThat(knees(s -> logOdds(.1 + .08 * s), 20_000)).isLessThanOrEqualTo(SETS / 20);
    }

    @Test
    void aSmoothBendIsNoKnee() {
        assertThat(knees(s -> -2 + .04 * s * s, 2000)).isLessThanOrEqualTo(SETS / 20);
    }

    @Test
    void aClearKneeIsFoundWhereItIs() {
        DoubleUnaryOperator rising = s -> -1.7 + Math.max(0, s - 7);
        DoubleUnaryOperator levelling = s -> -2 + .7 * Math.min(s, 6);
        assertThat(knees(rising, 300)).isGreaterThanOrEqualTo(SETS * 95 / 100);
        assertThat(knees(levelling, 300)).isGreaterThanOrEqualTo(SETS * 95 / 100);
        Random random = new Random(10);
        for (int i = 0; i < 20; i++) {
            Knee.Found knee =
                    (Knee.Found) drawn(simulated(random, rising, 3000)).knee();
            assertThat(knee.score()).isBetween(6.0, 8.0);
            assertThat(knee.slopeBefore()).isCloseTo(0, within(.15));
            assertThat(knee.slopeAfter()).isCloseTo(1, within(.25));
            assertThat(knee.pValue()).isBetween(0.0, SIGNIFICANCE);
        }
    }

    /** Sets of answers on 0 to 10 in which a knee is found, of {@link #SETS}. */
    private static int knees(DoubleUnaryOperator logOdds, int answers) {
        Random random = new Random(2000);
        int found = 0;
        for (int i = 0; i < SETS; i++) {
            found += drawn(simulated(random, logOdds, answers)).knee() instanceof Knee.Found ? 1 : 0;
        }
        return found;
    }

    private static List<ScoreCount> simulated(Random random, DoubleUnaryOperator logOdds, int answers) {
        List<ScoreCount> counts = new ArrayList<>();
        for (int score = 0; score <= 10; score++) {
            double rate = 1 / (1 + Math.exp(-logOdds.applyAsDouble(score)));
            counts.add(new ScoreCount(score, answers, returned(random, answers, rate)));
        }
        return counts;
    }

    private static long returned(Random random, int answers, double rate) {
        if (answers > 1000) {
            double sum = answers * rate + random.nextGaussian() * Math.sqrt(answers * rate * (1 - rate));
            return Math.min(answers, Math.max(0, Math.round(sum)));
        }
        return random.doubles(answers).filter(u -> u < rate).count();
    }

    private static double logOdds(double rate) {
        return Math.log(rate / (1 - rate));
    }

    @Test
    void aKneeNeedsFourScores() {
        Knee knee = drawn(List.of(new ScoreCount(1, 900, 10), new ScoreCount(2, 900, 10), new ScoreCount(3, 900, 800)))
                .knee();
        assertThat(knee).isEqualTo(new Knee.NotFound("A knee needs 4 scores to be seen, there are 3."));
    }

    /** Scores that a program computed, hardly two of them the same. */
    @Test
    void noKneeIsLookedForAmongThousandsOfScores() {
        List<ScoreCount> counts = new ArrayList<>();
        for (int score = 0; score < 20_000; score++) {
            counts.add(new ScoreCount(score / 20_000.0, 2, score % 3 == 0 || score > 12_000 ? 1 : 0));
        }
        LoyaltyCurve.Drawn curve = drawn(counts);
        assertThat(curve.knee())
                .isEqualTo(new Knee.NotFound("A knee is looked for among 200 scores at most, there are 20000."));
        assertThat(curve.averageGain()).isPositive();
    }

    @Test
    void theExtremesAreDrawnOrSayWhyNot() {
        assertThat(SatisfactionLoyalty.curve(List.of(new ScoreCount(3, 0, 0)), SIGNIFICANCE))
                .isEqualTo(new LoyaltyCurve.NotDrawn("There is no scored answer."));
        assertThat(SatisfactionLoyalty.curve(List.of(new ScoreCount(3, 5, 2), new ScoreCount(3, 1, 1)), SIGNIFICANCE))
                .isEqualTo(new LoyaltyCurve.NotDrawn("All gave the same score, so there is no curve."));
        for (long returned : new long[] {0, 50}) {
            List<ScoreCount> alike = new ArrayList<>();
            for (int score = 0; score < 6; score++) {
                alike.add(new ScoreCount(score, 50, returned));
            }
            assertThat(drawn(alike).knee()).isInstanceOf(Knee.NotFound.class);
            assertThat(drawn(alike).averageGain()).isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void aStepFromNobodyToEverybodyIsSurvived() {
        List<ScoreCount> counts = new ArrayList<>();
        for (int score = 0; score <= 10; score++) {
            counts.add(new ScoreCount(score, 100, score < 6 ? 0 : 100));
        }
        LoyaltyCurve.Drawn curve = drawn(counts);
        assertThat(curve.points()).allMatch(p -> p.fitted() == p.rate());
        assertThat(curve.averageGain()).isPositive();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new ScoreCount(3, 5, 6)).hasMessageContaining("cannot have returned");
        assertThatThrownBy(() -> SatisfactionLoyalty.curve(List.of(), 5)).hasMessageContaining("write 5 % as 0.05");
    }

    @Property(tries = 300)
    void theFittedCurveNeverFallsAndKeepsTheMean(
            @ForAll @Size(min = 2, max = 11) List<@IntRange(min = 0, max = 20) Integer> returned,
            @ForAll Random random) {
        List<ScoreCount> counts = new ArrayList<>();
        for (int i = 0; i < returned.size(); i++) {
            counts.add(new ScoreCount(i, returned.get(i) + 1 + random.nextInt(20), returned.get(i)));
        }
        List<LoyaltyPoint> points = drawn(counts).points();
        double sum = 0;
        for (int i = 0; i < points.size(); i++) {
            LoyaltyPoint point = points.get(i);
            sum += point.answered() * point.fitted();
            assertThat(point.fitted()).isCloseTo(minimax(counts, i), within(1e-12));
            assertThat(point.fitted()).isBetween(0.0, 1.0);
            assertThat(point.rate()).isBetween(point.low(), point.high());
            if (i > 0) {
                assertThat(point.fitted())
                        .isGreaterThanOrEqualTo(points.get(i - 1).fitted());
            }
        }
        assertThat(sum).isCloseTo(returned.stream().mapToInt(r -> r).sum(), within(1e-9));
    }

    /** The other formula of isotonic regression: the greatest over beginnings of the least over ends of the means. */
    private static double minimax(List<ScoreCount> counts, int at) {
        double greatest = 0;
        for (int from = 0; from <= at; from++) {
            double least = 1;
            for (int to = at; to < counts.size(); to++) {
                List<ScoreCount> part = counts.subList(from, to + 1);
                double n = part.stream().mapToLong(ScoreCount::answered).sum();
                least = Math.min(
                        least, part.stream().mapToLong(ScoreCount::returned).sum() / n);
            }
            greatest = Math.max(greatest, least);
        }
        return greatest;
    }

    private static LoyaltyCurve.Drawn drawn(List<ScoreCount> counts) {
        return (LoyaltyCurve.Drawn) SatisfactionLoyalty.curve(counts, SIGNIFICANCE);
    }
}
