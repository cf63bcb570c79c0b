package dangol.model.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Maximum likelihood for positive parameters. The search is on the scale of logarithms: Nelder and Mead's simplex from
 * several starts, then Newton steps. A maximum counts only where the Newton decrement is negligible, the curvature is
 * that of a maximum and every parameter is known to within some orders of magnitude; a ridge that leads to infinity is
 * none.
 */
public final class MaximumLikelihood {
    private static final double TOLERANCE = 1e-12;
    private static final int EVALUATIONS = 4000;
    private static final int RESTARTS = 5;
    private static final int NEWTON_STEPS = 30;
    private static final double GRADIENT_STEP = 1e-4;
    private static final double HESSIAN_STEP = 5e-3;
    private static final double NEGLIGIBLE_GAIN = 1e-7;
    private static final double WIDEST_LOG = 12;
    private static final double WIDEST_LOG_ERROR = 5;
    private static final double IMPOSSIBLE = -1e300;

    private final ToDoubleFunction<double[]> logLikelihood;

    private MaximumLikelihood(ToDoubleFunction<double[]> logLikelihood) {
        this.logLikelihood = logLikelihood;
    }

    /**
     * The parameters that make {@code logLikelihood} greatest. It is given positive parameters and may answer with a
     * number that is not finite where it is not defined.
     *
     * @param starts where to start, each a full set of positive parameters
     */
    public static Estimate ofPositive(ToDoubleFunction<double[]> logLikelihood, List<double[]> starts) {
        if (starts.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to start the search from: give at least one start.");
        }
        return new MaximumLikelihood(logLikelihood).search(starts);
    }

    private Estimate search(List<double[]> starts) {
        double[] best = null;
        for (double[] start : starts) {
            Optional<double[]> end = climb(logs(start));
            if (end.isPresent() && (best == null || at(end.get()) > at(best))) {
                best = end.get();
            }
        }
        return best == null || at(best) <= IMPOSSIBLE
                ? new Estimate.NotConverged("The search for the likelihood's maximum did not end from any start.")
                : polish(best);
    }

    /** Simplex searches, each from the end of the one before, until a new simplex finds nothing better. */
    private Optional<double[]> climb(double[] start) {
        double[] end = start;
        try {
            for (int i = 0; i < RESTARTS; i++) {
                double before = at(end);
                end = new SimplexOptimizer(TOLERANCE, TOLERANCE)
                        .optimize(
                                new MaxEval(EVALUATIONS),
                                new ObjectiveFunction(this::at),
                                GoalType.MAXIMIZE,
                                new InitialGuess(end),
                                new NelderMeadSimplex(end.length, 0.5))
                        .getPoint();
                if (at(end) - before <= NEGLIGIBLE_GAIN) {
                    break;
                }
            }
            return Optional.of(end);
        } catch (MathRuntimeException e) {
            return Optional.empty();
        }
    }

    private Estimate polish(double[] start) {
        double[] point = start;
        for (int i = 0; i < NEWTON_STEPS; i++) {
            if (isAtAnEdge(point)) {
                return new Estimate.NotConverged(
                        "A parameter runs off to zero or infinity: the data are as well described by a simpler model.");
            }
            RealMatrix information = information(point);
            Optional<RealMatrix> covariance = inverse(information);
            if (covariance.isEmpty()) {
                break;
            }
            RealVector gradient = gradient(point);
            RealVector step = covariance.get().operate(gradient);
            if (gradient.dotProduct(step) / 2 <= NEGLIGIBLE_GAIN) {
                return converged(point, covariance.get());
            }
            Optional<double[]> next = better(point, step);
            if (next.isEmpty()) {
                break;
            }
            point = next.get();
        }
        return new Estimate.NotConverged(
                "The likelihood has no maximum that stands out: the parameters are not" + " determined by these data.");
    }

    private Estimate converged(double[] logs, RealMatrix covariance) {
        List<Double> values = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int i = 0; i < logs.length; i++) {
            double logError = Math.sqrt(covariance.getEntry(i, i));
            if (!(logError <= WIDEST_LOG_ERROR)) {
                return new Estimate.NotConverged(
                        "The likelihood is flat: the data leave a parameter open over many" + " orders of magnitude.");
            }
            values.add(Math.exp(logs[i]));
            errors.add(Math.exp(logs[i]) * logError);
        }
        List<List<Double>> rows = Arrays.stream(covariance.getData())
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList();
        return new Estimate.Converged(values, errors, rows, at(logs));
    }

    private Optional<double[]> better(double[] point, RealVector step) {
        for (double part = 1; part > 1e-4; part /= 2) {
            double[] next = MatrixUtils.createRealVector(point)
                    .add(step.mapMultiply(part))
                    .toArray();
            if (at(next) > at(point)) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    private static boolean isAtAnEdge(double[] logs) {
        for (double log : logs) {
            if (Math.abs(log) > WIDEST_LOG) {
                return true;
            }
        }
        return false;
    }

    private double at(double[] logs) {
        double[] parameters = new double[logs.length];
        for (int i = 0; i < logs.length; i++) {
            parameters[i] = Math.exp(logs[i]);
        }
        double value = logLikelihood.applyAsDouble(parameters);
        return Double.isFinite(value) ? value : IMPOSSIBLE;
    }

    private RealVector gradient(double[] point) {
        double[] gradient = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            gradient[i] =
                    (at(moved(point, i, GRADIENT_STEP)) - at(moved(point, i, -GRADIENT_STEP))) / (2 * GRADIENT_STEP);
        }
        return MatrixUtils.createRealVector(gradient);
    }

    /** Minus the matrix of second derivatives, by central differences. */
    private RealMatrix information(double[] point) {
        int n = point.length;
        double h = HESSIAN_STEP;
        RealMatrix information = MatrixUtils.createRealMatrix(n, n);
        for (int i = 0; i < n; i++) {
            double second = at(moved(point, i, h)) - 2 * at(point) + at(moved(point, i, -h));
            information.setEntry(i, i, -second / (h * h));
            for (int j = 0; j < i; j++) {
                double mixed = at(moved(moved(point, i, h), j, h))
                        - at(moved(moved(point, i, h), j, -h))
                        - at(moved(moved(point, i, -h), j, h))
                        + at(moved(moved(point, i, -h), j, -h));
                information.setEntry(i, j, -mixed / (4 * h * h));
                information.setEntry(j, i, information.getEntry(i, j));
            }
        }
        return information;
    }

    private static Optional<RealMatrix> inverse(RealMatrix information) {
        try {
            return Optional.of(new CholeskyDecomposition(information, 1e-6, 1e-12)
                    .getSolver()
                    .getInverse());
        } catch (MathRuntimeException e) {
            return Optional.empty();
        }
    }

    private static double[] moved(double[] point, int index, double by) {
        double[] moved = point.clone();
        moved[index] += by;
        return moved;
    }

    private static double[] logs(double[] positive) {
        double[] logs = new double[positive.length];
        for (int i = 0; i < positive.length; i++) {
            if (!(positive[i] > 0)) {
                throw new IllegalArgumentException(
                        "A start of " + positive[i] + " is not positive: start every parameter above zero.");
            }
            logs[i] = Math.log(positive[i]);
        }
        return logs;
    }
}
