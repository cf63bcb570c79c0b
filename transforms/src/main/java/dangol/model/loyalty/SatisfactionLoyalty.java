package dangol.model.loyalty;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The satisfaction-loyalty curve: repurchase rate by score, made monotone by isotonic regression with the number of
 * answers as weights (Barlow, Bartholomew, Bremner and Brunk 1972), and whether it has a knee.
 */
public final class SatisfactionLoyalty {

    private SatisfactionLoyalty() {}

    /**
     * The curve of answers counted by score; equal scores are added up. All scores are of one scale.
     *
     * @param significance the probability of finding a knee where there is none, for example 0.05
     */
    public static LoyaltyCurve curve(Collection<ScoreCount> counts, double significance) {
        if (!(significance > 0 && significance < 1)) {
            throw new IllegalArgumentException(
                    "A significance of " + significance + " is not between 0 and 1: write 5 % as 0.05.");
        }
        TreeMap<Double, ScoreCount> byScore = new TreeMap<>();
        for (ScoreCount count : counts) {
            if (count.answered() > 0) {
                byScore.merge(
                        count.score() + 0.0,
                        count,
                        (a, b) -> new ScoreCount(a.score(), a.answered() + b.answered(), a.returned() + b.returned()));
            }
        }
        List<ScoreCount> ordered = List.copyOf(byScore.values());
        if (ordered.size() < 2) {
            return new LoyaltyCurve.NotDrawn(
                    ordered.isEmpty()
                            ? "There is no scored answer."
                            : "All gave the same score, so there is no curve.");
        }
        return drawn(ordered, significance);
    }

    private static LoyaltyCurve drawn(List<ScoreCount> counts, double significance) {
        double answered = counts.stream().mapToDouble(ScoreCount::answered).sum();
        double mean = counts.stream().mapToDouble(c -> c.score() * c.answered()).sum() / answered;
        double meanRate = counts.stream().mapToDouble(ScoreCount::returned).sum() / answered;
        double spread = 0;
        double product = 0;
        for (ScoreCount count : counts) {
            spread += count.answered() * Math.pow(count.score() - mean, 2);
            product += count.returned() * (count.score() - mean);
        }
        double slope = product / spread;
        double noise = 0;
        for (ScoreCount count : counts) {
            double line = meanRate + slope * (count.score() - mean);
            double squares =
                    count.returned() * Math.pow(1 - line, 2) + (count.answered() - count.returned()) * line * line;
            noise += Math.pow(count.score() - mean, 2) * squares;
        }
        return new LoyaltyCurve.Drawn(
                points(counts), slope, Math.sqrt(noise) / spread, KneeSearch.of(counts, significance));
    }

    private static List<LoyaltyPoint> points(List<ScoreCount> counts) {
        double[] fitted = Isotonic.fit(
                counts.stream().mapToDouble(ScoreCount::returned).toArray(),
                counts.stream().mapToDouble(ScoreCount::answered).toArray());
        List<LoyaltyPoint> points = new ArrayList<>();
        for (int i = 0; i < fitted.length; i++) {
            ScoreCount count = counts.get(i);
            WilsonLimits limits = WilsonLimits.of(count.returned(), count.answered());
            Double gain = i + 1 == fitted.length
                    ? null
                    : (Double) ((fitted[i + 1] - fitted[i]) / (counts.get(i + 1).score() - count.score()));
            points.add(new LoyaltyPoint(
                    count.score(),
                    count.answered(),
                    count.returned(),
                    (double) count.returned() / count.answered(),
                    limits.low(),
                    limits.high(),
                    fitted[i],
                    gain));
        }
        return points;
    }
}
