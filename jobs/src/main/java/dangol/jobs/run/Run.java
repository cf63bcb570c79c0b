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
import dangol.jobs.company.Mapping;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.lake.Sessions;
import dangol.jobs.publish.DuckDbFile;
import dangol.jobs.quality.CheckResult;
import dangol.jobs.quality.Checks;
import dangol.jobs.quality.HeldBackException;
import dangol.jobs.source.LandedFile;
import dangol.jobs.source.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** One run: sources to bronze to silver to gold, checks, release. Until the release is shown, readers see the last one. */
public final class Run {
    private static final String SILVER_STATE = "silver.txt";

    private final Workplace place;
    private final Progress progress;
    private final ReleaseStore releases;
    private final RunRecords records;

    public Run(SparkSession spark, Company company, Progress progress) {
        this.place = Workplace.open(spark, company, progress);
        this.progress = progress;
        this.releases = new ReleaseStore(place.home());
        this.records = new RunRecords(place);
    }

    /**
     * What {@link #work} would do, in sentences; writes nothing.
     *
     * @throws ConfigurationException for a run that would be refused
     */
    public List<String> plan(AsOf asOf) {
        Ingest ingest = inspected(asOf);
        List<String> plan = new ArrayList<>();
        ingest.files()
                .forEach((feed, files) -> plan.add("bronze." + feed + ": " + describe(files)
                        + (ingest.resumed() ? " (a batch that was interrupted)" : " (new)")));
        boolean fresh = !ingest.isEmpty() || !silverIsCurrent(ingest);
        if (fresh) {
            String reason = ingest.isEmpty() ? "the mapping, a contract or the code changed" : "new rows";
            Silver.tables(place).forEach(t -> plan.add(t.id() + ": all rows (" + reason + ")"));
        }
        Optional<Release> current = releases.current();
        if (fresh || current.isEmpty() || !isCurrent(current.get(), asOf, ingest)) {
            String reason = current.isEmpty()
                    ? "never built"
                    : fresh
                            ? "silver changes"
                            : !current.get().asOf().equals(asOf.day()) ? "another day" : "the code changed";
            Marts.tables().forEach(t -> plan.add(t.id() + ": " + asOf.day() + " (" + reason + ")"));
        }
        return plan;
    }

    private static String describe(List<LandedFile> files) {
        return files.size() == 1
                ? files.get(0).path()
                : files.size() + " files, " + files.get(0).path() + " to "
                        + files.get(files.size() - 1).path();
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
        // A run that is refused on its first day leaves not even a folder, so it is looked at before the lock is taken.
        Ingest first = place.home().exists() ? null : inspected(asOf);
        try (RunLock lock = RunLock.take(place.home(), wait, progress)) {
            releases.guard(lock::verify);
            // A run that lost the lake must not write to it any more, for no other run expects it there.
            lock.whenLost(place.spark()::stop);
            boolean stillFirst = first != null
                    && place.home().child("batches").names(".json").isEmpty();
            try {
                return locked(asOf, stillFirst ? first : inspected(asOf));
            } catch (RuntimeException e) {
                // Whatever failed: when the lake was lost, that is the reason.
                lock.verify();
                throw e;
            }
        }
    }

    private RunResult locked(AsOf asOf, Ingest ingest) {
        Optional<Release> current = releases.current();
        boolean silverIsCurrent = ingest.isEmpty() && !ingest.resumed() && silverIsCurrent(ingest);
        if (silverIsCurrent && current.isPresent() && isCurrent(current.get(), asOf, ingest)) {
            repairFile(current.get());
            return new RunResult(current.get(), false, List.of());
        }
        place.claim();
        current.ifPresent(this::takeBackWhatWasNeverReleased);
        records.start(asOf);
        try {
            RunResult result = build(asOf, ingest, silverIsCurrent);
            records.end("succeeded", "");
            return result;
        } catch (HeldBackException e) {
            records.end("held back", e.getMessage());
            throw e;
        } catch (RuntimeException e) {
            records.end("failed", String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Days that a held-back or killed run left in a table that keeps days must not get into the next release. */
    private void takeBackWhatWasNeverReleased(Release current) {
        current.tables().forEach((name, released) -> {
            TableId id = TableId.parse(name);
            if (Contracts.of(id).snapshot()) {
                place.lake().restore(id, released.version());
            }
        });
    }

    /** A run that was killed between turning readers to a release and putting its file in place left the file behind. */
    private void repairFile(Release current) {
        DuckDbFile file = file();
        if (!file.shows(current)) {
            file.build(current, Map.of()).show();
            progress.say("The DuckDB file of release " + current.number() + " was made again.");
        }
    }

    private DuckDbFile file() {
        return new DuckDbFile(place.lake(), place.home(), place.company());
    }

    private RunResult build(AsOf asOf, Ingest ingest, boolean silverIsCurrent) {
        Sessions.fit(place.spark(), ingest.size());
        int silverSteps = silverIsCurrent ? 0 : Silver.tables(place).size() + 1;
        progress.expect(ingest.steps() + silverSteps + Marts.tables().size() + 1);
        records.add(ingest.land());
        if (!silverIsCurrent) {
            Map<String, Dataset<Row>> bronze = new LinkedHashMap<>();
            place.company()
                    .feeds()
                    .keySet()
                    .forEach(f -> bronze.put(f, place.lake().read(TableId.bronze(f))));
            Silver silver = new Silver(place, bronze);
            records.add(silver.build(asOf));
            place.home().write(SILVER_STATE, inputs(ingest));
        }
        List<TableRun> marts = new Marts(place).build(asOf);
        records.add(marts);
        Release release = new Release(
                releases.next(),
                place.company().name(),
                asOf.day(),
                Instant.now(),
                inputs(ingest),
                marts.stream()
                        .collect(Collectors.toMap(
                                r -> r.table().toString(),
                                r -> new Release.Released(
                                        r.version(),
                                        r.rowsOut(),
                                        Contracts.of(r.table()).version()),
                                (a, b) -> b,
                                TreeMap::new)));
        Instant start = Instant.now();
        try (DuckDbFile.Draft draft = file().build(release, silverTables())) {
            List<String> warnings = check(new Checks(draft, asOf.day()));
            releases.add(release);
            releases.show(release);
            draft.show();
            progress.done(
                    "checks, release " + release.number(),
                    release.tables().size(),
                    Duration.between(start, Instant.now()));
            return new RunResult(release, true, warnings);
        }
    }

    private Map<TableId, Dataset<Row>> silverTables() {
        return Tables.all().stream()
                .map(Table::id)
                .filter(id -> id.layer() == Layer.SILVER)
                .collect(Collectors.toMap(id -> id, id -> Marts.table(place, id)));
    }

    private List<String> check(Checks checks) {
        List<CheckResult> results = new ArrayList<>();
        for (Table table : Tables.all()) {
            results.addAll(checks.check(Contracts.of(table.id())));
        }
        records.checks(results);
        List<CheckResult> holding =
                results.stream().filter(CheckResult::holdsBack).toList();
        if (!holding.isEmpty()) {
            throw new HeldBackException("Checks hold the release back; readers still see the last one:\n  "
                    + holding.stream().map(Run::sentence).collect(Collectors.joining("\n  "))
                    + "\n    -> Mend the source, the mapping or the code and run again.");
        }
        return results.stream().filter(r -> r.failures() > 0).map(Run::sentence).toList();
    }

    private static String sentence(CheckResult result) {
        return result.table() + ", " + result.rule() + ": "
                + (result.found().isEmpty() ? result.failures() + " of " + result.rows() + " rows" : result.found())
                + " ("
                + result.description() + ")";
    }

    /** Looks at everything before anything is written. */
    private Ingest inspected(AsOf asOf) {
        Ingest ingest = new Ingest(place);
        List<Fault> faults = new ArrayList<>(ingest.faults());
        if (faults.isEmpty()) {
            Stage stage = new Stage(place.spark(), place.company(), ingest.outlook());
            faults.addAll(stage.faults());
            if (faults.isEmpty() && releases.current().isEmpty() && !anythingUpTo(asOf, stage)) {
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

    /** Stops at the first event it meets, so that only a wrong day costs a whole look. */
    private boolean anythingUpTo(AsOf asOf, Stage stage) {
        for (Mapping mapping : place.company().mappings()) {
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

    private boolean silverIsCurrent(Ingest ingest) {
        return place.home().read(SILVER_STATE).filter(inputs(ingest)::equals).isPresent();
    }

    private boolean isCurrent(Release release, AsOf asOf, Ingest ingest) {
        return release.asOf().equals(asOf.day()) && release.inputs().equals(inputs(ingest));
    }

    /** What silver and gold depend on besides the day. */
    private String inputs(Ingest ingest) {
        return "batch " + ingest.lastBatch() + ", configuration "
                + Integer.toHexString(place.company().toString().hashCode()) + ", code " + CodeVersion.fingerprint();
    }
}
