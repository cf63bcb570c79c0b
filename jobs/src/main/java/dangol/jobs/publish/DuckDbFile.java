package dangol.jobs.publish;

import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.quality.Checks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The release as one DuckDB file beside the lake. Schema {@code gold} holds each table as of the release's day; schema
 * {@code history} holds every kept day of the tables that keep copies; schema {@code meta} says what was released.
 */
public final class DuckDbFile {
    private final Lake lake;
    private final Path folder;
    private final String name;

    public DuckDbFile(Lake lake, Path home, Company company) {
        this.lake = lake;
        this.folder = home;
        this.name = company.name() + ".duckdb";
    }

    /** Where the file of a company lies, when its home is on a local disk. */
    public static Path of(Folder home, Company company) {
        return home.local()
                .orElseThrow(
                        () -> new IllegalStateException("The home " + home.location() + " is not on a local disk."))
                .resolve(company.name() + ".duckdb");
    }

    /** True when the file in place is this release's. */
    public boolean shows(Release release) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return false;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
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
     */
    public record Patch(Release base, Map<TableId, Set<LocalDate>> months) {}

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
        Path draft = folder.resolve("." + name + "." + release.number());
        try {
            Files.deleteIfExists(draft);
            boolean patched = patch != null && shows(patch.base());
            if (patched) {
                Files.copy(folder.resolve(name), draft);
            }
            Connection connection = DriverManager.getConnection("jdbc:duckdb:" + draft);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET memory_limit = '1GB'");
                statement.execute("DROP SCHEMA IF EXISTS meta CASCADE");
                for (String schema : List.of("gold", "history", "meta")) {
                    statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
                }
                for (String table : release.tables().keySet()) {
                    TableContract contract = Contracts.of(TableId.parse(table));
                    if (patched && contract.snapshot()) {
                        renewDay(statement, contract, release);
                    } else if (patched && patch.months().containsKey(contract.id())) {
                        renew(statement, contract, release, patch.months().get(contract.id()));
                    } else {
                        load(statement, contract, release);
                    }
                }
                describe(statement, release);
                statement.execute("CHECKPOINT");
                statement.execute("ATTACH ':memory:' AS sources");
                statement.execute("CREATE SCHEMA sources.silver");
                for (Map.Entry<TableId, Dataset<Row>> table : silver.entrySet()) {
                    view(statement, Contracts.of(table.getKey()), files(table.getValue()));
                }
            }
            return new Draft(connection, draft, folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + draft + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new IllegalStateException("The DuckDB file of the release could not be built: " + e.getMessage(), e);
        }
    }

    /** A finished file that no reader sees yet; it answers the checks before it is shown or thrown away. */
    public static final class Draft implements Checks.Answers, AutoCloseable {
        private final Connection connection;
        private final Path draft;
        private final Path target;

        Draft(Connection connection, Path draft, Path target) {
            this.connection = connection;
            this.draft = draft;
            this.target = target;
        }

        @Override
        public List<List<Object>> rows(String sql) {
            // The views of silver live in a database of their own, so that they never get into the file.
            String named = sql.replaceAll("\\bsilver\\.([a-z])", "sources.silver.$1");
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(named)) {
                List<List<Object>> rows = new ArrayList<>();
                while (result.next()) {
                    List<Object> row = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(result.getObject(i));
                    }
                    rows.add(row);
                }
                return rows;
            } catch (SQLException e) {
                throw new IllegalStateException(
                        "A rule cannot be evaluated: " + sql + "\n    cause: " + e.getMessage(), e);
            }
        }

        /** How many rows a table has on the release's day. */
        public long count(String table) {
            return ((Number) first("SELECT count(*) FROM " + table).get(0)).longValue();
        }

        /** Puts the file in place in one step; readers that have the old one open keep it. */
        public void show() {
            moveTo(target);
        }

        /** Keeps the file under another name in its folder, where no reader looks for it. */
        public void keep(String otherName) {
            moveTo(target.resolveSibling(otherName));
        }

        private void moveTo(Path place) {
            try {
                connection.close();
                Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException | SQLException e) {
                throw new IllegalStateException("Cannot put " + place + " in place: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
                Files.deleteIfExists(draft);
            } catch (IOException | SQLException e) {
                throw new IllegalStateException("Cannot remove " + draft + ": " + e.getMessage(), e);
            }
        }
    }

    private static void view(Statement statement, TableContract contract, List<String> files) throws SQLException {
        String name = "sources.silver." + contract.id().name();
        statement.execute(
                files.isEmpty()
                        ? "CREATE TABLE " + name + " (" + columns(contract) + ")"
                        : "CREATE VIEW " + name + " AS SELECT * FROM read_parquet([" + list(files) + "])");
    }

    private static String list(List<String> files) {
        return files.stream().map(DuckDbFile::quoted).collect(Collectors.joining(", "));
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
        List<String> files = files(lake.read(contract.id(), version));
        insert(statement, contract, files);
        if (contract.snapshot()) {
            statement.execute("CREATE VIEW gold." + table + " AS SELECT * FROM history." + table
                    + " WHERE as_of_date = DATE " + quoted(release.asOf().toString()));
            comment(statement, "VIEW", "gold", contract);
        }
        comment(statement, "TABLE", schema, contract);
    }

    private static void insert(Statement statement, TableContract contract, List<String> files) throws SQLException {
        if (!files.isEmpty()) {
            statement.execute("INSERT INTO " + (contract.snapshot() ? "history." : "gold.")
                    + contract.id().name() + " SELECT "
                    + String.join(", ", contract.columnNames()) + " FROM read_parquet(["
                    + list(files)
                    + "], hive_partitioning = " + contract.snapshot() + ", union_by_name = true)");
        }
    }

    /** Puts the release's day in the place of what the file had of it; the other days are as they were. */
    private void renewDay(Statement statement, TableContract contract, Release release) throws SQLException {
        String table = contract.id().name();
        String day = "as_of_date=" + release.asOf();
        statement.execute("DELETE FROM history." + table + " WHERE as_of_date = DATE "
                + quoted(release.asOf().toString()));
        insert(statement, contract, files(lake.read(contract.id(), version(contract, release)), day));
        statement.execute("CREATE OR REPLACE VIEW gold." + table + " AS SELECT * FROM history." + table
                + " WHERE as_of_date = DATE " + quoted(release.asOf().toString()));
        comment(statement, "VIEW", "gold", contract);
    }

    private void renew(Statement statement, TableContract contract, Release release, Set<LocalDate> months)
            throws SQLException {
        if (months.isEmpty()) {
            return;
        }
        statement.execute("DELETE FROM gold." + contract.id().name() + " WHERE CAST(date_trunc('month', "
                + contract.period() + ") AS DATE) IN ("
                + months.stream().map(m -> "DATE " + quoted(m.toString())).collect(Collectors.joining(", ")) + ")");
        String[] folders = months.stream().map(m -> Lake.PERIOD + "=" + m).toArray(String[]::new);
        insert(statement, contract, files(lake.read(contract.id(), version(contract, release)), folders));
    }

    private static long version(TableContract contract, Release release) {
        return release.tables().get(contract.id().toString()).version();
    }

    /** The data files of exactly this version, as Delta's log names them. */
    private static List<String> files(Dataset<Row> version, String... folders) {
        return Arrays.stream(version.inputFiles())
                .filter(f -> folders.length == 0 || Arrays.stream(folders).anyMatch(d -> f.contains("/" + d + "/")))
                .map(f -> Path.of(URI.create(f)).toString())
                .sorted()
                .toList();
    }

    private static String columns(TableContract contract) {
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

    private static void describe(Statement statement, Release release) throws SQLException {
        statement.execute("CREATE TABLE meta.release AS SELECT " + release.number() + " AS release, "
                + quoted(release.company()) + " AS company, DATE "
                + quoted(release.asOf().toString()) + " AS as_of, TIMESTAMPTZ "
                + quoted(release.releasedAt().toString()) + " AS released_at");
        statement.execute(
                "CREATE TABLE meta.tables (name VARCHAR, grain VARCHAR, row_count BIGINT, as_of DATE, purpose VARCHAR)");
        for (var table : release.tables().entrySet()) {
            TableContract contract = Contracts.of(TableId.parse(table.getKey()));
            statement.execute(
                    "INSERT INTO meta.tables VALUES (" + quoted(table.getKey()) + ", " + quoted(contract.grain())
                            + ", (SELECT count(*) FROM " + table.getKey() + "), DATE "
                            + quoted(release.asOf().toString()) + ", "
                            + quoted(contract.purpose()) + ")");
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
