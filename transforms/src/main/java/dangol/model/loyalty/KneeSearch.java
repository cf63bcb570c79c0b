package dangol.model.loyalty;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.special.Gamma;

/**
 * A test for one bend. A curve of two slopes that meet at an inner score is held against one of one slope, on two
 * scales: straight in the log-odds (likelihood ratio of logistic regressions) and straight in the rate itself
 * (binomially weighted least squares). The greatest chi-squared over the scores tried is corrected by Bonferroni for
 * their number, since the ratio's own distribution does not hold for a threshold that was searched for (Davies 1987).
 * A knee needs both tests, so that a curve straight on either scale passes with at most the stated probability (Berger
 * 1982), and it must explain more than a smooth bend, a quadratic curve of the log-odds.
 */
final class KneeSearch {
    /** Below this many scores a bend is a single point. */
    private static final int LEAST_SCORES = 4;

    /** Each score is tried as the knee of a curve through all: so many are a second's work, ten times as many hours. */
    private static final int MOST_SCORES = 200;

    private static final int REWEIGHTINGS = 5;

    private final double[] scores;
    private final double[] came;
    private final double[] n;
    private final double middle;
    private final double scale;

    private KneeSearch(List<ScoreCount> counts) {
        scores = counts.stream().mapToDouble(ScoreCount::score).toArray();
        came = counts.stream().mapToDouble(ScoreCount::returned).toArray();
        n = counts.stream().mapToDouble(ScoreCount::answered).toArray();
        middle = (scores[0] + scores[scores.length - 1]) / 2;
        scale = (scores[scores.length - 1] - scores[0]) / 2;
    }

    /** Scores in order, each with answers. */
    static Knee of(List<ScoreCount> counts, double significance) {
        if (counts.size() < LEAST_SCORES) {
            return new Knee.NotFound(
                    "A knee needs " + LEAST_SCORES + " scores to be seen, there are " + counts.size() + ".");
        }
        if (counts.size() > MOST_SCORES) {
            return new Knee.NotFound(
                    "A knee is looked for among " + MOST_SCORES + " scores at most, there are " + counts.size() + ".");
        }
        return new KneeSearch(counts).test(significance);
    }

    private Knee test(double significance) {
        double straight = LogitFit.of(rows(s -> 0, 2), came, n).logLikelihood();
        LogitFit best = null;
        double score = Double.NaN;
        for (double candidate : inner()) {
            LogitFit bent = LogitFit.of(rows(hinge(candidate), 3), came, n);
            if (best == null || bent.logLikelihood() > best.logLikelihood()) {
                best = bent;
                score = candidate;
            }
        }
        double pValue = Math.max(corrected(2 * (best.logLikelihood() - straight)), corrected(bendOfRates()));
        if (pValue > significance) {
            return new Knee.NotFound("A curve with a knee explains no more than a straight one (p = "
                    + Math.round(pValue * 1000) / 1000.0 + ").");
        }
        if (best.logLikelihood() <= LogitFit.of(rows(s -> s * s, 3), came, n).logLikelihood()) {
            return new Knee.NotFound("The curve bends, but smoothly rather than at one score.");
        }
        double before = best.coefficients()[1] / scale;
        return new Knee.Found(score, before, before + best.coefficients()[2] / scale, pValue);
    }

    private double corrected(double chiSquared) {
        return Math.min(1, inner().length * Gamma.regularizedGammaQ(0.5, Math.max(0, chiSquared) / 2));
    }

    /** The greatest fall of the weighted sum of squares when a straight line of rates may bend. */
    private double bendOfRates() {
        double[] weights = n.clone();
        for (int i = 0; i < REWEIGHTINGS; i++) {
            double[] fitted = line(rows(s -> 0, 2), weights);
            for (int k = 0; k < n.length; k++) {
                // A fitted rate of 0 or 1 would have no variance at all.
                double least = 0.5 / (n[k] + 1);
                double rate = Math.min(Math.max(fitted[k], least), 1 - least);
                weights[k] = n[k] / (rate * (1 - rate));
            }
        }
        double straight = squares(line(rows(s -> 0, 2), weights), weights);
        double[] frozen = weights;
        return Arrays.stream(inner())
                .map(k -> straight - squares(line(rows(hinge(k), 3), frozen), frozen))
                .max()
                .orElse(0);
    }

    private double[] line(double[][] x, double[] weights) {
        RealMatrix design = MatrixUtils.createRealMatrix(x);
        RealMatrix weighted = design.transpose().multiply(MatrixUtils.createRealDiagonalMatrix(weights));
        RealVector rates = MatrixUtils.createRealVector(came).ebeDivide(MatrixUtils.createRealVector(n));
        RealVector beta =
                new LUDecomposition(weighted.multiply(design), 0).getSolver().solve(weighted.operate(rates));
        return design.operate(beta).toArray();
    }

    private double squares(double[] fitted, double[] weights) {
        double sum = 0;
        for (int k = 0; k < n.length; k++) {
            sum += weights[k] * Math.pow(came[k] / n[k] - fitted[k], 2);
        }
        return sum;
    }

    private double[] inner() {
        return Arrays.copyOfRange(scores, 1, scores.length - 1);
    }

    private DoubleUnaryOperator hinge(double knee) {
        double at = (knee - middle) / scale;
        return s -> Math.max(0, s - at);
    }

    /** One, the score between -1 and 1, and with three columns what bends. */
    private double[][] rows(DoubleUnaryOperator bend, int columns) {
        return Arrays.stream(scores)
                .map(s -> (s - middle) / scale)
                .mapToObj(s -> Arrays.copyOf(new double[] {1, s, bend.applyAsDouble(s)}, columns))
                .toArray(double[][]::new);
    }
}
