package dangol.model.loyalty;

import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * A logistic regression of counts by Newton's method, as far as it gets: with separated data it stops at a large
 * slope.
 */
public record LogitFit(double[] coefficients, double logLikelihood) {
    private static final int STEPS = 60;
    private static final double NEGLIGIBLE_GAIN = 1e-10;

    /** Rows of {@code x} are scores; of {@code n} customers with each, {@code came} returned. */
    public static LogitFit of(double[][] x, double[] came, double[] n) {
        RealVector beta = MatrixUtils.createRealVector(new double[x[0].length]);
        double best = logLikelihood(x, came, n, beta);
        for (int step = 0; step < STEPS; step++) {
            RealVector next;
            try {
                next = beta.add(direction(x, came, n, beta));
            } catch (MathRuntimeException e) {
                break;
            }
            double value = logLikelihood(x, came, n, next);
            for (int half = 0; half < 30 && !(value >= best); half++) {
                next = next.add(beta).mapDivide(2);
                value = logLikelihood(x, came, n, next);
            }
            if (!(value - best > NEGLIGIBLE_GAIN)) {
                break;
            }
            beta = next;
            best = value;
        }
        return new LogitFit(beta.toArray(), best);
    }

    private static RealVector direction(double[][] x, double[] came, double[] n, RealVector beta) {
        int k = beta.getDimension();
        RealMatrix information = MatrixUtils.createRealMatrix(k, k);
        RealVector score = MatrixUtils.createRealVector(new double[k]);
        for (int i = 0; i < x.length; i++) {
            RealVector row = MatrixUtils.createRealVector(x[i]);
            double p = 1 / (1 + Math.exp(-row.dotProduct(beta)));
            score = score.add(row.mapMultiply(came[i] - n[i] * p));
            information = information.add(row.outerProduct(row).scalarMultiply(n[i] * p * (1 - p)));
        }
        return new CholeskyDecomposition(information, 1e-6, 1e-10).getSolver().solve(score);
    }

    private static double logLikelihood(double[][] x, double[] came, double[] n, RealVector beta) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double eta = MatrixUtils.createRealVector(x[i]).dotProduct(beta);
            sum -= came[i] * softplus(-eta) + (n[i] - came[i]) * softplus(eta);
        }
        return sum;
    }

    /** ln(1 + e^x) without overflow. */
    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
