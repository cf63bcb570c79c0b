package dangol.jobs.company;

import dangol.contract.Severity;
import java.util.List;
import java.util.Map;

/**
 * How a company's lake is kept; none of it changes a figure.
 *
 * @param keepReleases releases that readers can be returned to
 * @param snapshots which days of snapshot tables are kept
 * @param volumes when a table's number of rows is out of the ordinary
 * @param reports which reports are written after each release
 * @param calendar weeks and holidays of the calendar for BI
 * @param trainEveryDays a run trains the churn classifier when the last training is this many days before its day; 0: never by
 *     itself (days)
 */
public record Operations(
        int keepReleases,
        Snapshots snapshots,
        Volumes volumes,
        List<Pages> reports,
        BusinessCalendar calendar,
        int trainEveryDays) {
    public static final Operations DEFAULT = new Operations(
            7,
            Snapshots.ALL,
            new Volumes(new Limit(5, Severity.WARNING), Map.of()),
            List.of(),
            BusinessCalendar.PLAIN,
            0);

    public Operations {
        reports = List.copyOf(reports);
    }

    /**
     * A report that is written after each release.
     *
     * @param to its folder
     * @param language of its texts, en or ko
     */
    public record Pages(String to, String language) {}

    /**
     * Days of snapshot tables that are kept: every day for some weeks, then the last kept day of each month.
     *
     * @param dailyWeeks weeks before the last released day in which every day is kept; 0 keeps all days for ever
     * @param monthEnds months before the last released day of which the last day is kept
     */
    public record Snapshots(int dailyWeeks, int monthEnds) {
        public static final Snapshots ALL = new Snapshots(0, 0);
    }

    /**
     * Limits on unusual numbers of rows.
     *
     * @param byTable limits of single tables, by layer.name
     */
    public record Volumes(Limit usual, Map<String, Limit> byTable) {
        public Volumes {
            byTable = Map.copyOf(byTable);
        }

        public Limit of(String table) {
            return byTable.getOrDefault(table, usual);
        }
    }

    /**
     * @param distance how far from the median a number may lie (robust standard deviations: 1.4826 times the median absolute
     *     deviation)
     */
    public record Limit(double distance, Severity severity) {}
}
