package dangol.model.purchase;

import dangol.model.purchase.Fit.Estimate;
import dangol.model.purchase.Fit.Fitted;
import dangol.model.purchase.Fit.NotFitted;
import dangol.model.purchase.Fit.Reason;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.MaxIter;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.SimpleValueChecker;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * The search for the maximum of a likelihood of positive parameters. It goes over the logarithms of the parameters, each
 * divided by its scale: from several starts by Nelder and Mead, on few rows; from the best of them, on all rows, by
 * Newton's steps until the next one would gain nothing. The curvature there gives the standard errors.
 */
final class MaximumLikelihood {
    /** Logarithm of the range, around its scale, in which a parameter is sought: a factor of 10,000 either way. */
    private static final double BORDER = Math.log(1e4);
    /** A standard error of the logarithm, from which on the likelihood is held to be flat: a factor of 20. */
    private static final double UNDETERMINED = 3;

    private static final double STEP = 1e-3;
    private static final double ROUGH_GAIN = 0.1;
    private static final double FINE_GAIN = 1e-3;
    private static final double LAST_GAIN = 1e-7;
    /** What rounding leaves of a sum, beside the sum. */
    private static final double ROUNDING = 1e-14;

    private static final int NEWTON_STEPS = 30;
    private static final int HALVINGS = 12;
    private static final double IMPOSSIBLE = -1e300;

    private final List<Parameter> parameters;
    private final int maximumIterations;
    private int iterations;

    /** A parameter with the size it may well have. */
    record Parameter(String name, double scale) {}

    private record Curvature(RealVector gradient, RealMatrix covariance) {
        RealVector newtonStep() {
            return covariance.operate(gradient);
        }

        /** By how much the log likelihood would rise to the maximum if it were quadratic. */
        double gain() {
            return gradient.dotProduct(newtonStep()) / 2;
        }
    }

    MaximumLikelihood(List<Parameter> parameters, int maximumIterations) {
        this.parameters = parameters;
        this.maximumIterations = maximumIterations;
    }

    /**
     * The model at the maximum.
     *
     * @param starts where to start, each parameter divided by its scale
     * @param rough the log likelihood of few rows, for the starts
     * @param exact the log likelihood
     */
    <M extends Serializable> Fit<M> fit(
            List<double[]> starts,
            ToDoubleFunction<double[]> rough,
            ToDoubleFunction<double[]> exact,
            Function<double[], M> model,
            long customers) {
        try {
            double[] best = null;
            double highest = Double.NEGATIVE_INFINITY;
            for (double[] start : starts) {
                PointValuePair end = simplex(rough, logarithms(start), ROUGH_GAIN);
                best = end.getValue() > highest ? end.getPoint() : best;
                highest = Math.max(highest, end.getValue());
            }
            return refined(exact, simplex(rough, best, FINE_GAIN).getPoint(), model, customers);
        } catch (MathIllegalStateException tooMany) {
            return notConverged("after " + maximumIterations + " iterations it had not come to rest");
        }
    }

    private <M extends Serializable> Fit<M> refined(
            ToDoubleFunction<double[]> exact, double[] start, Function<double[], M> model, long customers) {
        double[] place = start;
        for (int step = 0; step < NEWTON_STEPS; step++) {
            for (int i = 0; i < place.length; i++) {
                if (Math.abs(place[i]) > BORDER) {
                    return atBorder(parameters.get(i), place[i]);
                }
            }
            Curvature curvature = curvature(exact, place);
            if (curvature != null && curvature.gain() < LAST_GAIN + ROUNDING * Math.abs(value(exact, place))) {
                return fitted(exact, place, curvature.covariance(), model, customers);
            }
            double[] next = curvature == null
                    ? simplex(exact, place, LAST_GAIN).getPoint()
                    : onward(exact, place, curvature.newtonStep());
            if (Arrays.equals(next, place)) {
                break;
            }
            place = next;
            iterations++;
        }
        return notConverged("where it ended the log likelihood was flat, or still rising");
    }

    /** The longest of the Newton step, its half, its quarter, … that raises the log likelihood. */
    private double[] onward(ToDoubleFunction<double[]> exact, double[] place, RealVector step) {
        double here = value(exact, place);
        double length = Math.min(1, 2 / step.getLInfNorm());
        for (int halving = 0; halving < HALVINGS; halving++) {
            double[] next =
                    new ArrayRealVector(place).add(step.mapMultiply(length)).toArray();
            if (value(exact, next) > here) {
                return next;
            }
            length /= 2;
        }
        return place;
    }

    private <M extends Serializable> Fit<M> fitted(
            ToDoubleFunction<double[]> exact,
            double[] place,
            RealMatrix covariance,
            Function<double[], M> model,
            long customers) {
        double[] values = values(place);
        List<Estimate> estimates = new ArrayList<>();
        for (int i = 0; i < place.length; i++) {
            double relativeError = Math.sqrt(covariance.getEntry(i, i));
            if (relativeError > UNDETERMINED) {
                return atBorder(parameters.get(i), place[i]);
            }
            estimates.add(new Estimate(parameters.get(i).name(), values[i], values[i] * relativeError));
        }
        return new Fitted<>(model.apply(values), estimates, exact.applyAsDouble(values), iterations, customers);
    }

    private <M extends Serializable> Fit<M> atBorder(Parameter parameter, double place) {
        return new NotFitted<>(
                Reason.PARAMETER_AT_BORDER,
                "The customers do not determine " + parameter.name() + ": near " + parameter.scale() * Math.exp(place)
                        + " the likelihood hardly changes as it goes to " + (place < 0 ? "0" : "infinity")
                        + ". The customers differ too little for this model; fit another model, or more customers.");
    }

    private <M extends Serializable> Fit<M> notConverged(String how) {
        return new NotFitted<>(
                Reason.DID_NOT_CONVERGE,
                "The search for the parameters did not converge: " + how + ". Fit another model, or more customers.");
    }

    private PointValuePair simplex(ToDoubleFunction<double[]> logLikelihood, double[] start, double gain) {
        SimplexOptimizer optimizer = new SimplexOptimizer(new SimpleValueChecker(0, gain));
        PointValuePair end = optimizer.optimize(
                new ObjectiveFunction(place -> value(logLikelihood, place)),
                GoalType.MAXIMIZE,
                new InitialGuess(start),
                new NelderMeadSimplex(start.length, 0.3),
                new MaxIter(maximumIterations),
                MaxEval.unlimited());
        iterations += optimizer.getIterations();
        return end;
    }

    /** Slope and inverse curvature of the log likelihood by central differences; null where it is not curved downwards. */
    private Curvature curvature(ToDoubleFunction<double[]> exact, double[] place) {
        int size = place.length;
        double here = value(exact, place);
        double[] up = new double[size];
        double[] down = new double[size];
        RealVector gradient = new ArrayRealVector(size);
        for (int i = 0; i < size; i++) {
            up[i] = moved(exact, place, i, STEP, i, 0);
            down[i] = moved(exact, place, i, -STEP, i, 0);
            gradient.setEntry(i, (up[i] - down[i]) / (2 * STEP));
        }
        RealMatrix information = MatrixUtils.createRealMatrix(size, size);
        for (int i = 0; i < size; i++) {
            information.setEntry(i, i, -(up[i] - 2 * here + down[i]) / (STEP * STEP));
            for (int j = 0; j < i; j++) {
                double mixed = moved(exact, place, i, STEP, j, STEP)
                        + moved(exact, place, i, -STEP, j, -STEP)
                        + 2 * here
                        - up[i]
                        - down[i]
                        - up[j]
                        - down[j];
                information.setEntry(i, j, -mixed / (2 * STEP * STEP));
                information.setEntry(j, i, -mixed / (2 * STEP * STEP));
            }
        }
        try {
            return new Curvature(
                    gradient, new CholeskyDecomposition(information).getSolver().getInverse());
        } catch (MathIllegalArgumentException notCurvedDownwards) {
            return null;
        }
    }

    private double moved(ToDoubleFunction<double[]> exact, double[] place, int i, double byI, int j, double byJ) {
        double[] moved = place.clone();
        moved[i] += byI;
        moved[j] += byJ;
        return value(exact, moved);
    }

    private double value(ToDoubleFunction<double[]> logLikelihood, double[] place) {
        for (double coordinate : place) {
            if (!(Math.abs(coordinate) < 2 * BORDER)) {
                return IMPOSSIBLE;
            }
        }
        double value = logLikelihood.applyAsDouble(values(place));
        return Double.isFinite(value) ? value : IMPOSSIBLE;
    }

    private double[] values(double[] place) {
        double[] values = new double[place.length];
        for (int i = 0; i < place.length; i++) {
            values[i] = parameters.get(i).scale() * Math.exp(place[i]);
        }
        return values;
    }

    private static double[] logarithms(double[] values) {
        double[] logarithms = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            logarithms[i] = Math.log(values[i]);
        }
        return logarithms;
    }
}
