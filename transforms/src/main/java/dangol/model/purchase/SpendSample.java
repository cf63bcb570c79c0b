package dangol.model.purchase;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The repeat buyers a model of spend is fitted on, in order of x and m, so that no order of rows changes a fit. */
public final class SpendSample {
    private static final Comparator<SpendStatistic> ORDER =
            Comparator.comparingLong(SpendStatistic::frequency).thenComparingDouble(SpendStatistic::meanSpend);

    /** Relative width of the finest cells of mean spend. */
    private static final double FINEST = 1e-3;

    private SpendSample() {}

    /**
     * The same customers on fewer rows, for a fit of millions: those of equal x whose logarithm of m falls into the same
     * cell share the mean of their cell. Cells are widened by steps until at most the given number of rows is left, or
     * until those of equal x are within a factor of two. Since cells keep their means, the parameters move by the square
     * of the width only.
     */
    public static List<SpendStatistic> coarsened(List<SpendStatistic> repeatBuyers, int maximumRows) {
        List<SpendStatistic> rows = repeatBuyers.stream().sorted(ORDER).toList();
        for (double width = FINEST; rows.size() > maximumRows && width <= Math.log(2); width *= 2) {
            rows = merged(rows, width);
        }
        return rows;
    }

    private record Cell(long frequency, double place) {}

    private static List<SpendStatistic> merged(List<SpendStatistic> rows, double width) {
        Map<Cell, SpendStatistic> cells = new LinkedHashMap<>();
        for (SpendStatistic row : rows) {
            Cell cell = new Cell(row.frequency(), Math.floor(Math.log(row.meanSpend()) / width));
            cells.merge(cell, row, SpendSample::together);
        }
        return new ArrayList<>(cells.values());
    }

    private static SpendStatistic together(SpendStatistic one, SpendStatistic other) {
        long customers = Math.addExact(one.customers(), other.customers());
        double mean = one.meanSpend() + (other.meanSpend() - one.meanSpend()) * other.customers() / customers;
        return new SpendStatistic(one.frequency(), mean, customers);
    }
}
