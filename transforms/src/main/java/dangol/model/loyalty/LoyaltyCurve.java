package dangol.model.loyalty;

import java.io.Serializable;
import java.util.List;

/** How the rate of repurchase goes with the satisfaction score. */
public sealed interface LoyaltyCurve extends Serializable {

    /**
     * A curve, one point for each score that was given, in order.
     *
     * @param averageGain by how much the rate rises with one point on average: the slope of the least-squares line over
     *     customers, which may be negative
     * @param averageGainError its standard error, robust to unequal variances (White 1980)
     */
    record Drawn(List<LoyaltyPoint> points, double averageGain, double averageGainError, Knee knee)
            implements LoyaltyCurve {
        public Drawn {
            points = List.copyOf(points);
        }
    }

    /** No curve, and why, as a sentence. */
    record NotDrawn(String reason) implements LoyaltyCurve {}
}
