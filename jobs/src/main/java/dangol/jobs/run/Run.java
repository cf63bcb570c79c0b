package dangol.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import dangol.AsOf;
import dangol.Table;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.Fault;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Mapping;
import dangol.jobs.lake.Failures;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.lake.Sessions;
import dangol.jobs.publish.DuckDbFile;
import dangol.jobs.quality.HeldBackException;
import dangol.jobs.source.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * One run: sources to bronze to silver to gold, checks, release. Until the release is shown, readers see the last one.
 *
 * <p>A run goes on from the last release: the release names the version of every table it was made with, and a run that finds
 * other versions takes the tables back to them before it begins. So whatever a killed or held-back run left is never met
 * again, and the batches that no release holds are simply taken once more.
 */
public final class Run {
    private final Workplace place;
    private final Progress progress;
    private final ReleaseStore releases;
    private final RunRecords records;
    private final ReleaseGate gate;

    /** What the tables depend on besides the data and the day. */
    private final String definition;

    public Run(SparkSession spark, Company company, Progress progress) {
        this.place = Workplace.open(spark, company, progress);
        this.definition = place.definition();
        this.progress = progress;
        this.releases = new ReleaseStore(place.home());
        this.records = new RunRecords(place);
        this.gate = new ReleaseGate(place, releases, records);
    }

    /**
     * What {@link #work} would do, in sentences; writes nothing.
     *
     * @throws ConfigurationException for a run that would be refused
     */
    public List<String> plan(AsOf asOf, boolean full) {
        Ingest ingest = inspected(asOf);
        ModelTraining training = new ModelTraining(place, false);
        return new Plan(place, releases, definition, full, training).sentences(asOf, ingest);
    }

    /**
     * Does what there is to do.
     *
     * @param wait how long to wait for another run on the same lake
     * @throws ConfigurationException before anything is written
     * @throws HeldBackException when a check holds the release back
     * @throws LakeBusyException when another run holds the lake
     */
    public RunResult work(AsOf asOf, Duration wait) {
        return work(asOf, wait, false);
    }

    /** @param full build everything anew from bronze, whatever is there */
    public RunResult work(AsOf asOf, Duration wait, boolean full) {
        return work(asOf, wait, full, new ModelTraining(place, false));
    }

    /** Does what there is to do and trains the churn classifier as of the day, whenever it was trained last. */
    public RunResult train(AsOf asOf, Duration wait) {
        return work(asOf, wait, false, new ModelTraining(place, true));
    }

    /**
     * What a schedule does when a day's turn has come. It never turns readers back: a day before the one that they see, which was
     * caught up or tried again late, is built beside theirs.
     */
    public RunResult inTurn(AsOf asOf, Duration wait) {
        if (laterThan(asOf).isEmpty()) {
            return work(asOf, wait);
        }
        BackfillResult past = backfill(asOf.day(), asOf.day(), wait);
        if (past.built().isEmpty()) {
            throw new IllegalStateException(past.failed().get(asOf.day()));
        }
        return new RunResult(past.release(), true, List.of());
    }

    /**
     * The same with a training.
     *
     * @throws PastDayException when readers see a later day: what is learnt as of an earlier one is nothing to show them
     */
    public RunResult trainInTurn(AsOf asOf, Duration wait) {
        laterThan(asOf).ifPresent(later -> {
            throw new PastDayException("readers see release " + later.number() + " as of " + later.asOf()
                    + ", and a training as of " + asOf.day() + " would turn them back."
                    + "\n    -> Train as of their day: ./dangol train --conf "
                    + place.company().file() + " --as-of " + later.asOf());
        });
        return train(asOf, wait);
    }

    /** The release that readers see, when it is of a later day. */
    private Optional<Release> laterThan(AsOf asOf) {
        return releases.current().filter(c -> c.asOf().isAfter(asOf.day()));
    }

    private RunResult work(AsOf asOf, Duration wait, boolean full, ModelTraining training) {
        // A run that is refused on its first day leaves not even a folder, so it is looked at before the lock is taken.
        Ingest first = place.home().exists() ? null : inspected(asOf);
        return holding(wait, () -> {
            boolean stillFirst = first != null
                    && place.home().child("batches").names(".json").isEmpty();
            return locked(asOf, stillFirst ? first : looked(asOf), full, training);
        });
    }

    /** A run that ends here leaves a record, too: otherwise the night before would be read as how the last run ended. */
    private Ingest looked(AsOf asOf) {
        Instant start = Instant.now();
        try {
            return Failures.told(() -> inspected(asOf));
        } catch (RuntimeException e) {
            records.notBegun(asOf, start, Failures.words(e));
            throw e;
        }
    }

    /** Does the work while no other run may touch the lake. */
    private <T> T holding(Duration wait, Supplier<T> work) {
        return RunLock.holding(place.home(), wait, progress, releases, place.spark()::stop, lock -> work.get());
    }

    /** Leaves a record of how the work ended, however it ends. */
    private <T> T recorded(Supplier<T> work) {
        try {
            return Failures.told(work);
        } catch (HeldBackException e) {
            records.end(RunRecord.HELD_BACK, e.getMessage());
            throw e;
        } catch (RuntimeException e) {
            records.end(RunRecord.FAILED, Failures.words(e));
            throw e;
        }
    }

    /**
     * Builds past days of the tables that keep a copy for each day, and releases them beside the day that readers see.
     *
     * @throws ConfigurationException when there is no release that is true still, or a day lies after it
     * @throws LakeBusyException when another run holds the lake
     */
    public BackfillResult backfill(LocalDate from, LocalDate to, Duration wait) {
        refuseDays(from, to);
        return holding(wait, () -> {
            refuseDays(from, to);
            Release current = releases.current().orElseThrow();
            gate.open();
            takeBackWhatWasNeverReleased(current);
            records.start(new AsOf(current.asOf()));
            return recorded(() -> {
                BackfillResult result =
                        backfilled(from.datesUntil(to.plusDays(1)).toList(), current);
                String failed = result.failed().isEmpty()
                        ? ""
                        : "days that failed: " + result.failed().keySet();
                if (result.built().isEmpty()) {
                    records.end(RunRecord.FAILED, failed);
                } else {
                    UnfinishedReleaseException.guard(result.release(), () -> records.end(RunRecord.SUCCEEDED, failed));
                }
                return result;
            });
        });
    }

    private void refuseDays(LocalDate from, LocalDate to) {
        String where = "--from " + from + " --to " + to;
        if (from.isAfter(to)) {
            throw new ConfigurationException(where, "the first day is after the last.", "Turn them round.");
        }
        Optional<Release> current = releases.current();
        String run = "./dangol run --conf " + place.company().file() + " --as-of DATE";
        if (current.isEmpty() || !isStillTrue(current.get())) {
            throw new ConfigurationException(
                    where,
                    current.isEmpty()
                            ? "nothing was released yet."
                            : "the code, a contract or a definition changed since the last release.",
                    "Run a day first: " + run);
        }
        if (to.isAfter(current.get().asOf())) {
            throw new ConfigurationException(
                    where,
                    "the last release is as of " + current.get().asOf() + "; days after it are no past days.",
                    "Take earlier days, or run them: " + run);
        }
    }

    private BackfillResult backfilled(List<LocalDate> days, Release current) {
        Sessions.fit(place.spark(), Ingest.size(place), true);
        progress.expect(days.size() + 1);
        List<TableRun> runs = new ArrayList<>();
        SortedMap<LocalDate, String> failed = new Backfill(place).build(days, runs);
        records.add(runs);
        List<LocalDate> built =
                days.stream().filter(d -> !failed.containsKey(d)).toList();
        if (built.isEmpty()) {
            return new BackfillResult(current, built, failed);
        }
        Map<String, Long> versions = new TreeMap<>(current.versions());
        Map<String, Release.Released> tables = new TreeMap<>(current.tables());
        Map<TableId, Set<LocalDate>> months = new HashMap<>();
        tables.keySet().forEach(name -> months.put(TableId.parse(name), Set.of()));
        for (TableId id : Backfill.tables()) {
            long version = place.lake().version(id);
            versions.put(id.toString(), version);
            // To build days anew brings nothing that a stopped feed held back.
            tables.computeIfPresent(
                    id.toString(), (name, t) -> new Release.Released(version, t.rows(), t.contract(), t.stale()));
        }
        Release release = new Release(
                releases.next(),
                current.company(),
                current.asOf(),
                Instant.now(),
                current.inputs(),
                current.batch(),
                versions,
                tables);
        Release shown = release(release, new DuckDbFile.Patch(current, months, new TreeSet<>(built)), "days built anew")
                .release();
        return new BackfillResult(shown, built, failed);
    }

    private RunResult locked(AsOf asOf, Ingest ingest, boolean full, ModelTraining training) {
        Optional<Release> current = releases.current();
        boolean nothingNew = current.isPresent() && isCurrent(current.get(), asOf, ingest);
        if (!full && nothingNew && training.reason(asOf).isEmpty()) {
            repairFile(current.get());
            records.idle(asOf, current.get());
            return new RunResult(
                    current.get(), false, List.copyOf(ingest.stopped().values()));
        }
        place.claim();
        gate.open();
        current.ifPresent(this::takeBackWhatWasNeverReleased);
        records.start(asOf);
        records.landed(ingest.files());
        return recorded(() -> {
            RunResult result = build(asOf, ingest, current, full, training);
            UnfinishedReleaseException.guard(result.release(), () -> records.end(RunRecord.SUCCEEDED, ""));
            return result;
        });
    }

    /** What a held-back or killed run left must not get into the next release. */
    private void takeBackWhatWasNeverReleased(Release current) {
        try (Crew crew = new Crew()) {
            current.versions().forEach((name, version) -> {
                TableId id = TableId.parse(name);
                crew.build(id, List.of(), () -> {
                    place.lake().restore(id, version);
                    return TableRun.unchanged(id, version);
                });
            });
            crew.runs();
        }
    }

    /** A run that was killed between turning readers to a release and putting its file in place left the file behind. */
    private void repairFile(Release current) {
        DuckDbFile file = file();
        if (!file.shows(current)) {
            try (DuckDbFile.Draft draft = file.build(current, Map.of())) {
                draft.tell(current, new RunLog(place.home()).evidence(current));
                draft.show();
            } catch (Exception e) {
                // Delta's own exceptions are checked ones that Scala does not declare.
                throw new IllegalStateException(
                        "The DuckDB file of release " + current.number()
                                + " is not in place and cannot be made from the release's tables: " + e.getMessage()
                                + "\n    -> When tables are lost, build them anew from bronze: ./dangol run --full --conf "
                                + place.company().file() + " --as-of " + current.asOf(),
                        e);
            }
            progress.say("The DuckDB file of release " + current.number() + " was made again.");
        }
    }

    private DuckDbFile file() {
        return new DuckDbFile(place.lake(), place.home(), place.company());
    }

    /**
     * Lands a batch that an earlier run began and did not finish, and looks at what came since then: it belongs to this day as
     * well.
     */
    private Ingest afterInterrupted(AsOf asOf, Ingest begun) {
        progress.expect(begun.steps());
        records.add(begun.land());
        Ingest ingest = inspected(asOf);
        records.landed(ingest.files());
        return ingest;
    }

    private RunResult build(AsOf asOf, Ingest first, Optional<Release> current, boolean full, ModelTraining training) {
        Ingest ingest = first.resumed() ? afterInterrupted(asOf, first) : first;
        Optional<Release> base = current.filter(c -> !full).filter(this::isStillTrue);
        // What becomes of its figures is told by its file.
        base.ifPresent(this::repairFile);
        Sessions.fit(place.spark(), ingest.size(), base.isPresent());
        List<Table> tables = CompanyTables.tables(place);
        progress.expect(ingest.steps() + tables.size() + 2);
        long since = base.map(Release::batch).orElse(0L);
        Set<String> arrived = ingest.arrivedAfter(since);
        records.add(ingest.land());
        // How much a database holds is known once it has landed.
        Sessions.fit(place.spark(), ingest.size(), base.isPresent());
        Map<String, Dataset<Row>> bronze = new LinkedHashMap<>();
        place.company().feeds().keySet().forEach(f -> bronze.put(f, place.lake().read(TableId.bronze(f))));
        Candidates candidates = new Candidates(place, bronze, since, arrived);
        Map<String, Long> kept = current.map(Release::versions).orElse(Map.of());
        Build build = new Build(place, candidates, asOf, base.orElse(null), kept, training);
        Map<String, Long> versions = new TreeMap<>();
        List<TableRun> runs;
        try {
            runs = build.run();
        } finally {
            candidates.release();
        }
        records.add(runs);
        runs.forEach(r -> versions.put(r.table().toString(), r.version()));
        Release release = new Release(
                releases.next(),
                place.company().name(),
                asOf.day(),
                Instant.now(),
                definition,
                ingest.lastBatch(),
                versions,
                released(runs, stale(ingest)));
        RunResult result = release(release, base.map(b -> patch(build, b, asOf)).orElse(null), why(base, arrived));
        List<String> warnings = new ArrayList<>(ingest.stopped().values());
        training.warning().ifPresent(warnings::add);
        warnings.addAll(result.warnings());
        return new RunResult(result.release(), true, warnings);
    }

    private static Map<String, Release.Released> released(List<TableRun> runs, Map<TableId, String> stale) {
        return runs.stream()
                .filter(r -> r.table().layer() == Layer.GOLD)
                .collect(Collectors.toMap(
                        r -> r.table().toString(),
                        r -> new Release.Released(
                                r.version(), 0, Contracts.of(r.table()).version(), stale.getOrDefault(r.table(), ""))));
    }

    /** The tables that lack what a stopped feed would have brought. */
    private Map<TableId, String> stale(Ingest ingest) {
        Map<TableId, String> stale = new TreeMap<>();
        ingest.stopped().forEach((name, why) -> {
            Feed feed = place.company().feed(name);
            Set<TableId> silver = place.company().mappings().stream()
                    .filter(m -> Drift.reads(m, feed))
                    .map(m -> TableId.silver(m.entity()))
                    .collect(Collectors.toSet());
            Tables.graph().downstreamOf(silver).forEach(id -> stale.merge(id, why, (a, b) -> a + " " + b));
        });
        return stale;
    }

    /** What makes figures change that readers know. */
    private String why(Optional<Release> base, Set<String> arrived) {
        return base.isEmpty()
                ? "everything was built anew: the code, a contract or a definition changed, or it was asked for"
                : arrived.isEmpty()
                        ? "the passing of time"
                        : "late or corrected rows of " + String.join(", ", new TreeSet<>(arrived));
    }

    /** What of the last release's file a build left as it was. */
    private static DuckDbFile.Patch patch(Build build, Release base, AsOf asOf) {
        Map<TableId, Set<LocalDate>> months = new HashMap<>();
        build.changes().forEach((id, change) -> {
            if (change.isNone()
                    || change.kind() == Change.Kind.SOME && !change.months().isEmpty()) {
                months.put(id, change.months());
            }
        });
        return new DuckDbFile.Patch(base, months, Set.of(asOf.day()));
    }

    private RunResult release(Release release, DuckDbFile.Patch patch, String why) {
        Instant start = Instant.now();
        try (DuckDbFile.Draft draft = file().build(release, silverTables(), patch)) {
            Release counted = release.counted(draft::count);
            List<String> warnings = gate.pass(counted, draft, why);
            progress.done(
                    "checks, release " + release.number(),
                    release.tables().size(),
                    Duration.between(start, Instant.now()));
            return new RunResult(counted, true, warnings);
        }
    }

    private Map<TableId, Dataset<Row>> silverTables() {
        return Tables.all().stream()
                .map(Table::id)
                .filter(id -> id.layer() == Layer.SILVER)
                .collect(Collectors.toMap(id -> id, id -> CompanyTables.silver(place, id)));
    }

    /** Looks at everything before anything is written. */
    private Ingest inspected(AsOf asOf) {
        Ingest ingest = new Ingest(place);
        List<Fault> faults = new ArrayList<>(ingest.faults());
        if (faults.isEmpty()) {
            Map<String, Dataset<Row>> outlook = ingest.outlook();
            List<Mapping> mappings = place.company().mappings().stream()
                    .filter(m -> Stream.concat(Stream.of(m.feed()), m.join().keySet().stream())
                            .allMatch(f -> outlook.get(f) != null))
                    .toList();
            if (!ingest.resumed()) {
                // What came since an interrupted batch was begun is looked at once that has landed.
                faults.addAll(withoutRows(outlook, ingest));
            }
            Stage stage = new Stage(place.spark(), place.company(), outlook);
            faults.addAll(stage.faults(mappings));
            if (faults.isEmpty()
                    && releases.current().isEmpty()
                    && !ingest.resumed()
                    && !anythingUpTo(asOf, stage, mappings)) {
                faults.add(new Fault(
                        "--as-of " + asOf.day(),
                        "nothing in the sources happened on or before this day.",
                        "Take a later day; the sources' first events come after it."));
            }
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults.stream().distinct().sorted().toList());
        }
        return ingest;
    }

    /** Feeds that some mapping reads and of which nothing ever landed, nor will with this batch. */
    private List<Fault> withoutRows(Map<String, Dataset<Row>> outlook, Ingest ingest) {
        return place.company().feeds().values().stream()
                .filter(f -> outlook.get(f.name()) == null)
                .filter(f -> place.company().mappings().stream().anyMatch(m -> Drift.reads(m, f)))
                .map(f -> new Fault(
                        f.where(),
                        ingest.stopped()
                                .getOrDefault(
                                        f.name(), "of feed '" + f.name() + "' nothing has come that can be taken."),
                        "A first run needs something of each feed: mend it, or leave the feed out for now."))
                .toList();
    }

    /** Stops at the first event it meets, so that only a wrong day costs a whole look. */
    private boolean anythingUpTo(AsOf asOf, Stage stage, List<Mapping> mappings) {
        for (Mapping mapping : mappings) {
            Dataset<Row> rows =
                    stage.candidates(mapping).filter(col(Stage.REASON).isNull());
            List<Column> days = Contracts.of(TableId.silver(mapping.entity())).columns().stream()
                    .filter(c -> c.mapped() && c.required() || c.name().equals("registered_on"))
                    .filter(c ->
                            c.type().equals(DataTypes.TimestampType) || c.type().equals(DataTypes.DateType))
                    .map(c -> c.type().equals(DataTypes.DateType)
                            ? col(c.name())
                            : to_date(from_utc_timestamp(
                                    col(c.name()), place.policy().timeZone().getId())))
                    .toList();
            for (Column day : days) {
                if (!rows.filter(asOf.includes(day)).select(lit(1)).isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isCurrent(Release release, AsOf asOf, Ingest ingest) {
        return release.asOf().equals(asOf.day())
                && isStillTrue(release)
                && ingest.isEmpty()
                && !ingest.resumed()
                && release.batch() == ingest.lastBatch();
    }

    /** True when a release was made by the same code, contracts and definitions, so that a run may go on from it. */
    private boolean isStillTrue(Release release) {
        return release.inputs().equals(definition) && !release.versions().isEmpty();
    }
}
