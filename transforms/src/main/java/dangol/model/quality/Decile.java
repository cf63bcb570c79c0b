package dangol.model.quality;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * One tenth of the customers by prediction.
 *
 * @param decile 1 for the highest predictions to 10 for the lowest
 * @param predicted mean over the customers
 * @param actual mean over the customers
 */
public record Decile(int decile, long customers, double predicted, double actual) implements Serializable {
    private static final int TENTHS = 10;

    /**
     * The deciles that have customers, in order. Customers with the same prediction stay together, in the decile in
     * which the middle of their ranks lies, so the table does not depend on the order of rows and deciles may differ
     * in size.
     */
    static List<Decile> table(Collection<Prediction> predictions) {
        TreeMap<Double, double[]> sums = new TreeMap<>();
        long all = 0;
        for (Prediction prediction : predictions) {
            double[] sum = sums.computeIfAbsent(prediction.predicted() + 0.0, p -> new double[2]);
            sum[0] += prediction.customers();
            sum[1] += prediction.customers() * prediction.actual();
            all += prediction.customers();
        }
        double[][] deciles = new double[TENTHS][3];
        double before = 0;
        for (var sum : sums.descendingMap().entrySet()) {
            double customers = sum.getValue()[0];
            double[] decile = deciles[(int) Math.min(TENTHS - 1, TENTHS * (before + customers / 2) / all)];
            decile[0] += customers;
            decile[1] += customers * sum.getKey();
            decile[2] += sum.getValue()[1];
            before += customers;
        }
        List<Decile> table = new ArrayList<>();
        for (int d = 0; d < TENTHS; d++) {
            if (deciles[d][0] > 0) {
                table.add(new Decile(
                        d + 1, (long) deciles[d][0], deciles[d][1] / deciles[d][0], deciles[d][2] / deciles[d][0]));
            }
        }
        return List.copyOf(table);
    }
}
