package dangol.model.classifier;

import dangol.model.loyalty.LogitFit;
import java.io.Serializable;

/**
 * From a scorer's log odds to a probability: logistic in the log odds (Platt 1999), fitted on customers whom the scorer
 * has not seen. As there, of n who came each counts as (n + 1) / (n + 2) and of n who did not each as 1 / (n + 2): a scorer
 * that happens to part a few customers without a fault is not certain of all others.
 */
public record Calibration(double intercept, double slope) implements Serializable {
    /** Log odds as they are. */
    public static final Calibration NONE = new Calibration(0, 1);

    /** Log odds and what became of the customers. A slope that is not positive means that the scorer does not rank them. */
    public static Calibration of(double[] logOdds, boolean[] came) {
        int positive = 0;
        for (boolean one : came) {
            positive += one ? 1 : 0;
        }
        double ofThese = (positive + 1.0) / (positive + 2.0);
        double ofTheOthers = 1.0 / (came.length - positive + 2.0);
        double[][] x = new double[logOdds.length][];
        double[] successes = new double[logOdds.length];
        double[] cases = new double[logOdds.length];
        for (int i = 0; i < logOdds.length; i++) {
            x[i] = new double[] {1, logOdds[i]};
            successes[i] = came[i] ? ofThese : ofTheOthers;
            cases[i] = 1;
        }
        double[] fitted = LogitFit.of(x, successes, cases).coefficients();
        return new Calibration(fitted[0], fitted[1]);
    }

    /** Within [0, 1]. */
    public double probability(double logOdds) {
        return 1 / (1 + Math.exp(-(intercept + slope * logOdds)));
    }
}
