package dangol.model.survival;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A Kaplan-Meier curve: one point for each distinct duration above 0, in order. Before the first it is 1.
 *
 * @param confidence of the limits, for example 0.95
 * @param withoutDuration customers of duration 0, who were never at risk and count nowhere
 */
public record SurvivalCurve(List<SurvivalPoint> points, double confidence, long withoutDuration)
        implements Serializable {
    /** What the product of many factors may be off by where the exact survival is the one asked for. */
    private static final double ROUNDING = 1e-12;

    public SurvivalCurve {
        points = List.copyOf(points);
    }

    /** S(t); beyond the last duration it stays at the last value, which nobody has been watched to. */
    public double survivalAt(double duration) {
        return pointAt(duration).map(SurvivalPoint::survival).orElse(1.0);
    }

    /** The last point at or before a duration; empty before the first. */
    public Optional<SurvivalPoint> pointAt(double duration) {
        int low = 0;
        int high = points.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).duration() <= duration) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? Optional.empty() : Optional.of(points.get(low - 1));
    }

    /** The first duration at which no more than half are left; empty when that was not reached. */
    public OptionalDouble median() {
        return firstAtMost(0.5, SurvivalPoint::survival);
    }

    /** Lower limit of the median: where the lower limits reach one half (Brookmeyer and Crowley 1982). */
    public OptionalDouble medianLow() {
        return firstAtMost(0.5, SurvivalPoint::low);
    }

    /** Upper limit of the median: where the upper limits reach one half; empty when that was not reached. */
    public OptionalDouble medianHigh() {
        return firstAtMost(0.5, SurvivalPoint::high);
    }

    /** Customers who had stayed at least so long. */
    public long atRisk(double duration) {
        return points.stream()
                .filter(p -> p.duration() >= duration)
                .mapToLong(SurvivalPoint::atRisk)
                .findFirst()
                .orElse(0);
    }

    private OptionalDouble firstAtMost(double share, ToDoubleFunction<SurvivalPoint> value) {
        return points.stream()
                .filter(p -> value.applyAsDouble(p) <= share + ROUNDING)
                .mapToDouble(SurvivalPoint::duration)
                .findFirst();
    }
}
