package dangol.jobs.publish;

import static dangol.jobs.publish.PostgresFailure.quoted;

import dangol.jobs.publish.ReleasedTable.Field;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Loads tables of a release into a schema that nobody reads yet, and compares them with the release. */
final class PostgresLoad {
    /** How far two sums of the same DOUBLE values may lie apart, of the sum of their sizes: they are added in other orders. */
    private static final double SUMS_DIFFER_BY = 1e-9;

    private final Connection connection;
    private final ReleaseFile release;

    PostgresLoad(Connection connection, ReleaseFile release) {
        this.connection = connection;
        this.release = release;
    }

    /** Makes and fills a table, within the transaction of the caller. */
    void table(ReleasedTable table, String schema) throws SQLException {
        String name = quoted(schema) + "." + quoted(table.name());
        execute("CREATE TABLE " + name + " ("
                + table.columns().stream()
                        .map(c -> quoted(c.name()) + " " + type(table, c))
                        .collect(Collectors.joining(", "))
                + ")");
        copy(table, name);
        if (!table.primaryKey().isEmpty()) {
            execute("ALTER TABLE " + name + " ADD PRIMARY KEY (" + names(table.primaryKey()) + ")");
        }
        for (String column : table.indexes()) {
            execute("CREATE INDEX ON " + name + " (" + quoted(column) + ")");
        }
        // By its comment a later publish knows the table as its own.
        execute("COMMENT ON TABLE " + name + " IS "
                + text(table.comment().isEmpty() ? "A table of a newer or older version." : table.comment()));
        for (Field column : table.columns()) {
            if (!column.comment().isEmpty()) {
                execute("COMMENT ON COLUMN " + name + "." + quoted(column.name()) + " IS " + text(column.comment()));
            }
        }
        execute("ANALYZE " + name);
        compare(table, name);
    }

    /** Makes a view, its comments with it. */
    void view(BiView view, Map<String, String> schemas) throws SQLException {
        String name = schemas.get(BiView.SCHEMA) + "." + quoted(view.name());
        execute("CREATE VIEW " + name + " AS " + view.sql(schemas));
        execute("COMMENT ON VIEW " + name + " IS " + text(view.comment()));
        for (Map.Entry<String, String> column : view.columns().entrySet()) {
            execute("COMMENT ON COLUMN " + name + "." + quoted(column.getKey()) + " IS " + text(column.getValue()));
        }
    }

    /** Rows go through as they come. FREEZE: also a reader whose snapshot is older than the load sees them. */
    private void copy(ReleasedTable table, String name) throws SQLException {
        List<String> columns = table.columns().stream().map(Field::name).toList();
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + name + " (" + names(columns) + ") FROM STDIN WITH (FORMAT text, FREEZE)");
        try (Statement statement = release.statement();
                ResultSet rows = statement.executeQuery("SELECT " + names(columns) + " FROM " + table.id())) {
            new CopyRows(columns.size(), chunk -> copy.writeToCopy(chunk, 0, chunk.length)).write(rows);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static String type(ReleasedTable table, Field column) {
        return switch (column.type()) {
            case "VARCHAR" -> "text";
            case "BIGINT" -> "bigint";
            case "INTEGER" -> "integer";
            case "DOUBLE" -> "double precision";
            case "BOOLEAN" -> "boolean";
            case "DATE" -> "date";
            case "TIMESTAMP WITH TIME ZONE" -> "timestamptz";
            default -> {
                if (column.type().startsWith("DECIMAL(")) {
                    yield column.type().replace("DECIMAL", "numeric");
                }
                throw new IllegalStateException(
                        "Column " + table.id() + "." + column.name() + " is of type "
                                + column.type()
                                + ", which is not published to PostgreSQL.\n    -> Leave the table out with --tables, or publish to a folder.");
            }
        };
    }

    /** Counts and sums of what was loaded against the release: no rows lost, doubled or cut. */
    private void compare(ReleasedTable table, String name) throws SQLException {
        List<Field> numbers = table.columns().stream().filter(Field::isNumber).toList();
        List<BigDecimal> released = sums(release.statement(), table.id(), numbers);
        List<BigDecimal> loaded = sums(connection.createStatement(), name, numbers);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < released.size(); i++) {
            String what = i == 0 ? "rows" : numbers.get((i - 1) / 3).name();
            boolean exact = i == 0 || !numbers.get((i - 1) / 3).isDouble();
            BigDecimal size = i == 0 || exact ? BigDecimal.ZERO : released.get((i - 1) / 3 * 3 + 3);
            BigDecimal allowed = size.multiply(BigDecimal.valueOf(SUMS_DIFFER_BY));
            if (released.get(i).subtract(loaded.get(i)).abs().compareTo(allowed) > 0) {
                differences.add(what + ": " + released.get(i).toPlainString() + " released, "
                        + loaded.get(i).toPlainString() + " loaded");
            }
        }
        if (!differences.isEmpty()) {
            throw new IllegalStateException(
                    table.id() + " differs from the release after the load: "
                            + String.join("; ", differences)
                            + ".\n    -> Nothing was shown to readers. Publish again; when it stays, the database has a trigger or rule that changes rows.");
        }
    }

    /** The number of rows, then of each column the number of values, their sum and the sum of their sizes. */
    private static List<BigDecimal> sums(Statement asked, String table, List<Field> numbers) throws SQLException {
        StringBuilder select = new StringBuilder("SELECT count(*)");
        for (Field column : numbers) {
            String name = quoted(column.name());
            // NaN and infinite values are counted and not added.
            String finite = column.isDouble()
                    ? "CASE WHEN " + name + " BETWEEN -1e300 AND 1e300 THEN " + name + " ELSE 0 END"
                    : name;
            select.append(", count(").append(name).append("), coalesce(sum(").append(finite);
            select.append("), 0), coalesce(sum(abs(").append(finite).append(")), 0)");
        }
        try (Statement statement = asked;
                ResultSet result = statement.executeQuery(select + " FROM " + table)) {
            result.next();
            List<BigDecimal> sums = new ArrayList<>();
            for (int i = 1; i <= 1 + 3 * numbers.size(); i++) {
                sums.add(new BigDecimal(result.getObject(i).toString()));
            }
            return sums;
        }
    }

    private static String names(List<String> columns) {
        return columns.stream().map(PostgresFailure::quoted).collect(Collectors.joining(", "));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(String words) {
        return "'" + words.replace("'", "''") + "'";
    }
}
