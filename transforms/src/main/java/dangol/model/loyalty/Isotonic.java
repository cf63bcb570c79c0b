package dangol.model.loyalty;

/**
 * Weighted least squares under the condition that values never fall: pool adjacent violators (Ayer and others 1955).
 */
final class Isotonic {

    private Isotonic() {}

    /** Fitted values in the order of {@code values}; weights are positive. */
    static double[] fit(double[] values, double[] weights) {
        int n = values.length;
        double[] level = new double[n];
        double[] weight = new double[n];
        int[] end = new int[n];
        int blocks = 0;
        for (int i = 0; i < n; i++) {
            level[blocks] = values[i];
            weight[blocks] = weights[i];
            end[blocks] = i + 1;
            while (blocks > 0 && level[blocks - 1] >= level[blocks]) {
                double both = weight[blocks - 1] + weight[blocks];
                level[blocks - 1] = (level[blocks - 1] * weight[blocks - 1] + level[blocks] * weight[blocks]) / both;
                weight[blocks - 1] = both;
                end[blocks - 1] = end[blocks];
                blocks--;
            }
            blocks++;
        }
        double[] fitted = new double[n];
        for (int b = 0, i = 0; b < blocks; b++) {
            for (; i < end[b]; i++) {
                fitted[i] = level[b];
            }
        }
        return fitted;
    }
}
