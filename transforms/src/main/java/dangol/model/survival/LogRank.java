package dangol.model.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.special.Gamma;

/**
 * The log-rank test of two or more groups (Mantel 1966, Peto and Peto 1972): at each duration with an event the events
 * are shared out by the numbers at risk, and the differences are weighed with their hypergeometric covariance.
 */
public final class LogRank {
    /** The covariance has the square of their number: names that hardly two customers share would fill all memory. */
    private static final int MOST_GROUPS = 500;

    private final List<String> names;
    private final long[] customers;
    private final long[] atRisk;
    private final long[] observed;
    private final double[] expected;
    private final RealMatrix covariance;

    private LogRank(List<String> names) {
        this.names = names;
        int n = names.size();
        customers = new long[n];
        atRisk = new long[n];
        observed = new long[n];
        expected = new double[n];
        covariance = MatrixUtils.createRealMatrix(n, n);
    }

    /** Compares groups by name, each counted by duration; customers of duration 0 were never at risk. */
    public static LogRankTest compare(Map<String, ? extends Collection<DurationCount>> groups) {
        List<String> names = new ArrayList<>(groups.keySet());
        if (names.size() > MOST_GROUPS) {
            return new LogRankTest.NotCompared(
                    "There are " + names.size() + " groups; more than " + MOST_GROUPS + " are not compared.");
        }
        LogRank test = new LogRank(names);
        List<Map<Double, DurationCount>> counts = new ArrayList<>();
        TreeSet<Double> durations = new TreeSet<>();
        for (int g = 0; g < names.size(); g++) {
            Map<Double, DurationCount> byDuration = KaplanMeier.byDuration(groups.get(names.get(g)));
            byDuration.remove(0.0);
            test.customers[g] = byDuration.values().stream()
                    .mapToLong(DurationCount::customers)
                    .sum();
            test.atRisk[g] = test.customers[g];
            durations.addAll(byDuration.keySet());
            counts.add(byDuration);
        }
        for (double duration : durations) {
            test.pass(counts.stream().map(c -> c.get(duration)).toList().toArray(DurationCount[]::new));
        }
        return test.outcome();
    }

    private void pass(DurationCount[] counts) {
        long events = 0;
        long all = 0;
        for (int g = 0; g < counts.length; g++) {
            all += atRisk[g];
            if (counts[g] != null) {
                events += counts[g].events();
                observed[g] += counts[g].events();
            }
        }
        if (events > 0) {
            share(events, all);
        }
        for (int g = 0; g < counts.length; g++) {
            atRisk[g] -= counts[g] == null ? 0 : counts[g].customers();
        }
    }

    private void share(long events, long all) {
        double tied = all > 1 ? events * (double) (all - events) / (all - 1) : 0;
        for (int g = 0; g < atRisk.length; g++) {
            double share = (double) atRisk[g] / all;
            expected[g] += events * share;
            for (int h = 0; h < atRisk.length; h++) {
                double other = (double) atRisk[h] / all;
                covariance.addToEntry(g, h, tied * share * ((g == h ? 1 : 0) - other));
            }
        }
    }

    private LogRankTest outcome() {
        int[] seen =
                IntStream.range(0, expected.length).filter(g -> expected[g] > 0).toArray();
        if (seen.length == 0) {
            return new LogRankTest.NotCompared("Nobody was lost in any group, so there is nothing to compare.");
        }
        if (seen.length < 2) {
            return new LogRankTest.NotCompared("Only the group '" + names.get(seen[0])
                    + "' has customers who could have been lost when others were.");
        }
        int[] free = Arrays.copyOf(seen, seen.length - 1);
        RealVector difference = MatrixUtils.createRealVector(
                Arrays.stream(free).mapToDouble(g -> observed[g] - expected[g]).toArray());
        try {
            RealVector solved = new LUDecomposition(covariance.getSubMatrix(free, free))
                    .getSolver()
                    .solve(difference);
            double statistic = Math.max(0, difference.dotProduct(solved));
            double pValue = Gamma.regularizedGammaQ(free.length / 2.0, statistic / 2);
            return new LogRankTest.Compared(statistic, free.length, pValue, groups(seen));
        } catch (MathRuntimeException e) {
            return new LogRankTest.NotCompared(
                    "The groups leave no room for chance: whenever one lost customers, all at risk were lost"
                            + " or of one group.");
        }
    }

    private List<LogRankTest.Group> groups(int[] seen) {
        List<LogRankTest.Group> groups = new ArrayList<>();
        for (int g : seen) {
            groups.add(new LogRankTest.Group(names.get(g), customers[g], observed[g], expected[g]));
        }
        return groups;
    }
}
