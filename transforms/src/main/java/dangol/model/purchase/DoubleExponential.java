package dangol.model.purchase;

import java.util.function.DoubleUnaryOperator;

/**
 * Integration by the double exponential rule (Takahasi and Mori 1974), which takes integrands that rise without bound
 * or bend sharply at the ends of their interval. Steps are halved until two results agree.
 */
final class DoubleExponential {
    private static final int HALVINGS = 7;
    private static final double AGREEMENT = 1e-13;

    private DoubleExponential() {}

    /** The integral over [0, length]. The integrand is asked for places as near to 0 as a double can be. */
    static double over(double length, DoubleUnaryOperator integrand) {
        return refined(3.0 + 1.1, u -> {
            double e = Math.PI / 2 * Math.sinh(u);
            double place = length / (1 + Math.exp(-2 * e));
            double weight = length * Math.PI / 4 * Math.cosh(u) / square(Math.cosh(e));
            return weight == 0 || place == 0 || place == length ? 0 : weight * integrand.applyAsDouble(place);
        });
    }

    /** The integral over [0, ∞). */
    static double overPositive(DoubleUnaryOperator integrand) {
        return refined(4.5, u -> {
            double place = Math.exp(Math.PI / 2 * Math.sinh(u));
            double value = integrand.applyAsDouble(place);
            return value == 0 ? 0 : value * place * Math.PI / 2 * Math.cosh(u);
        });
    }

    private static double refined(double reach, DoubleUnaryOperator weighted) {
        double step = reach / 8;
        double sum = weighted.applyAsDouble(0);
        for (int i = 1; i <= 8; i++) {
            sum += weighted.applyAsDouble(i * step) + weighted.applyAsDouble(-i * step);
        }
        double result = sum * step;
        for (int halving = 0; halving < HALVINGS; halving++) {
            step /= 2;
            for (double u = step; u < reach; u += 2 * step) {
                sum += weighted.applyAsDouble(u) + weighted.applyAsDouble(-u);
            }
            double finer = sum * step;
            if (halving > 0 && Math.abs(finer - result) <= AGREEMENT * Math.abs(finer)) {
                return finer;
            }
            result = finer;
        }
        return result;
    }

    private static double square(double value) {
        return value * value;
    }
}
