package dangol.model.survival;

import java.io.Serializable;

/**
 * A Kaplan-Meier curve just after one duration.
 *
 * @param atRisk customers who had stayed up to this duration
 * @param survival S(t), between 0 and 1
 * @param standardError of S(t) by Greenwood's formula (Greenwood 1926); 0 where S(t) is 0 or 1
 * @param low lower limit of S(t)
 * @param high upper limit of S(t)
 */
public record SurvivalPoint(
        double duration,
        long atRisk,
        long events,
        long censored,
        double survival,
        double standardError,
        double low,
        double high)
        implements Serializable {}
