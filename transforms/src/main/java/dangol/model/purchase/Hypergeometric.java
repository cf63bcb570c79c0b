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
        if (c == b + 1 && (z > SLOW_ABOVE || z < SLOW_BELOW)) {
            return integral(a, b, z);
        }
        if (z < 0) {
            return Math.pow(1 - z, -a) * series(a, c - b, c, z / (z - 1));
        }
        return a + b > c ? Math.pow(1 - z, c - a - b) * series(c - a, c - b, c, z) : series(a, b, c, z);
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

    /** 15.3.1 of c = b + 1 with t = e^-v: b times the integral over v > 0 of e^-bv (1 - z e^-v)^-a. */
    private static double integral(double a, double b, double z) {
        double rest = 1 - z;
        return b * DoubleExponential.overPositive(v -> Math.exp(-b * v) * Math.pow(rest - z * expm1(-v), -a));
    }

    /** Math.expm1 takes as long as all the rest of the integrand; it is needed near 0 only. */
    private static double expm1(double x) {
        return x < -0.5 ? Math.exp(x) - 1 : Math.expm1(x);
    }
}
