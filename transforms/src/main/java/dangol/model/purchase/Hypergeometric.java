package dangol.model.purchase;

/**
 * The Gauss hypergeometric function 2F1(a, b; c; z) of positive c and z below 1 (Abramowitz and Stegun 1964, chapter 15):
 * the series 15.1.1, after the transformations of Euler (15.3.3) and Pfaff (15.3.4) where they make it converge sooner,
 * and Euler's integral 15.3.1 where c = b + 1 and the series is slow.
 */
final class Hypergeometric {
    private static final double SLOW_ABOVE = 0.98;
    private static final double SLOW_BELOW = SLOW_ABOVE / (SLOW_ABOVE - 1);
    private static final int MOST_TERMS = 10_000_000;

    private Hypergeometric() {}

    /**
     * 2F1(a, b; c; z).
     *
     * @throws IllegalArgumentException when c is not positive or z is 1 or more
     * @throws ArithmeticException when the series is too slow, which needs z above 1 - 1e-5 and c other than b + 1
     */
    static double value(double a, double b, double c, double z) {
        if (!(c > 0) || !(z < 1)) {
            throw new IllegalArgumentException(
                    "2F1 is computed for c > 0 and z < 1 only, not for c = " + c + ", z = " + z + ".");
        }
        if (c == b + 1 && isSlow(z)) {
            return Math.exp(logIntegral(a, b, z));
        }
        if (z < 0) {
            return Math.pow(1 - z, -a) * series(a, c - b, c, z / (z - 1));
        }
        return a + b > c ? Math.pow(1 - z, c - a - b) * series(c - a, c - b, c, z) : series(a, b, c, z);
    }

    /**
     * The logarithm of 2F1(a, b; b + 1; z), also where the value is beyond the range of a double.
     *
     * @throws IllegalArgumentException when a is less than 1, b is not positive or z is 1 or more
     */
    static double logOfNext(double a, double b, double z) {
        if (!(a >= 1) || !(b > 0) || !(z < 1)) {
            throw new IllegalArgumentException(
                    "log 2F1(a, b; b + 1; z) is computed for a >= 1, b > 0 and z < 1 only, not for a = " + a + ", b = "
                            + b + ", z = " + z + ".");
        }
        if (isSlow(z)) {
            return logIntegral(a, b, z);
        }
        return z < 0
                ? -a * Math.log1p(-z) + Math.log(series(a, 1, b + 1, z / (z - 1)))
                : (1 - a) * Math.log1p(-z) + Math.log(series(b + 1 - a, 1, b + 1, z));
    }

    private static boolean isSlow(double z) {
        return z > SLOW_ABOVE || z < SLOW_BELOW;
    }

    private static double series(double a, double b, double c, double z) {
        double term = 1;
        double sum = 1;
        for (int n = 0; n < MOST_TERMS; n++) {
            double ratio = (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            term *= ratio;
            sum += term;
            double bound = Math.max(Math.abs(ratio), z);
            if (term == 0 || (bound < 1 && Math.abs(term) < 1e-16 * (1 - bound) * Math.abs(sum))) {
                return sum;
            }
        }
        throw new ArithmeticException("2F1(" + a + ", " + b + "; " + c + "; " + z + ") converges too slowly.");
    }

    /**
     * 15.3.1 of c = b + 1 with t = e^-v: b times the integral over v > 0 of e^-bv (1 - z e^-v)^-a, of which the factor (1 - z)^-a
     * is taken out.
     */
    private static double logIntegral(double a, double b, double z) {
        double slope = z / (1 - z);
        double integral = DoubleExponential.overPositive(v -> Math.exp(-b * v - a * Math.log1p(-slope * expm1(-v))));
        return -a * Math.log1p(-z) + Math.log(b * integral);
    }

    /** Math.expm1 takes as long as all the rest of the integrand; it is needed near 0 only. */
    private static double expm1(double x) {
        return x < -0.5 ? Math.exp(x) - 1 : Math.expm1(x);
    }
}
