package dangol.jobs.quality;

import dangol.contract.TableId;
import dangol.jobs.company.Operations;
import dangol.jobs.company.Operations.Limit;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares numbers of rows with those of released runs of the same weekday: a Monday with Mondays. The distance is
 * (rows - median) / s, where s is 1.4826 times the median absolute deviation, which estimates the standard deviation of normal
 * numbers and is not moved by single odd days (Hampel 1974). s is at least 2 % of the median and at least one row, so that numbers
 * that hardly ever change do not alarm at once when they do.
 */
public final class Volumes {
    public static final String RULE = "volume_as_usual";

    /** Released days that are compared with, the latest of the weekday. */
    static final int DAYS = 8;

    static final int LEAST_DAYS = 4;
    private static final double NORMAL = 1.4826;
    private static final double LEAST_SPREAD = 0.02;

    private final Operations.Volumes limits;

    public Volumes(Operations.Volumes limits) {
        this.limits = limits;
    }

    /**
     * What is out of the ordinary or within it; a table with fewer than 4 comparable days gives no result.
     *
     * @param asOf the day that was built
     * @param rows rows by table
     * @param released rows by table of released days; days after {@code asOf} do not count
     */
    public List<CheckResult> check(
            LocalDate asOf, Map<TableId, Long> rows, Map<LocalDate, Map<TableId, Long>> released) {
        List<LocalDate> days = released.keySet().stream()
                .filter(d -> d.isBefore(asOf) && d.getDayOfWeek() == asOf.getDayOfWeek())
                .sorted(Comparator.reverseOrder())
                .toList();
        List<CheckResult> results = new ArrayList<>();
        new TreeMap<>(rows).forEach((table, count) -> {
            double[] usual = days.stream()
                    .map(d -> released.get(d).get(table))
                    .filter(n -> n != null)
                    .limit(DAYS)
                    .mapToDouble(n -> n)
                    .toArray();
            check(asOf, table, count, usual).ifPresent(results::add);
        });
        return results;
    }

    private Optional<CheckResult> check(LocalDate asOf, TableId table, long rows, double[] usual) {
        if (usual.length < LEAST_DAYS) {
            return Optional.empty();
        }
        Limit limit = limits.of(table.toString());
        double median = median(usual);
        double deviation =
                median(Arrays.stream(usual).map(n -> Math.abs(n - median)).toArray());
        double spread = Math.max(NORMAL * deviation, Math.max(LEAST_SPREAD * median, 1));
        double distance = (rows - median) / spread;
        boolean broken = Math.abs(distance) > limit.distance();
        String weekday = asOf.getDayOfWeek().getDisplayName(java.time.format.TextStyle.FULL, Locale.ENGLISH);
        return Optional.of(new CheckResult(
                table,
                RULE,
                String.format(
                        Locale.ROOT,
                        "Rows within %s robust standard deviations of the median of the last %d released %ss.",
                        number(limit.distance()),
                        usual.length,
                        weekday),
                limit.severity(),
                rows,
                broken ? 1 : 0,
                broken
                        ? String.format(
                                Locale.ROOT,
                                "%,d rows, usually %,.0f (%+.1f robust standard deviations)",
                                rows,
                                median,
                                distance)
                        : "",
                List.of()));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
