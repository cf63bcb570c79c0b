package dangol.model.purchase;

/**
 * P(N > n) for n = 0, 1, 2, … where N is the number of purchases of a customer who does not leave, over a time t, and
 * whose rate is gamma distributed: N is negative binomial of size ρ and mean ρ κ, with κ = t / scale (Ehrenberg 1959).
 */
final class NegativeBinomialTail {
    /** Below this logarithm a probability is not told from 0 beside 1. */
    private static final double NEGLIGIBLE = -700;

    private final double size;
    private final double odds;
    private double logMass;
    private double mass;
    private double tail;
    private int n;

    NegativeBinomialTail(double size, double kappa) {
        this.size = size;
        this.odds = kappa / (1 + kappa);
        this.logMass = -size * Math.log1p(kappa);
        this.mass = Math.exp(logMass);
        this.tail = -Math.expm1(logMass);
    }

    /** The n of the present place, from 0. */
    int n() {
        return n;
    }

    /** P(N > n). */
    double value() {
        return tail;
    }

    /** Goes from n to n + 1. */
    void advance() {
        double ratio = (size + n) / (n + 1) * odds;
        n++;
        if (logMass < NEGLIGIBLE) {
            logMass += Math.log(ratio);
            mass = Math.exp(logMass);
        } else {
            mass *= ratio;
        }
        tail = Math.max(0, tail - mass);
    }

    /** An upper bound of the sum of P(N > m) over m >= n, once n lies beyond the mode; infinite before. */
    double remainder() {
        double ratio = Math.max(odds, (size + n) / (n + 1) * odds);
        return ratio < 1 && logMass >= NEGLIGIBLE
                ? mass * ratio / ((1 - ratio) * (1 - ratio))
                : Double.POSITIVE_INFINITY;
    }
}
