package dangol.model.loyalty;

/**
 * Weighted least squares under the condition that values never fall: pool adjacent violators (Ayer and others 1955).
 */
final class Isotonic {

    private Isotonic() {}

    /**
     * Fitted means in the order of {@code sums}, each of which is over as many cases as its weight says; weights are positive.
     * Whole sums and weights are pooled without rounding.
     */
    static double[] fit(double[] sums, double[] weights) {
        int n = sums.length;
        double[] sum = new double[n];
        double[] weight = new double[n];
        int[] end = new int[n];
        int blocks = 0;
        for (int i = 0; i < n; i++) {
            sum[blocks] = sums[i];
            weight[blocks] = weights[i];
            end[blocks] = i + 1;
            while (blocks > 0 && sum[blocks - 1] / weight[blocks - 1] >= sum[blocks] / weight[blocks]) {
                sum[blocks - 1] += sum[blocks];
                weight[blocks - 1] += weight[blocks];
                end[blocks - 1] = end[blocks];
                blocks--;
            }
            blocks++;
        }
        double[] fitted = new double[n];
        for (int b = 0, i = 0; b < blocks; b++) {
            for (; i < end[b]; i++) {
                fitted[i] = sum[b] / weight[b];
            }
        }
        return fitted;
    }
}
