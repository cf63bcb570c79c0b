package dangol.jobs.run;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.slice;

import dangol.AsOf;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.lake.Decision;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.publish.Evidence;
import dangol.jobs.publish.Restatement;
import dangol.jobs.quality.CheckResult;
import dangol.jobs.run.RunRecord.CheckLine;
import dangol.jobs.run.RunRecord.FeedLine;
import dangol.jobs.run.RunRecord.QuarantineLine;
import dangol.jobs.run.RunRecord.TableLine;
import dangol.jobs.source.LandedFile;
import dangol.jobs.source.Stage;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.ThreadContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Leaves a record of every run: a {@link RunRecord}, and from it rows in ops.run, ops.table_run and ops.check_result. What a killed
 * run could not put into the ops tables the next run puts there.
 */
final class RunRecords {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final TableId QUARANTINE = TableId.ops("quarantine");
    private static final TableId RESTATEMENT = TableId.ops("restatement");
    private static final int REASONS = 100;
    private static final int FILES = 5;

    private final Workplace place;
    private final RunLog log;
    private final List<TableLine> tables = new ArrayList<>();
    private final List<CheckLine> broken = new ArrayList<>();
    private final Map<String, FeedLine> feeds = new TreeMap<>();
    private List<QuarantineLine> quarantine = List.of();
    private boolean quarantineCounted;
    private StageMeter meter;
    private Instant started = Instant.EPOCH;
    private String run = "";
    private long number;
    private AsOf asOf;
    private Long release;

    RunRecords(Workplace place) {
        this.place = place;
        this.log = new RunLog(place.home());
    }

    void start(AsOf day) {
        log.last().ifPresent(this::takeOver);
        catchUp();
        begin(day);
        number = log.next();
        meter = StageMeter.start(place.spark());
        write(RunRecord.RUNNING, "", null);
    }

    /** What feeds brought before; one that the company no longer has is not overdue. */
    private void takeOver(RunRecord last) {
        feeds.putAll(last.feeds());
        feeds.keySet().retainAll(place.company().feeds().keySet());
        quarantine = last.quarantine();
    }

    private void begin(AsOf day) {
        started = Instant.now();
        run = ID.format(started);
        asOf = day;
        ThreadContext.put("company", place.company().name());
        ThreadContext.put("run", run);
    }

    /** Remembers a run that found nothing to do; a row of them, as a scheduler makes it, is one record. */
    void idle(AsOf day, Release current) {
        Optional<RunRecord> last = log.last();
        last.ifPresent(this::takeOver);
        begin(day);
        release = current.number();
        number = last.filter(r -> r.outcome().equals(RunRecord.NOTHING_TO_DO))
                .map(RunRecord::number)
                .orElseGet(log::next);
        log.write(now(RunRecord.NOTHING_TO_DO, "", Instant.now()).inOps());
    }

    /**
     * Remembers a run that ended before it wrote anything, for those who ask next morning how the night went; the tries of one day are
     * one record. The first run of a lake, which leaves nothing, is remembered by nobody.
     */
    void notBegun(AsOf day, Instant since, String why) {
        try {
            Optional<RunRecord> last = log.last();
            if (last.isEmpty()) {
                return;
            }
            takeOver(last.get());
            begin(day);
            started = since;
            number = last.filter(r -> r.outcome().equals(RunRecord.NOT_BEGUN))
                    .filter(r -> r.asOf().equals(day.day()))
                    .map(RunRecord::number)
                    .orElseGet(log::next);
            write(RunRecord.NOT_BEGUN, why, Instant.now());
        } catch (RuntimeException e) {
            place.progress().say("The record of this run could not be written: " + e.getMessage());
        }
    }

    /** Remembers which files the run took. */
    void landed(Map<String, List<LandedFile>> files) {
        files.forEach((feed, list) -> list.stream()
                .max(Comparator.comparingLong(LandedFile::modified).thenComparing(LandedFile::path))
                .ifPresent(f -> feeds.put(
                        feed, new FeedLine(f.path(), Instant.ofEpochMilli(f.modified()), started, asOf.day(), 0))));
    }

    void add(List<TableRun> runs) {
        for (TableRun r : runs) {
            tables.add(line(r));
            if (r.table().layer() == Layer.BRONZE && r.rowsOut() > 0) {
                feeds.merge(
                        r.table().name(),
                        new FeedLine(null, null, started, asOf.day(), r.rowsOut()),
                        (files, rows) -> files.takenAt().equals(started)
                                ? new FeedLine(
                                        files.file(), files.modified(), started, asOf.day(), files.rows() + rows.rows())
                                : rows);
            }
        }
        write(RunRecord.RUNNING, "", null);
    }

    /**
     * One line for each table: where a run comes to one twice, as to what it lands of an interrupted batch and of the next one, or to
     * the days that are built anew, with what it did in all.
     */
    private TableLine line(TableRun run) {
        String name = run.table().toString();
        Optional<TableLine> before =
                tables.stream().filter(t -> t.table().equals(name)).findFirst();
        before.ifPresent(tables::remove);
        StageMeter.Usage usage = meter.of(run.table());
        return new TableLine(
                name,
                sum(run.rowsIn(), before.map(TableLine::rowsIn)),
                run.rowsOut() + before.map(TableLine::rowsOut).orElse(0L),
                sum(run.quarantined(), before.map(TableLine::quarantined)),
                sum(run.duplicates(), before.map(TableLine::duplicates)),
                run.seconds() + before.map(TableLine::seconds).orElse(0.0),
                run.version(),
                versionsRead(run.table()),
                usage.shuffleBytes(),
                usage.spillBytes(),
                usage.cpuNanos() / 1e9);
    }

    private static Long sum(Long now, Optional<Long> before) {
        return now == null ? before.orElse(null) : Long.valueOf(now + before.orElse(0L));
    }

    private Map<String, Long> versionsRead(TableId table) {
        Stream<TableId> inputs = table.equals(QUARANTINE)
                ? place.company().feeds().keySet().stream().map(TableId::bronze)
                : Tables.all().stream()
                        .filter(t -> t.id().equals(table))
                        .flatMap(t -> t.inputs().stream())
                        .flatMap(this::stored);
        return inputs
                .distinct()
                .collect(Collectors.toMap(
                        TableId::toString, id -> place.lake().versionSeen(id), Math::max, TreeMap::new))
                .entrySet()
                .stream()
                .filter(e -> e.getValue() >= 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** A stage is made from the feeds of its mappings and is stored nowhere. */
    private Stream<TableId> stored(TableId input) {
        return input.layer() != Layer.STAGE
                ? Stream.of(input)
                : place.company().mappingsOf(input.name()).stream()
                        .flatMap(m -> Stream.concat(Stream.of(m.feed()), m.join().keySet().stream()))
                        .map(TableId::bronze);
    }

    /** Figures that a release changed, once readers have seen it; a release that was told already is not told again. */
    private void restatements(long number) {
        ReleaseStore releases = new ReleaseStore(place.home());
        Optional<Release> shown = releases.find(number)
                .filter(r -> Set.of(ReleaseStore.State.SHOWN, ReleaseStore.State.RELEASED)
                        .contains(releases.state(r)));
        Optional<Restated> changed = shown.flatMap(r -> log.restated(number));
        if (changed.isEmpty() || holds(RESTATEMENT, col("release").equalTo(number))) {
            return;
        }
        append(
                RESTATEMENT,
                changed.get().figures().stream()
                        .map(r -> RowFactory.create(
                                number,
                                r.table(),
                                r.key(),
                                r.figure(),
                                r.was(),
                                r.now(),
                                changed.get().comparedWith(),
                                Date.valueOf(shown.get().asOf()),
                                changed.get().why()))
                        .toList());
    }

    void checks(List<CheckResult> results) {
        List<Row> rows = new ArrayList<>();
        for (CheckResult r : results) {
            String severity = r.severity().name().toLowerCase(Locale.ROOT);
            rows.add(RowFactory.create(
                    run,
                    Date.valueOf(asOf.day()),
                    r.table().toString(),
                    r.rule(),
                    r.description(),
                    severity,
                    r.rows(),
                    r.failures(),
                    r.found(),
                    r.examples().isEmpty() ? null : String.join("\n", r.examples())));
            if (r.broken()) {
                broken.add(new CheckLine(
                        r.table().toString(),
                        r.rule(),
                        r.description(),
                        severity,
                        r.rows(),
                        r.failures(),
                        r.found(),
                        r.examples()));
            }
        }
        append(TableId.ops("check_result"), rows);
    }

    /** Rows by table of released days: what volumes are compared with. */
    Map<LocalDate, Map<TableId, Long>> releasedVolumes(ReleaseStore releases) {
        Map<LocalDate, Map<TableId, Long>> days = new TreeMap<>();
        for (Release r : releases.released()) {
            Map<TableId, Long> rows = days.computeIfAbsent(r.asOf(), d -> new TreeMap<>());
            r.tables().forEach((name, table) -> rows.put(TableId.parse(name), table.rows()));
        }
        log.landed(place.company().feeds().keySet()).forEach((day, landed) -> {
            if (days.containsKey(day)) {
                landed.forEach(days.get(day)::put);
            }
        });
        return days;
    }

    /** Rows that the feeds brought for the run's day, in this run and in earlier ones for the same day. */
    Map<TableId, Long> landed() {
        Map<TableId, Long> rows =
                new TreeMap<>(log.landed(place.company().feeds().keySet()).getOrDefault(asOf.day(), Map.of()));
        place.company().feeds().keySet().forEach(f -> rows.putIfAbsent(TableId.bronze(f), 0L));
        return rows;
    }

    void release(Release made) {
        release = made.number();
    }

    /** The tables of which a rule was broken at a release; empty when no record tells it any more. */
    Optional<Set<TableId>> outOfOrder(Release made) {
        return log.outOfOrder(made);
    }

    /** What stands behind the release that the run is about to show. */
    Evidence evidence(Release made, List<Restatement> restated, Optional<Release> before, String why) {
        countQuarantine();
        log.restate(new Restated(made.number(), before.map(Release::number).orElse(0L), why, restated));
        write(RunRecord.RUNNING, "", null);
        return log.evidence(made);
    }

    /** Once the tables are built, it does not change any more. */
    private void countQuarantine() {
        if (!quarantineCounted) {
            quarantine = quarantined();
            quarantineCounted = true;
        }
    }

    /** Writes down how the run ended. What cannot be written is said, and does not hide why the run failed. */
    void end(String outcome, String message) {
        try {
            meter.close();
            countQuarantine();
            write(outcome, message, Instant.now());
            toOps(log.last().orElseThrow());
        } catch (RuntimeException e) {
            if (outcome.equals(RunRecord.SUCCEEDED)) {
                throw e;
            }
            place.progress().say("The record of this run could not be completed: " + e.getMessage());
        }
    }

    private void write(String outcome, String message, Instant ended) {
        log.write(now(outcome, message, ended));
    }

    private RunRecord now(String outcome, String message, Instant ended) {
        return new RunRecord(
                number,
                run,
                place.company().name(),
                asOf.day(),
                started,
                ended,
                outcome,
                message,
                RunLog.user(),
                RunLog.host(),
                ProcessHandle.current().pid(),
                release,
                tables,
                broken,
                quarantine,
                feeds,
                false);
    }

    /** Counts by reason. */
    private List<QuarantineLine> quarantined() {
        if (!place.lake().exists(QUARANTINE)) {
            return List.of();
        }
        Column reason = Stage.withoutValues(col("reason")).as("reason");
        return place
                .lake()
                .read(QUARANTINE)
                .groupBy(col("feed"), col("entity"), reason)
                .agg(
                        count(lit(1)).as("n"),
                        slice(array_sort(collect_set(col("source_file"))), 1, FILES)
                                .as("files"))
                .orderBy(col("n").desc(), col("feed"), col("entity"), col("reason"))
                .limit(REASONS)
                .collectAsList()
                .stream()
                .map(r ->
                        new QuarantineLine(r.getString(0), r.getString(1), r.getString(2), r.getLong(3), r.getList(4)))
                .toList();
    }

    /** Puts into the ops tables what runs before this one could not: those that were killed, and decisions of persons. */
    private void catchUp() {
        for (RunRecord r : log.last(RunLog.LOOKED_AT)) {
            if (!r.recorded()) {
                RunRecord known =
                        r.running() ? r.ended(RunRecord.KILLED, "The process ended without a word.", r.endedAt()) : r;
                log.write(known);
                toOps(known);
            }
        }
        ReleaseStore releases = new ReleaseStore(place.home());
        for (Decision d : releases.decisions()) {
            if (!d.recorded()) {
                TableId table = TableId.ops("override");
                if (!holds(table, col("decision").equalTo(d.number()))) {
                    append(table, List.of(row(d)));
                }
                restatements(d.release());
                releases.add(d.inOps());
            }
        }
    }

    /** A run that was killed in here is told once all the same: each table is asked whether it has the run. */
    private void toOps(RunRecord r) {
        boolean maybeThere = !r.id().equals(run);
        Column same = col("run_id").equalTo(r.id());
        if (!(maybeThere && holds(TableId.ops("table_run"), same))) {
            append(
                    TableId.ops("table_run"),
                    r.tables().stream().map(t -> row(r, t)).toList());
        }
        if (!(maybeThere && holds(TableId.ops("run"), same))) {
            append(TableId.ops("run"), List.of(row(r)));
        }
        if (r.release() != null) {
            restatements(r.release());
        }
        log.write(r.inOps());
    }

    private boolean holds(TableId table, Column condition) {
        return place.lake().exists(table)
                && !place.lake().read(table).filter(condition).isEmpty();
    }

    private static Row row(RunRecord r) {
        return RowFactory.create(
                r.id(),
                Date.valueOf(r.asOf()),
                Timestamp.from(r.startedAt()),
                r.endedAt() == null ? null : Timestamp.from(r.endedAt()),
                r.outcome().equals(RunRecord.NOT_BEGUN) ? RunRecord.FAILED : r.outcome(),
                r.message(),
                r.endedAt() == null ? null : r.seconds(),
                r.release(),
                r.user(),
                r.host());
    }

    private static Row row(RunRecord r, TableLine t) {
        return RowFactory.create(
                r.id(),
                Date.valueOf(r.asOf()),
                t.table(),
                t.rowsIn(),
                t.rowsOut(),
                t.quarantined(),
                t.duplicates(),
                t.seconds(),
                t.version(),
                t.versionsRead().entrySet().stream()
                        .map(e -> e.getKey() + "@" + e.getValue())
                        .collect(Collectors.joining(", ")),
                t.shuffleBytes(),
                t.spillBytes(),
                t.cpuSeconds());
    }

    private static Row row(Decision d) {
        return RowFactory.create(
                d.number(), Timestamp.from(d.at()), d.kind(), d.release(), d.instead(), d.user(), d.host(), d.why());
    }

    private void append(TableId id, List<Row> rows) {
        if (!rows.isEmpty()) {
            place.lake()
                    .append(
                            id,
                            place.spark().createDataFrame(rows, Contracts.of(id).schema()));
        }
    }
}
