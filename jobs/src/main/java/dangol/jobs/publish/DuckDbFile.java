package dangol.jobs.publish;

import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.company.BusinessCalendar;
import dangol.jobs.company.Company;
import dangol.jobs.lake.DataFile;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.LocalFiles;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.Trees;
import dangol.jobs.quality.Checks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The release as one DuckDB file beside the lake. Schema {@code gold} holds each table as of the release's day; schema
 * {@code history} holds every kept day of the tables that keep copies; schema {@code meta} says what was released; schema
 * {@code bi} holds the views for BI.
 */
public final class DuckDbFile {
    /** Spark setting: up to how many bytes of silver are copied from a home elsewhere for the checks. */
    private static final String COPIED_BYTES = "spark.dangol.copySilverUpToBytes";

    private static final int RESTATEMENTS_DAYS = 90;

    private static final String COPIED_BYTES_USUALLY = String.valueOf(64L << 20);

    private final Lake lake;
    private final LocalFiles files;
    private final String name;
    private final ZoneId zone;
    private final BusinessCalendar calendar;
    private final QueryMemory memory;

    public DuckDbFile(Lake lake, Folder home, Company company) {
        this.lake = lake;
        this.files = LocalFiles.of(home);
        this.name = name(company);
        this.zone = company.timeZone();
        this.calendar = company.operations().calendar();
        this.memory = QueryMemory.of(lake.setting(QueryMemory.IN_NEED, QueryMemory.IN_NEED_USUALLY));
    }

    private static String name(Company company) {
        return company.name() + ".duckdb";
    }

    /** The file of a company's last release, copied to this machine when its home is elsewhere; none before the first release. */
    public static Optional<Path> find(Folder home, Company company) {
        return LocalFiles.of(home).find(name(company));
    }

    /** True when the file in place is this release's. */
    public boolean shows(Release release) {
        return files.find(name).filter(file -> shows(file, release)).isPresent();
    }

    /** As {@link #shows(Release)}, of any company's file. */
    public static boolean shows(Folder home, Company company, Release release) {
        return find(home, company).filter(file -> shows(file, release)).isPresent();
    }

    private static boolean shows(Path file, Release release) {
        // Beside readers who have it open, and in nobody's way.
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, ReleaseQuery.readOnly());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT release FROM meta.release")) {
            return result.next() && result.getLong(1) == release.number();
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * What of the last release's file is still true.
     *
     * @param base the release that the file in place shows
     * @param months for each table that lies by months and changed in some of them only, these; tables without any are as they
     *     were; a table that is not named may have changed anywhere
     * @param days the days that changed of the tables that keep a copy for each day
     */
    public record Patch(Release base, Map<TableId, Set<LocalDate>> months, Set<LocalDate> days) {}

    /** Builds the file for a release under another name. */
    public Draft build(Release release, Map<TableId, Dataset<Row>> silver) {
        return build(release, silver, null);
    }

    /**
     * Builds the file for a release under another name: from the last one's, where that saves work.
     *
     * @param silver the silver tables that checks compare with; of a table that is not made there are no rows
     * @param patch what of the file in place is still true; null to load everything
     */
    public Draft build(Release release, Map<TableId, Dataset<Row>> silver, Patch patch) {
        Path draft = files.workFolder().resolve("." + name + "." + release.number());
        Map<TableId, Optional<FileChanges>> known = new HashMap<>();
        Function<TableId, Optional<FileChanges>> changes = id -> patch == null
                ? Optional.empty()
                : known.computeIfAbsent(id, table -> changes(table, release, patch.base()));
        try {
            Trees.removeWithCompanions(draft);
            boolean patched = patch != null && shows(patch.base());
            if (patched) {
                Files.copy(files.find(name).orElseThrow(), draft);
            }
            // DuckDB would take the log that a killed program left beside the file for this one's: it went with the
            // draft above.
            Connection connection = DriverManager.getConnection("jdbc:duckdb:" + draft);
            boolean isWhole = false;
            try {
                Draft made = filled(connection, draft, release, silver, patched ? patch : null, changes);
                isWhole = true;
                return made;
            } finally {
                // Whatever failed, of Spark's exceptions some are declared nowhere.
                if (!isWhole) {
                    abandon(connection, draft);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + draft + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new IllegalStateException("The DuckDB file of the release could not be built: " + e.getMessage(), e);
        }
    }

    /** DuckDB gives a file that is still open once more as it is, with all that was done to it. */
    private static void abandon(Connection connection, Path draft) {
        try {
            connection.close();
            Trees.removeWithCompanions(draft);
        } catch (IOException | SQLException e) {
            // Why the file could not be built is to be told; what is left of it goes with the next draft.
        }
    }

    /** @param patch what of the file that was copied is still true; null for an empty file */
    private Draft filled(
            Connection connection,
            Path draft,
            Release release,
            Map<TableId, Dataset<Row>> silver,
            Patch patch,
            Function<TableId, Optional<FileChanges>> changes)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            memory.limit(connection);
            DataRows.prepare(statement);
            statement.execute("DROP SCHEMA IF EXISTS " + BiView.SCHEMA + " CASCADE");
            statement.execute("DROP SCHEMA IF EXISTS meta CASCADE");
            for (String schema : List.of("gold", "history", "meta", BiView.SCHEMA)) {
                statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
            }
            for (String table : release.tables().keySet()) {
                TableContract contract = Contracts.of(TableId.parse(table));
                if (patch != null && contract.snapshot()) {
                    renewDays(statement, contract, release, patch.days());
                } else if (patch != null && patch.months().containsKey(contract.id())) {
                    renew(statement, contract, release, changes, patch.months().get(contract.id()));
                } else {
                    load(statement, contract, release);
                }
            }
            describe(statement, release, zone, calendar);
            addViews(statement, release.tables().keySet(), calendar);
            statement.execute("CHECKPOINT");
            if (isAnsweredBySpark(silver)) {
                release.tables().keySet().forEach(t -> SparkViews.addReleased(lake, release, TableId.parse(t)));
                silver.forEach((id, rows) -> SparkViews.add("silver", id.name(), rows));
                return new Draft(connection, draft, Optional.of(session(silver)), List.of(), changes);
            }
            return new Draft(connection, draft, Optional.empty(), attach(statement, silver), changes);
        }
    }

    /** Makes silver answer beside the file, in a database that never gets into it; gives the files that it reads. */
    private List<Path> attach(Statement statement, Map<TableId, Dataset<Row>> silver) throws SQLException {
        statement.execute("CREATE SCHEMA " + DataRows.BESIDE + ".silver");
        List<Path> read = new ArrayList<>();
        for (Map.Entry<TableId, Dataset<Row>> table : silver.entrySet()) {
            DataRows data = data(table.getValue());
            view(statement, Contracts.of(table.getKey()), data);
            read.addAll(data.paths());
        }
        return read;
    }

    /** Silver that lies elsewhere is copied when it is small; larger silver is asked where it lies. */
    private boolean isAnsweredBySpark(Map<TableId, Dataset<Row>> silver) {
        if (files.inPlace() || silver.isEmpty()) {
            return false;
        }
        double bytes = silver.values().stream()
                .mapToDouble(rows -> rows.queryExecution()
                        .optimizedPlan()
                        .stats()
                        .sizeInBytes()
                        .toDouble())
                .sum();
        return bytes > Long.parseLong(session(silver).conf().get(COPIED_BYTES, COPIED_BYTES_USUALLY));
    }

    private static SparkSession session(Map<TableId, Dataset<Row>> silver) {
        return silver.values().iterator().next().sparkSession();
    }

    /** A finished file that no reader sees yet; it answers the checks before it is shown or thrown away. */
    public final class Draft implements Checks.Answers, AutoCloseable {
        private static final Pattern SILVER = Pattern.compile("\\bsilver\\.[a-z]");

        private final Connection connection;
        private final Path draft;
        private final Optional<SparkSession> spark;
        private final List<Path> silver;
        private final Function<TableId, Optional<FileChanges>> changes;

        /**
         * @param spark who answers what is asked of silver, when it is not DuckDB
         * @param silver files that DuckDB reads for the checks alone
         * @param changes what became of a table's files since the release before
         */
        Draft(
                Connection connection,
                Path draft,
                Optional<SparkSession> spark,
                List<Path> silver,
                Function<TableId, Optional<FileChanges>> changes) {
            this.connection = connection;
            this.draft = draft;
            this.spark = spark;
            this.silver = silver;
            this.changes = changes;
        }

        @Override
        public Optional<Checks.Added> added(TableContract contract) {
            // The rows of a table that keeps a copy of each day are of this day, all of them.
            if (contract.snapshot() || !files.inPlace()) {
                return Optional.empty();
            }
            return changes.apply(contract.id()).filter(FileChanges::addFew).map(c -> {
                try (Statement statement = connection.createStatement()) {
                    DataRows rows = local(c.added());
                    return new Checks.Added(
                            rows.isEmpty()
                                    ? "(SELECT * FROM " + contract.id() + " WHERE false)"
                                    : rows.in(statement, ", union_by_name = true"),
                            c.rows());
                } catch (SQLException e) {
                    throw new IllegalStateException(
                            "The new rows of " + contract.id() + " cannot be read: " + e.getMessage(), e);
                }
            });
        }

        @Override
        public List<List<Object>> rows(String sql) {
            if (spark.isPresent() && SILVER.matcher(sql).find()) {
                return SparkViews.rows(spark.get().sql(SparkViews.named(sql)));
            }
            String named = sql.replaceAll("\\bsilver\\.([a-z])", DataRows.BESIDE + ".silver.$1");
            try {
                return memory.rows(connection, named);
            } catch (SQLException e) {
                throw new IllegalStateException(
                        "A rule cannot be evaluated: " + sql + "\n    cause: " + e.getMessage(), e);
            }
        }

        /** How many rows a table has on the release's day. */
        public long count(String table) {
            return ((Number) first("SELECT count(*) FROM " + table).get(0)).longValue();
        }

        /** The figures of complete periods that differ from the file in place, which shows the release {@code before}. */
        public List<Restatement> restatements(Release before) {
            if (!shows(before)) {
                return List.of();
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "ATTACH " + quoted(files.find(name).orElseThrow().toString()) + " AS before (READ_ONLY)");
                List<Restatement> found = Restatements.of(before.tables().keySet(), this::rows);
                statement.execute("DETACH before");
                return found;
            } catch (SQLException e) {
                throw new IllegalStateException("The release before cannot be compared with: " + e.getMessage(), e);
            }
        }

        /**
         * Writes down what stands behind the release. Figures that earlier releases changed are taken over from the file in place,
         * when they are of the last {@value #RESTATEMENTS_DAYS} days.
         */
        public void tell(Release release, Evidence evidence) {
            try (Statement statement = connection.createStatement()) {
                MetaTable.SOURCE.insert(
                        statement,
                        evidence.sources().stream()
                                .map(s -> row(s.feed(), s.file(), at(s.takenAt()), s.asOf(), s.rows()))
                                .toList());
                MetaTable.QUARANTINE.insert(
                        statement,
                        evidence.quarantine().stream()
                                .map(q -> row(q.asOf(), q.feed(), q.entity(), q.reason(), q.rows()))
                                .toList());
                MetaTable.BROKEN_CHECK.insert(
                        statement,
                        evidence.broken().stream()
                                .map(b ->
                                        row(b.table(), b.rule(), b.description(), b.severity(), b.rows(), b.failures()))
                                .toList());
                MetaTable.RESTATEMENT.insert(
                        statement,
                        evidence.restated().stream()
                                .map(r -> row(
                                        release.number(),
                                        release.asOf(),
                                        evidence.comparedWith(),
                                        r.table(),
                                        r.key(),
                                        r.figure(),
                                        r.was(),
                                        r.now(),
                                        evidence.why()))
                                .toList());
                takeOverRestatements(statement, release);
                statement.execute("CHECKPOINT");
            } catch (SQLException e) {
                throw new IllegalStateException(
                        "What stands behind the release cannot be written: " + e.getMessage(), e);
            }
        }

        private void takeOverRestatements(Statement statement, Release release) throws SQLException {
            Optional<Path> inPlace = files.find(name);
            if (inPlace.isEmpty()) {
                return;
            }
            // A statement that fails is closed.
            try (Statement attach = connection.createStatement()) {
                attach.execute("ATTACH " + quoted(inPlace.get().toString()) + " AS before (READ_ONLY)");
            } catch (SQLException e) {
                // Damaged, or held by a program that writes to it: this file takes its place, and ops.restatement has
                // them all.
                return;
            }
            // A file that an older program wrote has no such table.
            if (countOf(
                            statement,
                            "duckdb_tables() WHERE database_name = 'before' AND schema_name = 'meta' AND table_name = 'restatement'")
                    > 0) {
                // Of the release itself the records of runs know, unless they are too old.
                statement.execute("INSERT INTO meta.restatement SELECT * FROM before.meta.restatement WHERE release <= "
                        + release.number() + " AND release NOT IN (SELECT release FROM meta.restatement)"
                        + " AND as_of > DATE "
                        + quoted(release.asOf().minusDays(RESTATEMENTS_DAYS).toString()));
            }
            statement.execute("DETACH before");
        }

        /** Like a list, and values may be null. */
        private static List<Object> row(Object... values) {
            return Arrays.asList(values);
        }

        /** Puts the file in place in one step; readers that have the old one open keep it. */
        public void show() {
            publish(name);
        }

        /** Keeps the file under another name in its folder, where no reader looks for it; only beside files in their place. */
        public void keep(String otherName) {
            if (files.inPlace()) {
                publish(otherName);
            }
        }

        private void publish(String as) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot finish " + draft + ": " + e.getMessage(), e);
            }
            files.publish(draft, as);
        }

        @Override
        public void close() {
            try {
                connection.close();
                files.forget(silver);
                Trees.removeWithCompanions(draft);
            } catch (IOException | SQLException e) {
                throw new IllegalStateException("Cannot remove " + draft + ": " + e.getMessage(), e);
            }
        }
    }

    private static void view(Statement statement, TableContract contract, DataRows data) throws SQLException {
        String name = DataRows.BESIDE + ".silver." + contract.id().name();
        statement.execute(
                data.isEmpty()
                        ? "CREATE TABLE " + name + " (" + columns(contract) + ")"
                        : "CREATE VIEW " + name + " AS SELECT * FROM " + data.in(statement, ""));
    }

    private void load(Statement statement, TableContract contract, Release release) throws SQLException {
        String table = contract.id().name();
        String schema = contract.snapshot() ? "history" : "gold";
        if (contract.snapshot()) {
            statement.execute("DROP VIEW IF EXISTS gold." + table);
        }
        statement.execute("DROP TABLE IF EXISTS " + schema + "." + table);
        statement.execute("CREATE TABLE " + schema + "." + table + " (" + columns(contract) + ")");
        long version = release.tables().get(contract.id().toString()).version();
        insert(statement, contract, data(lake.read(contract.id(), version)));
        if (contract.snapshot()) {
            showDay(statement, contract, release);
        }
        comment(statement, "TABLE", schema, contract);
    }

    private static void insert(Statement statement, TableContract contract, DataRows data) throws SQLException {
        if (!data.isEmpty()) {
            statement.execute("INSERT INTO " + (contract.snapshot() ? "history." : "gold.")
                    + contract.id().name() + " SELECT "
                    + String.join(", ", contract.columnNames()) + " FROM "
                    + data.in(statement, ", hive_partitioning = " + contract.snapshot() + ", union_by_name = true"));
        }
    }

    /**
     * Puts some days in the place of what the file had of them, and takes out days that are kept no more; the other days are as
     * they were.
     */
    private void renewDays(Statement statement, TableContract contract, Release release, Set<LocalDate> days)
            throws SQLException {
        String table = contract.id().name();
        long version = version(contract, release);
        Set<LocalDate> kept = new TreeSet<>(lake.days(contract.id(), version));
        kept.removeAll(days);
        statement.execute("DELETE FROM history." + table
                + (kept.isEmpty() ? "" : " WHERE as_of_date NOT IN (" + dates(kept) + ")"));
        String[] folders = days.stream().map(d -> "as_of_date=" + d).toArray(String[]::new);
        insert(statement, contract, data(lake.read(contract.id(), version), folders));
        showDay(statement, contract, release);
    }

    /** The day of the release as the table that readers ask. */
    private static void showDay(Statement statement, TableContract contract, Release release) throws SQLException {
        String table = contract.id().name();
        statement.execute("CREATE OR REPLACE VIEW gold." + table + " AS SELECT * FROM history." + table
                + " WHERE as_of_date = DATE " + quoted(release.asOf().toString()));
        comment(statement, "VIEW", "gold", contract);
    }

    private static String dates(Set<LocalDate> days) {
        return days.stream().map(d -> "DATE " + quoted(d.toString())).collect(Collectors.joining(", "));
    }

    private void renew(
            Statement statement,
            TableContract contract,
            Release release,
            Function<TableId, Optional<FileChanges>> changes,
            Set<LocalDate> months)
            throws SQLException {
        if (months.isEmpty()) {
            return;
        }
        Optional<FileChanges> few = changes.apply(contract.id()).filter(FileChanges::areFew);
        if (few.isPresent()) {
            renewRows(statement, contract, few.get());
            return;
        }
        statement.execute("DELETE FROM gold." + contract.id().name() + " WHERE CAST(date_trunc('month', "
                + contract.period() + ") AS DATE) IN (" + dates(months) + ")");
        String[] folders = months.stream().map(m -> Lake.PERIOD + "=" + m).toArray(String[]::new);
        insert(statement, contract, data(lake.read(contract.id(), version(contract, release)), folders));
    }

    /** What became of a table's files between two releases that both hold it. */
    private Optional<FileChanges> changes(TableId id, Release release, Release base) {
        Long before = base.versions().get(id.toString());
        Long now = release.versions().get(id.toString());
        return before == null || now == null
                ? Optional.empty()
                : Optional.of(FileChanges.between(DataFile.of(lake.read(id, before)), DataFile.of(lake.read(id, now))));
    }

    /** Takes out the rows that are gone, by their keys, and puts in those of new files. */
    private void renewRows(Statement statement, TableContract contract, FileChanges changes) throws SQLException {
        String key = String.join(", ", contract.primaryKey());
        List<String> lost = new ArrayList<>();
        if (!changes.removed().isEmpty()) {
            lost.add("SELECT " + key + " FROM " + local(changes.removed()).in(statement, ""));
        }
        if (!changes.marked().isEmpty()) {
            lost.add("SELECT " + key + " FROM " + local(changes.marked()).goneIn(statement));
        }
        if (!lost.isEmpty()) {
            String same = contract.primaryKey().stream()
                    .map(k -> "kept." + k + " IS NOT DISTINCT FROM lost." + k)
                    .collect(Collectors.joining(" AND "));
            statement.execute("DELETE FROM gold." + contract.id().name() + " AS kept USING ("
                    + String.join(" UNION ALL ", lost) + ") AS lost WHERE " + same);
        }
        insert(statement, contract, local(changes.added()));
    }

    private static long version(TableContract contract, Release release) {
        return release.tables().get(contract.id().toString()).version();
    }

    /** The data files of exactly this version, as Delta's log names them. */
    private DataRows data(Dataset<Row> version, String... folders) {
        return local(DataFile.of(version).stream()
                .filter(f -> folders.length == 0
                        || Arrays.stream(folders).anyMatch(d -> f.location().contains("/" + d + "/")))
                .toList());
    }

    /**
     * The largest file comes first: DuckDB takes every file to be as large as that, and would build a join's hash table of the
     * table's rows where it thinks that they are few.
     */
    private DataRows local(List<DataFile> data) {
        List<DataFile> inOrder = new ArrayList<>(
                data.stream().sorted(Comparator.comparing(DataFile::location)).toList());
        inOrder.stream().max(Comparator.comparing(DataFile::rows)).ifPresent(largest -> {
            inOrder.remove(largest);
            inOrder.add(0, largest);
        });
        return new DataRows(
                files.data(inOrder.stream().map(DataFile::location).toList()),
                inOrder.stream().map(DataFile::gone).toList());
    }

    static String columns(TableContract contract) {
        List<String> columns = new ArrayList<>();
        for (Column column : contract.columns()) {
            columns.add(column.name() + " " + type(column.type()) + (column.required() ? " NOT NULL" : ""));
        }
        return String.join(", ", columns);
    }

    private static String type(DataType type) {
        if (type instanceof ArrayType array) {
            return type(array.elementType()) + "[]";
        }
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields())
                    .map(f -> f.name() + " " + type(f.dataType()))
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
        }
        return switch (type.sql()) {
            case "STRING" -> "VARCHAR";
            case "INT" -> "INTEGER";
            case "TIMESTAMP" -> "TIMESTAMPTZ";
            default -> type.sql();
        };
    }

    private static void comment(Statement statement, String kind, String schema, TableContract contract)
            throws SQLException {
        String table = schema + "." + contract.id().name();
        statement.execute(
                "COMMENT ON " + kind + " " + table + " IS " + quoted(contract.grain() + " " + contract.purpose()));
        for (Column column : contract.columns()) {
            String unit = column.unit().isEmpty() ? "" : " [" + column.unit() + "]";
            statement.execute(
                    "COMMENT ON COLUMN " + table + "." + column.name() + " IS " + quoted(column.description() + unit));
        }
    }

    /** Says what is released. What stands behind it is told later, see {@link Draft#tell}. */
    static void describe(Statement statement, Release release, ZoneId zone, BusinessCalendar calendar)
            throws SQLException {
        for (MetaTable table : MetaTable.values()) {
            table.create(statement);
        }
        MetaTable.RELEASE.insert(
                statement,
                List.of(List.of(release.number(), release.company(), release.asOf(), at(release.releasedAt()))));
        for (var table : release.tables().entrySet()) {
            TableContract contract = Contracts.of(TableId.parse(table.getKey()));
            MetaTable.TABLES.insert(
                    statement,
                    List.of(List.of(
                            table.getKey(),
                            contract.grain(),
                            countOf(statement, table.getKey()),
                            release.asOf(),
                            contract.purpose(),
                            table.getValue().stale())));
        }
        MetaTable.CALENDAR.insert(
                statement,
                List.of(List.of(
                        zone.getId(),
                        calendar.week().getFirstDayOfWeek().getValue(),
                        calendar.week().getMinimalDaysInFirstWeek(),
                        calendar.region())));
    }

    private static long countOf(Statement statement, String table) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** The views for BI that can be made of these gold tables, and the holidays of the years that their calendar has. */
    static void addViews(Statement statement, Set<String> gold, BusinessCalendar calendar) throws SQLException {
        Set<String> tables = new TreeSet<>(gold);
        for (MetaTable table : MetaTable.values()) {
            tables.add(table.id());
        }
        for (BiView view : BiView.of(tables)) {
            String name = BiView.SCHEMA + "." + view.name();
            statement.execute("CREATE VIEW " + name + " AS " + view.sql());
            statement.execute("COMMENT ON VIEW " + name + " IS " + quoted(view.comment()));
            for (Map.Entry<String, String> column : view.columns().entrySet()) {
                statement.execute(
                        "COMMENT ON COLUMN " + name + "." + column.getKey() + " IS " + quoted(column.getValue()));
            }
        }
        if (BiView.of(tables).stream().anyMatch(v -> v.name().equals("dim_date"))) {
            addHolidays(statement, calendar);
        }
    }

    private static void addHolidays(Statement statement, BusinessCalendar calendar) throws SQLException {
        try (ResultSet years = statement.executeQuery("SELECT min(year), max(year) FROM bi.dim_date")) {
            years.next();
            List<List<Object>> holidays = new ArrayList<>();
            calendar.holidays(years.getInt(1), years.getInt(2))
                    .forEach((day, name) -> holidays.add(List.of(day, name)));
            MetaTable.HOLIDAY.insert(statement, holidays);
        }
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
