package dangol.jobs.publish;

import dangol.Tables;
import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.company.BusinessCalendar;
import dangol.jobs.lake.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A release's DuckDB file made from the contracts alone, filled row by row. */
public final class SampleRelease implements AutoCloseable {
    public static final LocalDate AS_OF = LocalDate.parse("2025-12-31");

    private final Connection connection;
    private final long number;
    private BusinessCalendar calendar = BusinessCalendar.PLAIN;

    private SampleRelease(Connection connection, long number) {
        this.connection = connection;
        this.number = number;
    }

    /** Empty tables, every one of gold. */
    public static SampleRelease begin(Path file, long number) throws SQLException, IOException {
        Files.deleteIfExists(file);
        Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        SampleRelease release = new SampleRelease(connection, number);
        for (String schema : List.of("gold", "history", "meta", "bi")) {
            release.execute("CREATE SCHEMA " + schema);
        }
        for (TableId table : gold()) {
            release.execute("CREATE TABLE " + table + " (" + DuckDbFile.columns(Contracts.of(table)) + ")");
        }
        return release;
    }

    /** Counts weeks and holidays by this calendar. */
    public SampleRelease by(BusinessCalendar other) {
        calendar = other;
        return this;
    }

    /** Makes the tables of meta in another file, without rows. */
    public static void makeMeta(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA meta");
            for (MetaTable table : MetaTable.values()) {
                table.create(statement);
            }
        }
    }

    public static List<TableId> gold() {
        return Tables.all().stream()
                .map(t -> t.id())
                .filter(id -> id.layer() == Layer.GOLD)
                .sorted()
                .toList();
    }

    /** Adds a row; required columns that are not named get the least of their type, others null. */
    public SampleRelease row(String table, Object... namesAndValues) throws SQLException {
        TableContract contract = Contracts.of(TableId.parse(table));
        Map<String, Object> row = new TreeMap<>();
        for (Column column : contract.columns()) {
            if (column.required()) {
                row.put(column.name(), least(column));
            }
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        String holes = String.join(", ", row.keySet().stream().map(c -> "?").toList());
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + table + " (" + String.join(", ", row.keySet()) + ") VALUES (" + holes + ")")) {
            List<Object> values = new ArrayList<>(row.values());
            for (int i = 0; i < values.size(); i++) {
                insert.setObject(i + 1, values.get(i));
            }
            insert.execute();
        }
        return this;
    }

    private static Object least(Column column) {
        if (column.name().equals("as_of_date")) {
            return AS_OF;
        }
        return switch (column.type().sql()) {
            case "STRING" -> "";
            case "DATE" -> LocalDate.parse("2025-01-01");
            case "BOOLEAN" -> true;
            default -> 0;
        };
    }

    public SampleRelease execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return this;
    }

    /** Writes meta and the views, as a run does, and closes the file. */
    public void finish() throws SQLException {
        Map<String, Release.Released> tables = new TreeMap<>();
        for (TableId table : gold()) {
            tables.put(table.toString(), new Release.Released(1, count(table), "1.0.0"));
        }
        Release release = new Release(
                number, "corner_shop", AS_OF, Instant.parse("2026-01-01T02:30:00Z"), "", 1, Map.of(), tables);
        try (Statement statement = connection.createStatement()) {
            DuckDbFile.describe(statement, release, ZoneId.of("Asia/Seoul"), calendar);
            DuckDbFile.addViews(statement, tables.keySet(), calendar);
        }
        connection.close();
    }

    private long count(TableId table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
