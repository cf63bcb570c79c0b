package dangol.jobs.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trunc;

import dangol.AsOf;
import dangol.contract.Column;
import dangol.contract.ContractException;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.source.Landing;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaHistoryManager;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.TypeWideningMode;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.schema.SchemaMergingUtils;
import org.apache.spark.sql.delta.util.FileNames;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** The Delta tables of a company, one folder each: {@code <home>/<layer>/<table>}. */
public final class Lake {
    /** Month of a contract's period column, by which the rows of such a table lie in folders; no part of the contract. */
    public static final String PERIOD = "_period";

    /** The name of the file that a row lies in, and its number there; no part of the contract. */
    public static final String FILE = "_file";

    public static final String ROW = "_row";

    /** The day that rows of a snapshot table are as of. */
    private static final String DAY = "as_of_date";

    private static final String SMALL_ROWS = "spark.dangol.rewriteFilesUpToRows";
    /** So many rows are read and written again about as fast as they are marked. */
    private static final String SMALL_ROWS_USUALLY = "20000";

    private static final long ROWS_OF_A_FILE = 1_000_000;

    /** Delta property with the version and shape of the contract that a table was made from. */
    private static final String CONTRACT = "dangol.contract";

    /** Before the name of a feed: by this Delta knows which batch of it a table of landed rows holds. */
    private static final String LANDING = "dangol.ingest.";

    private final SparkSession spark;
    private final Folder home;
    private final Map<TableId, Boolean> prepared = new ConcurrentHashMap<>();

    public Lake(SparkSession spark, Folder home) {
        this.spark = spark;
        this.home = home;
    }

    public String location(TableId id) {
        return home.child(id.layer().lower()).child(id.name()).location();
    }

    public boolean exists(TableId id) {
        return isTable(spark, location(id));
    }

    /** A setting of the session, given by {@code --spark}, or its usual value. */
    public String setting(String key, String usually) {
        return spark.conf().get(key, usually);
    }

    /** True when a table has a version; a run that was stopped while it made the table may have left an empty log. */
    public static boolean isTable(SparkSession spark, String location) {
        return DeltaTable.isDeltaTable(spark, location)
                && snapshot(DeltaLog.forTable(spark, location)).version() >= 0;
    }

    public Dataset<Row> read(TableId id) {
        return inShape(id, load(id));
    }

    /** The rows of some months of a table; of a table that does not lie by months, those whose {@code day} is in them. */
    public Dataset<Row> read(TableId id, String day, Collection<LocalDate> months) {
        if (!isByPeriod(id) || !Contracts.of(id).period().equals(day)) {
            return read(id).filter(monthOf(day).isin(months.toArray()));
        }
        return inShape(id, TableFiles.of(snapshot(id)).in(PERIOD, texts(months)).rows(log(id)));
    }

    /** The table as it was at a version. */
    public Dataset<Row> read(TableId id, long version) {
        return inShape(id, files(id, version).rows(log(id)));
    }

    private TableFiles files(TableId id, long version) {
        return TableFiles.of(log(id).getSnapshotAt(version, Option.empty(), Option.empty(), false));
    }

    /**
     * The table as it was at a version, with the list of its files: planning a query on it reads no log any more. It is made in the
     * thread's active session.
     */
    public BaseRelation relation(TableId id, long version) {
        return files(id, version).relation(log(id));
    }

    /** The rows of what {@link #relation} gave. */
    public Dataset<Row> read(TableId id, BaseRelation relation) {
        return inShape(id, spark.baseRelationToDataFrame(relation));
    }

    /** Whether a table keeps a copy of itself for each as-of day. */
    public static boolean keepsDays(Dataset<Row> rows) {
        return Arrays.asList(rows.columns()).contains(DAY);
    }

    /** The rows of a day, of a table that keeps several; all rows of the others. */
    public static Dataset<Row> ofDay(Dataset<Row> rows, LocalDate day) {
        return keepsDays(rows) ? rows.filter(col(DAY).equalTo(lit(day))) : rows;
    }

    private Dataset<Row> load(TableId id) {
        Snapshot snapshot = snapshot(id);
        // Delta knows best how to say that there is no table.
        return snapshot.version() < 0
                ? spark.read().format("delta").load(location(id))
                : TableFiles.of(snapshot).rows(log(id));
    }

    /** The rows that landed with later batches than one. */
    public Dataset<Row> landedAfter(TableId bronze, long batch) {
        return TableFiles.of(snapshot(bronze))
                .reaching(Landing.BATCH_ID, batch + 1)
                .rows(log(bronze))
                .filter(col(Landing.BATCH_ID).gt(batch));
    }

    private Snapshot snapshot(TableId id) {
        return snapshot(log(id));
    }

    private static Snapshot snapshot(DeltaLog log) {
        return log.update(false, Option.empty(), Option.empty());
    }

    /** The names, without folders, of the files that a version of a table needs on disk, those of its log aside. */
    public static Set<String> filesOnDisk(Snapshot snapshot) {
        return TableFiles.of(snapshot).onDisk();
    }

    /** How large a table's data files are, 0 when it is not there. */
    public long bytes(TableId id) {
        return exists(id)
                ? TableFiles.of(snapshot(id)).files().stream()
                        .mapToLong(AddFile::size)
                        .sum()
                : 0;
    }

    /** How many rows a table has; costs no look into its files. */
    public long count(TableId id) {
        return TableFiles.of(snapshot(id)).count().orElseGet(() -> load(id).count());
    }

    private static Dataset<Row> inShape(TableId id, Dataset<Row> rows) {
        return isByPeriod(id) ? rows.drop(PERIOD) : rows;
    }

    private static boolean isByPeriod(TableId id) {
        return id.layer() != Layer.BRONZE && !Contracts.of(id).period().isEmpty();
    }

    /** The month of a DATE column, as its first day. */
    public static org.apache.spark.sql.Column monthOf(String day) {
        return trunc(col(day), "month");
    }

    /** The days of which a table keeps a copy of itself, in order. */
    public List<LocalDate> days(TableId id) {
        return exists(id) ? folders(TableFiles.of(snapshot(id)), DAY) : List.of();
    }

    /** The days of which a version of a table keeps a copy, in order. */
    public List<LocalDate> days(TableId id, long version) {
        return folders(files(id, version), DAY);
    }

    /** The folders that hold files; a file that is there holds rows. */
    private static List<LocalDate> folders(TableFiles files, String column) {
        return files.values(column).stream().map(LocalDate::parse).sorted().toList();
    }

    /** The months of which a table holds rows, in order; none for a table that does not lie by months. */
    public List<LocalDate> months(TableId id) {
        if (!isByPeriod(id) || !exists(id)) {
            return List.of();
        }
        return folders(TableFiles.of(snapshot(id)), PERIOD);
    }

    public long version(TableId id) {
        return snapshot(id).version();
    }

    /** The version that this process saw last; asks no file system, and is -1 for a table that is not there. */
    public long versionSeen(TableId id) {
        return log(id).unsafeVolatileSnapshot().version();
    }

    /** Replaces all rows of a table. */
    public WriteResult replace(TableId id, Dataset<Row> rows) {
        return replace(id, rows, "", files -> files);
    }

    /** Replaces the rows of one as-of day of a table that keeps a copy of itself for each day. */
    public WriteResult replaceDay(TableId id, Dataset<Row> rows, AsOf asOf) {
        return replace(
                id,
                rows,
                "as_of_date = " + dates(Set.of(asOf.day())),
                files -> files.in(DAY, Set.of(asOf.day().toString())));
    }

    /** Replaces the rows of some months of a table that lies by months. */
    public WriteResult replaceMonths(TableId id, Dataset<Row> rows, Collection<LocalDate> months) {
        return replace(id, rows, PERIOD + " IN (" + dates(months) + ")", files -> files.in(PERIOD, texts(months)));
    }

    private WriteResult replace(TableId id, Dataset<Row> rows, String where, UnaryOperator<TableFiles> gone) {
        return write(id, byMonths(id, rows), exact -> commit(id, exact, where, gone));
    }

    /** A file for each month, and not one for each month and task: every look at the table opens them all. */
    private static Dataset<Row> byMonths(TableId id, Dataset<Row> rows) {
        return isByPeriod(id) ? rows.repartition(monthOf(Contracts.of(id).period())) : rows;
    }

    private void commit(TableId id, Dataset<Row> exact, String where, UnaryOperator<TableFiles> gone) {
        Snapshot snapshot = snapshot(id);
        new Exchange(log(id), snapshot, gone.apply(TableFiles.of(snapshot)).files(), Map.of(), where).commit(exact);
    }

    private static Set<String> texts(Collection<LocalDate> days) {
        return days.stream().map(LocalDate::toString).collect(Collectors.toSet());
    }

    /** The rows of a table, each with the place that it lies at under {@link #FILE} and {@link #ROW}. */
    public Dataset<Row> readWithPositions(TableId id) {
        allowVectors(id);
        return positioned(id, load(id));
    }

    /** The same of some months of a table that lies by months. */
    public Dataset<Row> readWithPositions(TableId id, Collection<LocalDate> months) {
        allowVectors(id);
        return positioned(
                id, TableFiles.of(snapshot(id)).in(PERIOD, texts(months)).rows(log(id)));
    }

    /** Delta numbers the rows of tables that may have deletion vectors, and of no others; those of earlier programs may not. */
    private void allowVectors(TableId id) {
        if (!snapshot(id)
                .metadata()
                .configuration()
                .getOrElse(DeletionVectors.PROPERTY, () -> "")
                .equals("true")) {
            spark.sql("ALTER TABLE delta.`" + location(id) + "` SET TBLPROPERTIES ('" + DeletionVectors.PROPERTY
                    + "' = 'true')");
        }
    }

    private static Dataset<Row> positioned(TableId id, Dataset<Row> rows) {
        return inShape(
                id, rows.withColumn(FILE, col("_metadata.file_name")).withColumn(ROW, col("_metadata.row_index")));
    }

    /**
     * Puts rows in the place of others, in one commit.
     *
     * @param rows kept, for what they were made from may be the table itself
     * @param old where the rows lie that they take the place of; nobody has written since they were looked for
     * @param months of a table that lies by months, those whose rows go whatever {@code old} says
     */
    public WriteResult exchange(TableId id, Dataset<Row> rows, Positions old, Collection<LocalDate> months) {
        if (old.isEmpty() && months.isEmpty()) {
            return append(id, rows);
        }
        TableFiles table = TableFiles.of(snapshot(id));
        Replacement replacement = Replacement.of(
                log(id),
                table,
                months.isEmpty() ? List.of() : table.in(PERIOD, texts(months)).files(),
                old,
                Long.parseLong(setting(SMALL_ROWS, SMALL_ROWS_USUALLY)));
        Dataset<Row> all = replacement.rest().isEmpty()
                ? rows
                : inShape(id, new TableFiles(table.snapshot(), replacement.rest()).rows(log(id)))
                        .unionByName(rows);
        Dataset<Row> spread = isByPeriod(id)
                ? byMonths(id, all)
                : all.coalesce(1 + (int) ((replacement.left() + old.count()) / ROWS_OF_A_FILE));
        String where =
                old.count() + " rows" + (months.isEmpty() ? "" : " and " + PERIOD + " IN (" + dates(months) + ")");
        WriteResult result = write(
                id,
                spread,
                exact -> new Exchange(log(id), table.snapshot(), replacement.gone(), replacement.hidden(), where)
                        .commit(exact));
        return new WriteResult(result.rows() - replacement.left(), result.version());
    }

    private static String dates(Collection<LocalDate> days) {
        return days.stream().map(d -> "DATE '" + d + "'").collect(Collectors.joining(", "));
    }

    private static Dataset<Row> withPeriod(TableContract contract, Dataset<Row> rows) {
        return isByPeriod(contract.id()) ? rows.withColumn(PERIOD, monthOf(contract.period())) : rows;
    }

    public WriteResult append(TableId id, Dataset<Row> rows) {
        return write(id, rows, exact -> new Exchange(log(id), snapshot(id), List.of(), Map.of(), "").commit(exact));
    }

    /** True when a table of landed rows can hold both types of a column that keeps its name. */
    public static boolean holds(StructField held, StructField arrived) {
        try {
            Failures.told(() -> SchemaMergingUtils.mergeSchemas(
                    new StructType(new StructField[] {held}),
                    new StructType(new StructField[] {arrived}),
                    false,
                    false,
                    TypeWideningMode.NoTypeWidening$.MODULE$,
                    false));
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** The last batch that a table of landed rows holds, 0 before the first. */
    public long lastLanded(TableId bronze) {
        if (!exists(bronze)) {
            return 0;
        }
        Option<Object> batch = snapshot(bronze).transactions().get(LANDING + bronze.name());
        return batch.isEmpty() ? 0 : (Long) batch.get();
    }

    /** Appends landed rows as they are, once for each batch, whatever is replayed; new columns are added. */
    public WriteResult land(TableId id, Dataset<Row> rows, long batch) {
        rows.write()
                .format("delta")
                .mode("append")
                .option("mergeSchema", "true")
                .option("delta.dataSkippingStatsColumns", Landing.BATCH_ID)
                .option("txnAppId", LANDING + id.name())
                .option("txnVersion", batch)
                .save(location(id));
        long version = version(id);
        return new WriteResult(rowsOf(id, version), version);
    }

    /** Writes rows that keep their contract. */
    private WriteResult write(TableId id, Dataset<Row> rows, Consumer<Dataset<Row>> writing) {
        TableContract contract = Contracts.of(id);
        Dataset<Row> exact = withPeriod(contract, ExactSchema.enforce(contract, rows));
        prepare(contract);
        long before = version(id);
        try {
            Failures.told(() -> {
                writing.accept(exact);
                return null;
            });
        } catch (RuntimeException e) {
            throw explained(contract, e);
        }
        long version = version(id);
        return new WriteResult(version == before ? 0 : rowsOf(id, version), version);
    }

    /** How many rows a version was made from, as its commit says; costs the reading of one small file. */
    private long rowsOf(TableId id, long version) {
        DeltaLog log = log(id);
        Option<CommitInfo> commit = DeltaHistoryManager.getCommitInfoOpt(
                log.store(), FileNames.unsafeDeltaFile(log.logPath(), version), log.newDeltaHadoopConf());
        Map<String, String> metrics =
                CollectionConverters.asJava(commit.get().operationMetrics().get());
        return Long.parseLong(metrics.getOrDefault("numSourceRows", metrics.getOrDefault("numOutputRows", "0")));
    }

    private static RuntimeException explained(TableContract contract, RuntimeException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (String.valueOf(t.getMessage()).contains("NOT NULL constraint violated")) {
                return new ContractException(
                        contract.id() + " has a null where its contract allows none: "
                                + t.getMessage().lines().findFirst().orElse("")
                                + "\n    -> Nothing was written. Mend the "
                                + "class, or the contract when null is a legitimate value there.",
                        e);
            }
        }
        return e;
    }

    /** Makes the table, or makes it anew when its contract has changed shape. */
    private void prepare(TableContract contract) {
        if (prepared.putIfAbsent(contract.id(), true) != null) {
            return;
        }
        String fingerprint = fingerprint(contract);
        String location = location(contract.id());
        if (exists(contract.id())) {
            if (isOfItsContract(contract.id())) {
                return;
            }
            if (contract.id().layer() == Layer.OPS && !contract.id().name().equals("quarantine")) {
                // Silver and gold can be made again from bronze; what runs have left cannot.
                Evolution.of(spark, location, contract).apply(CONTRACT, fingerprint);
                return;
            }
            define(DeltaTable.createOrReplace(spark), contract, fingerprint);
            return;
        }
        // A run that was stopped before the first commit leaves a log without one, which Delta takes for a table.
        home.child(contract.id().layer().lower())
                .child(contract.id().name())
                .child("_delta_log")
                .removeAll();
        DeltaLog.invalidateCache(spark, new Path(location));
        define(DeltaTable.createIfNotExists(spark), contract, fingerprint);
    }

    /** True when a table that is there has the version and the shape of its contract. */
    public boolean isOfItsContract(TableId id) {
        return snapshot(id)
                .metadata()
                .configuration()
                .getOrElse(CONTRACT, () -> "")
                .equals(fingerprint(Contracts.of(id)));
    }

    /** Takes a table back to a version, when it is not there already. */
    public void restore(TableId id, long version) {
        long held = version(id);
        if (held >= 0 && held != version) {
            DeltaTable.forPath(spark, location(id)).restoreToVersion(version);
        }
    }

    private void define(DeltaTableBuilder builder, TableContract contract, String fingerprint) {
        builder.location(location(contract.id()))
                .comment(contract.purpose())
                .property(CONTRACT, fingerprint)
                // What others may read directly asks no more of its readers than it must.
                .property(
                        DeletionVectors.PROPERTY,
                        String.valueOf(!contract.snapshot()
                                && (contract.id().layer() == Layer.SILVER
                                        || contract.id().layer() == Layer.STATE)));
        for (StructField field : contract.schema().fields()) {
            builder.addColumn(field);
        }
        List<String> folders = new ArrayList<>(contract.partitionColumns());
        if (isByPeriod(contract.id())) {
            builder.addColumn(PERIOD, DataTypes.DateType);
            folders.add(PERIOD);
        }
        builder.partitionedBy(folders.toArray(String[]::new)).execute();
    }

    private static String fingerprint(TableContract contract) {
        StringBuilder shape = new StringBuilder(contract.version()).append(contract.period());
        for (Column column : contract.columns()) {
            shape.append('|')
                    .append(column.name())
                    .append(' ')
                    .append(column.type().sql())
                    .append(column.required() ? "!" : "");
        }
        return contract.version() + "-" + Integer.toHexString(shape.toString().hashCode());
    }

    DeltaLog log(TableId id) {
        return DeltaLog.forTable(spark, location(id));
    }

    /** The rows of the as-of day, for tables that keep several; all rows for the others. */
    public Dataset<Row> read(TableId id, AsOf asOf) {
        Dataset<Row> rows = read(id);
        return Contracts.of(id).snapshot() && asOf != null ? rows.filter(col(DAY).equalTo(asOf.date())) : rows;
    }
}
