package dangol.model.purchase;

/** What all models require of their parameters and arguments. */
final class Parameters {
    private Parameters() {}

    static void requirePositive(String model, double... parameters) {
        for (double parameter : parameters) {
            if (!(parameter > 0) || Double.isInfinite(parameter)) {
                throw new IllegalArgumentException("A parameter of the " + model + " model is " + parameter
                        + ": all of them are positive and finite. Fit the model anew.");
            }
        }
    }

    static void requireTime(double time) {
        if (!(time >= 0) || Double.isInfinite(time)) {
            throw new IllegalArgumentException(
                    "The time ahead is " + time + ": it is a finite number of units of the model, 0 or more.");
        }
    }

    static void requireLevel(double level) {
        if (!(level > 0 && level <= 0.999999)) {
            throw new IllegalArgumentException(
                    "The level of an interval is " + level + ": it lies above 0 and is 0.999999 at most.");
        }
    }

    /** log(e^first + e^second). */
    static double logSum(double first, double second) {
        double larger = Math.max(first, second);
        return larger + Math.log1p(Math.exp(Math.min(first, second) - larger));
    }
}
