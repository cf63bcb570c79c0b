package dangol.jobs.run;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run did, as one small file that is read without Spark; {@code ops.run} and {@code ops.table_run} are filled from it.
 *
 * @param number from 1
 * @param id start of the run, UTC; the key of the ops tables
 * @param endedAt null while the run works, and for a run that was killed
 * @param release the release that it made or that was held back; null when it came to none
 * @param checks rules that were broken
 * @param quarantine what is in quarantine after the run
 * @param feeds what each feed brought last, in this run or before
 * @param recorded whether the ops tables have it
 */
public record RunRecord(
        long number,
        String id,
        String company,
        LocalDate asOf,
        Instant startedAt,
        Instant endedAt,
        String outcome,
        String message,
        String user,
        String host,
        long pid,
        Long release,
        List<TableLine> tables,
        List<CheckLine> checks,
        List<QuarantineLine> quarantine,
        Map<String, FeedLine> feeds,
        boolean recorded) {
    public static final String RUNNING = "running";
    public static final String SUCCEEDED = "succeeded";
    public static final String NOTHING_TO_DO = "nothing to do";
    public static final String HELD_BACK = "held back";
    public static final String FAILED = "failed";
    public static final String KILLED = "killed";
    /** Nothing was written: the sources could not be read, or the configuration is refused. */
    public static final String NOT_BEGUN = "failed before it began";

    public RunRecord {
        tables = List.copyOf(tables);
        checks = List.copyOf(checks);
        quarantine = List.copyOf(quarantine);
        feeds = new TreeMap<>(feeds);
    }

    /**
     * One table that a run wrote; numbers are null where there can be none.
     *
     * @param version Delta version after the write
     * @param versionsRead Delta version of each input
     * @param cpuSeconds of its Spark tasks; 0 in records of before it was counted
     */
    public record TableLine(
            String table,
            Long rowsIn,
            long rowsOut,
            Long quarantined,
            Long duplicates,
            double seconds,
            long version,
            Map<String, Long> versionsRead,
            long shuffleBytes,
            long spillBytes,
            double cpuSeconds) {
        public TableLine {
            versionsRead = new TreeMap<>(versionsRead);
        }
    }

    /** A broken rule, with keys of rows that break it. */
    public record CheckLine(
            String table,
            String rule,
            String description,
            String severity,
            long rows,
            long failures,
            String found,
            List<String> examples) {
        public CheckLine {
            examples = List.copyOf(examples);
        }
    }

    /** Rows in quarantine for one reason, with some of the files they came from. The reason holds no values of the rows. */
    public record QuarantineLine(String feed, String entity, String reason, long rows, List<String> files) {
        public QuarantineLine {
            files = List.copyOf(files);
        }
    }

    /**
     * The last that a feed brought.
     *
     * @param file null for a database
     * @param modified when the file was written; null for a database
     * @param takenAt start of the run that took it
     * @param asOf logical day of that run
     */
    public record FeedLine(String file, Instant modified, Instant takenAt, LocalDate asOf, long rows) {}

    public boolean running() {
        return outcome.equals(RUNNING);
    }

    /** False for a run that came to no work: its record tells nothing new of tables, rules and quarantine. */
    public boolean worked() {
        return !outcome.equals(NOTHING_TO_DO) && !outcome.equals(NOT_BEGUN);
    }

    public Optional<TableLine> table(String name) {
        return tables.stream().filter(t -> t.table().equals(name)).findFirst();
    }

    public double seconds() {
        return endedAt == null
                ? 0
                : java.time.Duration.between(startedAt, endedAt).toMillis() / 1000.0;
    }

    RunRecord ended(String how, String why, Instant when) {
        return with(when, how, why, recorded);
    }

    RunRecord inOps() {
        return with(endedAt, outcome, message, true);
    }

    private RunRecord with(Instant when, String how, String why, boolean isRecorded) {
        return new RunRecord(
                number,
                id,
                company,
                asOf,
                startedAt,
                when,
                how,
                why,
                user,
                host,
                pid,
                release,
                tables,
                checks,
                quarantine,
                feeds,
                isRecorded);
    }
}
