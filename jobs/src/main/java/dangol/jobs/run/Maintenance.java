package dangol.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.company.Operations.Snapshots;
import dangol.jobs.lake.Failures;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.publish.PublishedFiles;
import io.delta.tables.DeltaTable;
import java.io.OutputStream;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.commands.VacuumCommand;
import scala.Option;

/**
 * Keeps a lake small and quick: drops days of snapshot tables that nobody keeps, joins small files, removes files and log entries
 * that no kept release needs. Every step is whole in itself, so a kill costs a repetition.
 */
public final class Maintenance {
    /** A file below this size is small (bytes). */
    private static final long SMALL_BYTES = 16L << 20;

    /** So many small files in one partition are worth joining. */
    private static final int MANY_FILES = 8;

    /** Records of runs and releases that are kept: more than a year of days. */
    private static final int RECORDS = 400;

    /** What Delta is told so that it does what is asked of it here and no more. */
    private static final Map<String, String> SETTINGS = Map.of(
            // Otherwise VACUUM goes by the table's own retention and passes over what it is told.
            "spark.databricks.delta.vacuum.retentionWindowIgnore.enabled",
            "false",
            // The lock keeps writers away, and what readers need is known by release.
            "spark.databricks.delta.retentionDurationCheck.enabled",
            "false",
            // VACUUM's own log entries would be new versions, and the next run would take them for unreleased ones.
            "spark.databricks.delta.vacuum.logging.enabled",
            "false",
            "spark.databricks.delta.optimize.minFileSize",
            String.valueOf(SMALL_BYTES),
            "spark.databricks.delta.optimize.maxFileSize",
            String.valueOf(16 * SMALL_BYTES));

    private static final String UNNEEDED = "unneeded_files";

    /** Delta keeps log entries for 30 days unless a table says otherwise. */
    private static final long LOG_DAYS = 30;

    private final SparkSession spark;
    private final Company company;
    private final Folder home;
    private final Progress progress;
    private final Lake lake;
    private final ReleaseStore releases;

    /** @throws dangol.jobs.company.ConfigurationException when the company has no lake */
    public Maintenance(SparkSession spark, Company company, Progress progress) {
        this.spark = spark;
        this.company = company;
        this.home = Home.open(company, spark.sparkContext().hadoopConfiguration());
        this.progress = progress;
        this.lake = new Lake(spark, home);
        this.releases = new ReleaseStore(home);
    }

    /**
     * @param retention for how long files are kept that no table points to any more; those of kept releases stay longer
     * @return bytes that are free by it
     * @throws LakeBusyException when a run holds the lake for longer than {@code wait}
     */
    public long work(Duration retention, Duration wait) {
        return RunLock.holding(home, wait, progress, releases, spark::stop, lock -> locked(lock, retention));
    }

    private long locked(RunLock lock, Duration retention) {
        long before = space();
        withSettings(() -> {
            tidyReleased();
            tables().stream().filter(t -> !isReleased(t)).forEach(this::optimize);
            List<Release> kept = keptReleases().toList();
            tables().forEach(t -> {
                lock.verify();
                vacuum(t, retention, kept);
                cleanUpLog(t);
            });
        });
        PublishedFiles files = PublishedFiles.of(home, company);
        Set<Long> kept = kept();
        files.prune(kept);
        files.pruneDrafts();
        int runs = new RunLog(home).forget(RECORDS);
        List<Long> old = releases.all().stream().map(Release::number).toList();
        releases.forget(old.subList(0, Math.max(0, old.size() - RECORDS)).stream()
                .filter(n -> !kept.contains(n))
                .toList());
        if (runs > 0) {
            progress.say("  " + runs + " run records older than the last " + RECORDS + " removed");
        }
        return before - space();
    }

    private void withSettings(Runnable work) {
        Map<String, String> usual = new HashMap<>();
        SETTINGS.keySet().forEach(k -> usual.put(k, spark.conf().getOption(k).getOrElse(() -> null)));
        try {
            SETTINGS.forEach(spark.conf()::set);
            work.run();
        } finally {
            usual.forEach((k, v) -> {
                if (v == null) {
                    spark.conf().unset(k);
                } else {
                    spark.conf().set(k, v);
                }
            });
        }
    }

    private Set<Long> kept() {
        return releases.kept(company.operations().keepReleases());
    }

    private Stream<Release> keptReleases() {
        return kept().stream().flatMap(n -> releases.find(n).stream());
    }

    private Duration ageOfOldestKept() {
        return keptReleases()
                .map(Release::releasedAt)
                .min(Instant::compareTo)
                .map(oldest -> Duration.between(oldest.minusSeconds(2), Instant.now()))
                .orElse(Duration.ZERO);
    }

    private long space() {
        return home.local().map(Status::space).orElse(0L);
    }

    /** Delta tables below the home, as layer/table. */
    private List<String> tables() {
        List<String> tables = new ArrayList<>();
        for (String layer : home.folders()) {
            for (String table : home.child(layer).folders()) {
                if (Lake.isTable(spark, home.child(layer).child(table).location())) {
                    tables.add(layer + "/" + table);
                }
            }
        }
        return tables;
    }

    /** Releases name the versions of these tables; runs and rollbacks go back to them. */
    private static boolean isReleased(String table) {
        return Stream.of("silver/", "state/", "gold/", "ops/quarantine").anyMatch(table::startsWith);
    }

    private String location(String table) {
        return home.location() + "/" + table;
    }

    /**
     * Days and small files of released tables. The release that readers see names versions, so it is pointed to the new ones, which hold
     * the same rows of its day. While a held-back release waits, or after a rollback, they are not what readers see and are left alone.
     */
    private void tidyReleased() {
        if (releases.held().isPresent()) {
            progress.say("  A release is held back; its tables are left as they are.");
            return;
        }
        releases.current().ifPresent(current -> {
            Map<String, Release.Released> tables = new HashMap<>(current.tables());
            Map<String, Long> versions = new HashMap<>(current.versions());
            current.versions().forEach((name, version) -> {
                TableId id = TableId.parse(name);
                if (lake.exists(id) && lake.version(id) == version) {
                    dropDays(id, current);
                    optimize(id.layer().lower() + "/" + id.name());
                    keepLogLongEnough(id);
                    versions.put(name, lake.version(id));
                    tables.computeIfPresent(
                            name, (n, t) -> new Release.Released(lake.version(id), t.rows(), t.contract(), t.stale()));
                }
            });
            if (!versions.equals(current.versions())) {
                releases.renew(new Release(
                        current.number(),
                        current.company(),
                        current.asOf(),
                        current.releasedAt(),
                        current.inputs(),
                        current.batch(),
                        versions,
                        tables));
            }
        });
    }

    private void dropDays(TableId id, Release current) {
        Snapshots policy = company.operations().snapshots();
        if (policy.equals(Snapshots.ALL) || !Contracts.of(id).snapshot()) {
            return;
        }
        NavigableSet<LocalDate> days = lake.read(id).select("as_of_date").distinct().collectAsList().stream()
                .map(r -> r.getDate(0).toLocalDate())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<LocalDate> shown = keptReleases().map(Release::asOf).collect(Collectors.toSet());
        List<LocalDate> gone = dropped(days, policy, current.asOf()).stream()
                .filter(d -> !shown.contains(d))
                .toList();
        if (!gone.isEmpty()) {
            DeltaTable.forPath(spark, lake.location(id))
                    .delete(col("as_of_date")
                            .isin(gone.stream().map(Date::valueOf).toArray()));
            progress.say("  " + id + ": " + gone.size() + " days dropped, " + gone.get(0) + " to "
                    + gone.get(gone.size() - 1));
        }
    }

    /** The days that a policy no longer keeps; days after {@code last} stay. */
    static List<LocalDate> dropped(NavigableSet<LocalDate> days, Snapshots policy, LocalDate last) {
        LocalDate daily = last.minusWeeks(policy.dailyWeeks());
        YearMonth monthly = YearMonth.from(last).minusMonths(policy.monthEnds());
        return days.stream()
                .filter(d -> !d.isAfter(daily))
                .filter(d -> {
                    LocalDate next = days.higher(d);
                    boolean endsItsMonth = next == null || !YearMonth.from(next).equals(YearMonth.from(d));
                    return !endsItsMonth || YearMonth.from(d).isBefore(monthly);
                })
                .toList();
    }

    private void keepLogLongEnough(TableId id) {
        long days = ageOfOldestKept().toDays();
        if (2 * days > LOG_DAYS) {
            String wanted = "interval " + 4 * days + " days";
            String has = snapshot(lake.location(id))
                    .metadata()
                    .configuration()
                    .getOrElse("delta.logRetentionDuration", () -> "interval " + LOG_DAYS + " days");
            if (Long.parseLong(has.replaceAll("\\D", "")) < 2 * days) {
                spark.sql("ALTER TABLE delta.`" + lake.location(id)
                        + "` SET TBLPROPERTIES ('delta.logRetentionDuration' = '" + wanted + "')");
            }
        }
    }

    /** Joins small files where there are many. */
    private void optimize(String table) {
        String location = location(table);
        long before = snapshot(location).numOfFiles();
        if (before < MANY_FILES) {
            return;
        }
        boolean worthIt = !snapshot(location)
                .allFiles()
                .toDF()
                .filter(col("size").lt(SMALL_BYTES))
                .groupBy(col("partitionValues").cast("string"))
                .agg(count(lit(1)).as("files"))
                .filter(col("files").geq(MANY_FILES))
                .isEmpty();
        if (worthIt) {
            DeltaTable.forPath(spark, location).optimize().executeCompaction();
            progress.say("  " + table.replace('/', '.') + ": " + before + " files joined to "
                    + snapshot(location).numOfFiles());
        }
    }

    /** VACUUM costs several Spark jobs; a table whose folder holds its own files and no others is spared them. */
    private void vacuum(String table, Duration retention, List<Release> kept) {
        List<FileStatus> files = dataFiles(table);
        Set<String> needed = Lake.filesOnDisk(snapshot(location(table)));
        if (files.size() <= needed.size()) {
            return;
        }
        // Delta rounds to whole hours; down would take files that were in use a moment ago.
        double hours = Math.ceil(retention.toMillis() / 3_600_000.0);
        long before = Instant.now().toEpochMilli() - (long) (hours * 3_600_000);
        List<FileStatus> old = files.stream()
                .filter(f -> f.getModificationTime() < before)
                .filter(f -> !needed.contains(f.getPath().getName()))
                .toList();
        List<Row> unneeded = withoutReleased(table, old, kept).stream()
                .map(f -> RowFactory.create(f.getPath().toString(), f.getLen(), false, f.getModificationTime()))
                .toList();
        if (unneeded.isEmpty()) {
            return;
        }
        spark.createDataFrame(unneeded, VacuumCommand.INVENTORY_SCHEMA()).createOrReplaceTempView(UNNEEDED);
        // And it prints a line of its own for each table.
        scala.Console.withOut(
                OutputStream.nullOutputStream(),
                () -> spark.sql("VACUUM delta.`" + location(table) + "` USING INVENTORY (SELECT * FROM " + UNNEEDED
                        + ") RETAIN " + hours + " HOURS"));
        spark.catalog().dropTempView(UNNEEDED);
        List<FileStatus> left = dataFiles(table);
        if (left.size() < files.size()) {
            long freed = files.stream().mapToLong(FileStatus::getLen).sum()
                    - left.stream().mapToLong(FileStatus::getLen).sum();
            progress.say("  " + table.replace('/', '.') + ": " + (files.size() - left.size()) + " old files removed, "
                    + Status.bytes(freed));
        }
    }

    /**
     * Leaves out what a kept release needs. Delta itself forgets after a week (deletedFileRetentionDuration) which files went out of
     * use when, and then takes all that are older than it is told and not in the last version, whatever version reads them.
     */
    private List<FileStatus> withoutReleased(String table, List<FileStatus> old, List<Release> kept) {
        String name = table.replace('/', '.');
        DeltaLog log = DeltaLog.forTable(spark, location(table));
        Set<Long> versions = kept.stream()
                .flatMap(r -> Optional.ofNullable(r.versions().get(name)).stream())
                .collect(Collectors.toSet());
        Set<String> needed = new HashSet<>();
        if (!old.isEmpty()) {
            try {
                versions.forEach(version -> needed.addAll(Failures.told(
                        () -> Lake.filesOnDisk(log.getSnapshotAt(version, Option.empty(), Option.empty(), false)))));
            } catch (RuntimeException e) {
                progress.say("  " + name
                        + ": no old files are removed, for what a kept release needs of them cannot be told: "
                        + e.getMessage());
                return List.of();
            }
        }
        return old.stream().filter(f -> !needed.contains(f.getPath().getName())).toList();
    }

    private List<FileStatus> dataFiles(String table) {
        return Stream.of("/*.parquet", "/*=*/*.parquet", "/deletion_vector_*.bin")
                .flatMap(files -> home.glob(table + files).stream())
                .toList();
    }

    /** Removes log entries beyond the table's retention that a checkpoint replaces. */
    private void cleanUpLog(String table) {
        DeltaLog log = DeltaLog.forTable(spark, location(table));
        log.cleanUpExpiredLogs(
                snapshot(location(table)),
                log.cleanUpExpiredLogs$default$2(),
                log.cleanUpExpiredLogs$default$3(),
                log.cleanUpExpiredLogs$default$4());
    }

    private Snapshot snapshot(String location) {
        return DeltaLog.forTable(spark, location).update(false, Option.empty(), Option.empty());
    }
}
