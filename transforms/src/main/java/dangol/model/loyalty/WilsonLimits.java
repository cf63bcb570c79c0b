package dangol.model.loyalty;

/** The 95 % score interval of a share (Wilson 1927) as numbers; the tables have the same as a column expression. */
record WilsonLimits(double low, double high) {
    private static final double Z = 1.959963984540054;

    static WilsonLimits of(long successes, long n) {
        double share = (double) successes / n;
        double square = Z * Z / n;
        double middle = share + square / 2;
        double width = Z * Math.sqrt((share * (1 - share) + square / 4) / n);
        // At 0 and 1 the limit is the share itself, whatever the rounding.
        double low = Math.max(0, Math.min(share, (middle - width) / (1 + square)));
        double high = Math.min(1, Math.max(share, (middle + width) / (1 + square)));
        return new WilsonLimits(low, high);
    }
}
