package dangol.model.purchase;

import org.hipparchus.special.Beta;

/**
 * The purchases still to come of an active customer who may leave after each of them, as BG/NBD and MBG/NBD have it:
 * his rate is gamma distributed, his chance to leave beta(a, b), both as the purchases so far have left them. He makes
 * more than n purchases when a lasting customer would have (negative binomial) and he stays after each of the first n
 * (beta-geometric), and the two are independent.
 */
record DropoutAfterPurchase(double size, double kappa, double a, double b) {
    private static final double SLOW_SERIES = 20_000;
    private static final double PRECISION = 1e-15;

    /** Above it the density of the chance to leave has a peak inside, which a rule for its ends would miss. */
    private static final double PEAK = 2;

    /** Nothing of an integrand's peak is left beyond this share of it. */
    private static final double NOTHING = 1e-18;

    /**
     * The expected number: the sum over n >= 0 of P(N > n) B(a, b + n) / B(a, b). It has no minus sign, so it loses no
     * digits, unlike the equal expression by 2F1 in Fader, Hardie and Lee (2005), equation 10, which needs a other than 1.
     */
    double expected() {
        if (kappa * (size + 40) > SLOW_SERIES) {
            return a > PEAK ? overLogOdds() : integral();
        }
        NegativeBinomialTail lasting = new NegativeBinomialTail(size, kappa);
        double stays = 1;
        double sum = 0;
        while (true) {
            sum += lasting.value() * stays;
            if (lasting.remainder() * stays <= PRECISION * sum) {
                return sum;
            }
            stays *= (b + lasting.n()) / (a + b + lasting.n());
            lasting.advance();
        }
    }

    /** The expected number of a customer who is active with the given probability only. */
    double expected(double alive) {
        return alive == 0 ? 0 : alive * expected();
    }

    /** The probability of a purchase of a customer who is active with the given probability only. */
    double any(double alive) {
        return alive * new NegativeBinomialTail(size, kappa).value();
    }

    /** The equal-tailed quantiles of the number of a customer who is active with the given probability only. */
    CountInterval interval(double alive, double level) {
        return new CountInterval(exceededWith((1 + level) / 2 / alive), exceededWith((1 - level) / 2 / alive));
    }

    /** The smallest n that he exceeds with at most the given probability. */
    long exceededWith(double probability) {
        NegativeBinomialTail lasting = new NegativeBinomialTail(size, kappa);
        double stays = 1;
        while (lasting.value() * stays > probability) {
            stays *= (b + lasting.n()) / (a + b + lasting.n());
            lasting.advance();
        }
        return lasting.n();
    }

    /** The integral over p of (1 - (1 + κ p)^-ρ) / p against the beta density; v = p^a and (1 - p)^b tame its ends. */
    private double integral() {
        double nearZero = DoubleExponential.over(Math.pow(0.5, a), v -> {
            double p = Math.pow(v, 1 / a);
            return given(p) * Math.pow(1 - p, b - 1);
        });
        double nearOne = DoubleExponential.over(Math.pow(0.5, b), v -> {
            double p = 1 - Math.pow(v, 1 / b);
            return given(p) * Math.pow(p, a - 1);
        });
        return (nearZero / a + nearOne / b) * Math.exp(-Beta.logBeta(a, b));
    }

    /**
     * The same integral over the log odds u of p, by the trapezoidal rule from the peak outwards: the integrand is analytic for
     * |Im u| < π and its peak is sqrt(1/a + 1/b) wide. The error is the integrand's Fourier transform at 2 π / step, which is less
     * than 1e-11 of the integral: |Γ(a + iω) Γ(b - iω)| against Γ(a) Γ(b).
     */
    private double overLogOdds() {
        double step = Math.min(0.25, Math.sqrt(1 / a + 1 / b) / 1.6);
        double middle = Math.log(a / b);
        double beta = Beta.logBeta(a, b);
        double sum = atLogOdds(middle, beta);
        for (int side : new int[] {-1, 1}) {
            double last = Double.POSITIVE_INFINITY;
            for (int i = 1; last > NOTHING * sum; i++) {
                last = atLogOdds(middle + side * i * step, beta);
                sum += last;
            }
        }
        return sum * step;
    }

    private double atLogOdds(double u, double beta) {
        double logP = -Math.log1p(Math.exp(-u));
        double logQ = -Math.log1p(Math.exp(u));
        return given(Math.exp(logP)) * Math.exp(a * logP + b * logQ - beta);
    }

    private double given(double p) {
        return p == 0 ? size * kappa : -Math.expm1(-size * Math.log1p(kappa * p)) / p;
    }
}
