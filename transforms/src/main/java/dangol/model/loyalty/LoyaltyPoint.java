package dangol.model.loyalty;

import java.io.Serializable;

/**
 * One score of a satisfaction-loyalty curve.
 *
 * @param rate of those who returned, between 0 and 1
 * @param low lower limit of the rate, 95 % (Wilson 1927)
 * @param high upper limit of the rate, 95 %
 * @param fitted the rate of a curve that never falls with the score
 * @param gainOfNextPoint by how much the fitted rate rises for one more point, up to the next score that was given;
 *     null for the highest score
 */
public record LoyaltyPoint(
        double score,
        long answered,
        long returned,
        double rate,
        double low,
        double high,
        double fitted,
        Double gainOfNextPoint)
        implements Serializable {}
