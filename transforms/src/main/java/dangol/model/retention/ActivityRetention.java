package dangol.model.retention;

import dangol.model.estimate.Estimate;
import dangol.model.estimate.MaximumLikelihood;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The share of a cohort without contracts that buys in a period: in each period a customer who has not left buys with a chance
 * of his own, and leaves for good before the next with another, both constant and independent (Fader, Hardie and Shang
 * 2010, Customer-Base Analysis in a Discrete-Time Noncontractual Setting, Marketing Science 29:1086, the BG/BB model). The
 * expected share in period t after the first is activity · S(t), S being that of {@link ShiftedBetaGeometric}.
 *
 * @param activity the mean chance of a customer who has not left to buy in a period, between 0 and 1
 * @param leaving who has not left
 */
public record ActivityRetention(double activity, ShiftedBetaGeometric leaving) implements Serializable {
    private static final int FEWEST_PERIODS = 3;

    /** Odds of activity, alpha, beta. */
    private static final List<double[]> STARTS = List.of(
            new double[] {.5, 1, 3}, new double[] {.1, .5, 5}, new double[] {2, 2, 10}, new double[] {.2, 1, 1});

    /**
     * Of the customers of a cohort, those who bought in a period.
     *
     * @param period from 1 on; the first purchase is in period 0
     */
    public record Cell(int period, long customers, long active) implements Serializable {
        public Cell {
            if (period < 1 || active < 0 || active > customers) {
                throw new IllegalArgumentException(
                        "Of " + customers + " customers " + active + " cannot have bought in period " + period
                                + ": count periods from 1 on, and each customer once.");
            }
        }
    }

    /**
     * The parameters under which the cells are most likely, each cell taken as binomial by itself; empty when there is no
     * such maximum or when fewer than three periods have passed.
     */
    public static Optional<ActivityRetention> fit(Collection<Cell> cells) {
        long periods = cells.stream().mapToInt(Cell::period).distinct().count();
        long active = cells.stream().mapToLong(Cell::active).sum();
        if (periods < FEWEST_PERIODS || active == 0) {
            return Optional.empty();
        }
        Collection<Cell> sums = byPeriod(cells);
        Estimate estimate = MaximumLikelihood.ofPositive(p -> of(p).logLikelihood(sums), STARTS);
        return estimate instanceof Estimate.Converged found
                ? Optional.of(of(found.parameters().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray()))
                : Optional.empty();
    }

    /** To the likelihood all customers of a period are alike, whatever their cohort; months of ten years have 7,140 cells. */
    private static Collection<Cell> byPeriod(Collection<Cell> cells) {
        TreeMap<Integer, Cell> sums = new TreeMap<>();
        cells.forEach(cell -> sums.merge(
                cell.period(),
                cell,
                (a, b) -> new Cell(a.period(), a.customers() + b.customers(), a.active() + b.active())));
        return sums.values();
    }

    private static ActivityRetention of(double[] positive) {
        return new ActivityRetention(
                positive[0] / (1 + positive[0]), new ShiftedBetaGeometric(positive[1], positive[2]));
    }

    /** The expected share of a cohort that buys in a period from 1 on. */
    public double share(int period) {
        return activity * leaving.survival(period);
    }

    private double logLikelihood(Collection<Cell> cells) {
        double sum = 0;
        for (Cell cell : cells) {
            double share = share(cell.period());
            sum += cell.active() * Math.log(share) + (cell.customers() - cell.active()) * Math.log1p(-share);
        }
        return sum;
    }
}
