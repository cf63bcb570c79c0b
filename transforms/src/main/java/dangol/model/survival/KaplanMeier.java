package dangol.model.survival;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The product-limit estimate of survival (Kaplan and Meier 1958): S(t) = Π (1 - events / at risk) over the durations
 * up to t. Standard errors are Greenwood's, intervals are on the log-minus-log scale (Kalbfleisch and Prentice 1980),
 * which keeps them within 0 and 1: S^exp(±z σ), σ = √Σ events / (at risk (at risk - events)) / |ln S|.
 *
 * <p>That scale has no value at 1 and 0. While nobody is lost the lower limit is the exact binomial one, (a/2)^(1/n)
 * with n at risk and a = 1 - confidence; when nobody is left the upper limit is the last one before, or 1 -
 * (a/2)^(1/n). Customers of duration 0 were never at risk: they are counted apart.
 */
public final class KaplanMeier {
    private final double confidence;
    private final double z;
    private double survival = 1;
    private double greenwood;
    private double lastHigh = Double.NaN;

    private KaplanMeier(double confidence) {
        this.confidence = confidence;
        this.z = new NormalDistribution().inverseCumulativeProbability((1 + confidence) / 2);
    }

    /**
     * The curve of customers counted by duration; equal durations are added up, and the order does not matter.
     *
     * @param confidence of the limits, between 0 and 1
     */
    public static SurvivalCurve curve(Collection<DurationCount> counts, double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "A confidence of " + confidence + " is not between 0 and 1: write 95 % as 0.95.");
        }
        return new KaplanMeier(confidence).over(counts);
    }

    private SurvivalCurve over(Collection<DurationCount> counts) {
        TreeMap<Double, DurationCount> byDuration = byDuration(counts);
        DurationCount none = byDuration.remove(0.0);
        long atRisk =
                byDuration.values().stream().mapToLong(DurationCount::customers).sum();
        List<SurvivalPoint> points = new ArrayList<>();
        for (DurationCount count : byDuration.values()) {
            points.add(point(count, atRisk));
            atRisk -= count.customers();
        }
        return new SurvivalCurve(points, confidence, none == null ? 0 : none.customers());
    }

    /** Counts added up by duration, in its order, without those of nobody. */
    static TreeMap<Double, DurationCount> byDuration(Collection<DurationCount> counts) {
        TreeMap<Double, DurationCount> byDuration = new TreeMap<>();
        for (DurationCount count : counts) {
            if (count.customers() > 0) {
                byDuration.merge(
                        // Minus zero is another key than zero.
                        count.duration() + 0.0,
                        count,
                        (a, b) ->
                                new DurationCount(a.duration(), a.events() + b.events(), a.censored() + b.censored()));
            }
        }
        return byDuration;
    }

    private SurvivalPoint point(DurationCount count, long atRisk) {
        long staying = atRisk - count.events();
        survival *= (double) staying / atRisk;
        if (staying > 0) {
            greenwood += (double) count.events() / atRisk / staying;
        }
        double exact = Math.pow((1 - confidence) / 2, 1.0 / atRisk);
        double low;
        double high;
        if (staying == 0) {
            low = 0;
            high = Double.isNaN(lastHigh) ? 1 - exact : lastHigh;
        } else if (greenwood == 0) {
            low = exact;
            high = 1;
        } else {
            double width = z * Math.sqrt(greenwood) / -Math.log(survival);
            low = Math.pow(survival, Math.exp(width));
            high = Math.pow(survival, Math.exp(-width));
            lastHigh = high;
        }
        double error = staying == 0 ? 0 : survival * Math.sqrt(greenwood);
        return new SurvivalPoint(
                count.duration(), atRisk, count.events(), count.censored(), survival, error, low, high);
    }
}
