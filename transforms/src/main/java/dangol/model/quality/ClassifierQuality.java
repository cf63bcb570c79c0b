package dangol.model.quality;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How good predicted probabilities were. Customers with the same probability count as ties everywhere, so no order of
 * rows changes a figure.
 *
 * @param came customers who did what was predicted
 * @param auc the probability that one who came was scored above one who did not, ties counting half (Mann and Whitney
 *     1947); null unless there are both
 * @param averagePrecision Σ (recall - recall before) · precision over the distinct scores from the highest; null when
 *     nobody came
 * @param liftAtTenPercent the rate among the tenth with the highest scores by the rate of all, ties at the border
 *     counting in part; null when nobody came
 * @param brier mean squared difference of probability and outcome (Brier 1950)
 * @param calibrationError mean absolute difference of predicted and actual rate over the deciles, by their customers
 */
public record ClassifierQuality(
        long customers,
        long came,
        Double auc,
        Double averagePrecision,
        Double liftAtTenPercent,
        double brier,
        double calibrationError,
        List<Decile> deciles)
        implements Serializable {
    private static final double TOP_SHARE = 0.1;

    public ClassifierQuality {
        deciles = List.copyOf(deciles);
    }

    /** Empty without customers. */
    public static Optional<ClassifierQuality> of(Collection<ScoredCount> counts) {
        List<ScoredCount> ranked = ScoredCount.ranked(counts);
        long customers = ranked.stream().mapToLong(ScoredCount::customers).sum();
        long came = ranked.stream().mapToLong(ScoredCount::came).sum();
        if (customers == 0) {
            return Optional.empty();
        }
        List<Decile> deciles = deciles(ranked);
        double gap = deciles.stream()
                .mapToDouble(d -> d.customers() * Math.abs(d.predicted() - d.actual()))
                .sum();
        return Optional.of(new ClassifierQuality(
                customers,
                came,
                came == 0 || came == customers ? null : (Double) auc(ranked, customers, came),
                came == 0 ? null : (Double) averagePrecision(ranked, came),
                came == 0 ? null : (Double) lift(ranked, customers, came),
                brier(ranked) / customers,
                gap / customers,
                deciles));
    }

    private static double auc(List<ScoredCount> ranked, long customers, long came) {
        double above = 0;
        double wins = 0;
        for (ScoredCount count : ranked) {
            double others = (double) count.customers() - count.came();
            wins += others * (above + count.came() / 2.0);
            above += count.came();
        }
        return wins / came / (customers - came);
    }

    private static double averagePrecision(List<ScoredCount> ranked, long came) {
        double taken = 0;
        double hits = 0;
        double sum = 0;
        for (ScoredCount count : ranked) {
            taken += count.customers();
            hits += count.came();
            sum += count.came() * hits / taken;
        }
        return sum / came;
    }

    private static double lift(List<ScoredCount> ranked, long customers, long came) {
        double top = customers * TOP_SHARE;
        double room = top;
        double hits = 0;
        for (ScoredCount count : ranked) {
            double taken = Math.min(room, count.customers());
            hits += taken * count.came() / count.customers();
            room -= taken;
        }
        return hits / top * customers / came;
    }

    private static double brier(List<ScoredCount> ranked) {
        return ranked.stream()
                .mapToDouble(
                        c -> c.came() * Math.pow(1 - c.score(), 2) + (c.customers() - c.came()) * c.score() * c.score())
                .sum();
    }

    private static List<Decile> deciles(List<ScoredCount> ranked) {
        return Decile.table(ranked.stream()
                .flatMap(c -> Stream.of(
                        new Prediction(c.score(), 1, c.came()), new Prediction(c.score(), 0, c.customers() - c.came())))
                .toList());
    }
}
