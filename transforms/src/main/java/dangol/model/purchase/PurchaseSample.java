package dangol.model.purchase;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The customers a purchase model is fitted on: statistics in one unit of time, each distinct triple (x, tx, T) once,
 * in order of x, tx and T.
 */
public final class PurchaseSample {
    private static final Comparator<PurchaseStatistic> ORDER = Comparator.comparingLong(PurchaseStatistic::frequency)
            .thenComparingDouble(PurchaseStatistic::recency)
            .thenComparingDouble(PurchaseStatistic::observation);

    /** Times well below the mean time between purchases, by this factor, lie on an even grid; longer ones widen it. */
    private static final double CELLS_BEGIN_TO_WIDEN = 12;

    private static final double FINEST = 0.01;

    private final TimeUnit unit;
    private final List<PurchaseStatistic> rows;

    private PurchaseSample(TimeUnit unit, List<PurchaseStatistic> rows) {
        this.unit = unit;
        this.rows = rows;
    }

    /**
     * A sample of the given statistics; equal triples become one.
     *
     * @throws IllegalArgumentException when a statistic is in another unit than the sample
     */
    public static PurchaseSample of(TimeUnit unit, List<PurchaseStatistic> statistics) {
        for (PurchaseStatistic statistic : statistics) {
            requireUnit(unit, statistic.unit());
        }
        return new PurchaseSample(
                unit, merged(statistics, row -> new Cell(row.frequency(), row.recency(), row.observation())));
    }

    static void requireUnit(TimeUnit expected, TimeUnit actual) {
        if (expected != actual) {
            throw new IllegalArgumentException(
                    "Units of time are mixed: statistics in " + actual + " meet a sample or model" + " in " + expected
                            + ". Convert them with PurchaseStatistic.in(" + expected + ").");
        }
    }

    /** The unit of all times of the sample. */
    public TimeUnit unit() {
        return unit;
    }

    /** The distinct statistics with their number of customers. */
    public List<PurchaseStatistic> rows() {
        return rows;
    }

    /** How many customers the sample has. */
    public long customers() {
        return rows.stream().mapToLong(PurchaseStatistic::customers).sum();
    }

    /** How many of them bought again. */
    public long repeatBuyers() {
        return rows.stream()
                .filter(row -> row.frequency() > 0)
                .mapToLong(PurchaseStatistic::customers)
                .sum();
    }

    /** How many numbers of repeat purchases occur. */
    int frequencies() {
        return (int)
                rows.stream().mapToLong(PurchaseStatistic::frequency).distinct().count();
    }

    /** How often they bought again, all together. */
    public double repeatPurchases() {
        return rows.stream()
                .mapToDouble(row -> (double) row.customers() * row.frequency())
                .sum();
    }

    /** The sum of their times of observation, in the unit of the sample. */
    double observed() {
        return rows.stream()
                .mapToDouble(row -> row.customers() * row.observation())
                .sum();
    }

    /**
     * The same customers on fewer rows, for a fit of millions: those of equal x whose tx and T fall into the same cell of a
     * grid share the means of their cell. Cells widen in proportion to the time, as the likelihood heeds it, and narrow
     * with the root of x + 1; they are widened by steps until at most the given number of rows is left. Since cells keep
     * their means, the parameters move by the square of the width only: by about a tenth of a standard error when one row
     * of four is left. Rows of different x are never joined, so at least one row for each x stays.
     */
    public PurchaseSample coarsened(int maximumRows) {
        double scale = observed() / Math.max(1, repeatPurchases()) / CELLS_BEGIN_TO_WIDEN;
        double widest = rows.stream()
                .mapToDouble(row -> Grid.place(row.frequency(), row.observation(), scale))
                .max()
                .orElse(0);
        List<PurchaseStatistic> coarse = rows;
        for (double width = FINEST; coarse.size() > maximumRows && width <= 2 * widest; width *= Math.sqrt(2)) {
            coarse = merged(coarse, new Grid(scale, width)::cell);
        }
        return new PurchaseSample(unit, coarse);
    }

    private static List<PurchaseStatistic> merged(
            List<PurchaseStatistic> statistics, Function<PurchaseStatistic, Cell> cellOf) {
        Map<Cell, Means> cells = new LinkedHashMap<>();
        for (PurchaseStatistic statistic : statistics) {
            cells.computeIfAbsent(cellOf.apply(statistic), cell -> new Means()).add(statistic);
        }
        List<PurchaseStatistic> merged = new ArrayList<>(cells.size());
        cells.values().forEach(means -> merged.add(means.statistic()));
        merged.sort(ORDER);
        return List.copyOf(merged);
    }

    private record Grid(double scale, double width) {
        static double place(long frequency, double time, double scale) {
            return time == 0 ? 0 : Math.sqrt(1.0 + frequency) * Math.log1p(time / scale);
        }

        Cell cell(PurchaseStatistic row) {
            return new Cell(
                    row.frequency(),
                    Math.floor(place(row.frequency(), row.recency(), scale) / width),
                    Math.floor(place(row.frequency(), row.observation(), scale) / width));
        }
    }

    private record Cell(long frequency, double recency, double observation) {}

    private static final class Means {
        private PurchaseStatistic first;
        private long customers;
        private double recencyAboveFirst;
        private double observationAboveFirst;

        void add(PurchaseStatistic row) {
            first = first == null ? row : first;
            customers = Math.addExact(customers, row.customers());
            // Differences, so that the mean of equal times is exactly that time.
            recencyAboveFirst += row.customers() * (row.recency() - first.recency());
            observationAboveFirst += row.customers() * (row.observation() - first.observation());
        }

        PurchaseStatistic statistic() {
            double observation = first.observation() + observationAboveFirst / customers;
            double recency = Math.max(0, Math.min(observation, first.recency() + recencyAboveFirst / customers));
            return new PurchaseStatistic(first.unit(), first.frequency(), recency, observation, customers);
        }
    }
}
