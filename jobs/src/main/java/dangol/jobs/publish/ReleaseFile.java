package dangol.jobs.publish;

import dangol.contract.Column;
import dangol.contract.TableContract;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.Nearest;
import dangol.jobs.publish.ReleasedTable.Field;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The DuckDB file of a release, open for reading. A later release takes its name and not its content, so that everything read
 * here is of one release.
 */
final class ReleaseFile implements AutoCloseable {
    private final Connection connection;
    private final Head head;

    /** Which release the file shows. */
    record Head(long release, String company, LocalDate asOf, String releasedAt) {}

    private ReleaseFile(Connection connection, Head head) {
        this.connection = connection;
        this.head = head;
    }

    static ReleaseFile open(Path file) {
        Properties properties = ReleaseQuery.readOnly();
        // Rows come as they are asked for; else DuckDB would first hold all of them.
        properties.setProperty("jdbc_stream_results", "true");
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, properties);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET memory_limit = '1GB'");
                statement.execute("SET TimeZone = 'UTC'");
                return new ReleaseFile(connection, head(statement));
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    file + " is not readable as the file of a release: " + e.getMessage()
                            + "\n    -> Run again: the next release writes it anew.",
                    e);
        }
    }

    private static Head head(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery(
                "SELECT release, company, as_of, strftime(released_at, '%Y-%m-%dT%H:%M:%SZ') FROM meta.release")) {
            result.next();
            return new Head(
                    result.getLong(1), result.getString(2), LocalDate.parse(result.getString(3)), result.getString(4));
        }
    }

    Head head() {
        return head;
    }

    Statement statement() throws SQLException {
        return connection.createStatement();
    }

    /**
     * The tables of gold that are asked for, and all of meta.
     *
     * @param wanted names with or without {@code gold.}; none for all
     * @throws ConfigurationException naming each that the release does not hold
     */
    List<ReleasedTable> tables(List<String> wanted) throws SQLException {
        Map<String, List<String>> names = names();
        Set<String> chosen = new LinkedHashSet<>();
        for (String name : wanted) {
            String plain = name.strip().replaceFirst("^gold\\.", "");
            if (!names.get("gold").contains(plain)) {
                throw new ConfigurationException(
                        "--tables " + name,
                        "the release has no such gold table.",
                        Nearest.hint(plain, names.get("gold")));
            }
            chosen.add(plain);
        }
        List<ReleasedTable> tables = new ArrayList<>();
        for (String name : names.get("gold")) {
            if (chosen.isEmpty() || chosen.contains(name)) {
                tables.add(table("gold", name));
            }
        }
        for (String name : names.get("meta")) {
            tables.add(table("meta", name));
        }
        return tables;
    }

    private Map<String, List<String>> names() throws SQLException {
        Map<String, List<String>> names = new LinkedHashMap<>();
        names.put("gold", new ArrayList<>());
        names.put("meta", new ArrayList<>());
        try (Statement statement = statement();
                ResultSet result = statement.executeQuery(
                        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = current_database()"
                                + " AND table_schema IN ('gold', 'meta') ORDER BY 1, 2")) {
            while (result.next()) {
                names.get(result.getString(1)).add(result.getString(2));
            }
        }
        return names;
    }

    private ReleasedTable table(String schema, String name) throws SQLException {
        Optional<TableContract> contract = ReleasedTable.contract(schema, name);
        Optional<MetaTable> meta = MetaTable.of(schema, name);
        List<Field> columns = new ArrayList<>();
        try (Statement statement = statement();
                ResultSet result =
                        statement.executeQuery("SELECT column_name, data_type FROM information_schema.columns"
                                + " WHERE table_catalog = current_database() AND table_schema = '" + schema
                                + "' AND table_name = '" + name + "' ORDER BY ordinal_position")) {
            while (result.next()) {
                String column = result.getString(1);
                String comment = contract.flatMap(c -> c.column(column))
                        .map(ReleaseFile::comment)
                        .or(() -> meta.map(m -> m.commentOf(column)))
                        .orElse("");
                columns.add(new Field(column, result.getString(2), comment));
            }
        }
        List<String> named = columns.stream().map(Field::name).toList();
        List<String> key = contract.map(TableContract::primaryKey)
                .or(() -> meta.map(MetaTable::key))
                .orElse(List.of());
        return new ReleasedTable(
                schema,
                name,
                contract.map(c -> c.grain() + " " + c.purpose())
                        .or(() -> meta.map(MetaTable::comment))
                        .orElse(""),
                columns,
                named.containsAll(key) ? key : List.of(),
                rows(schema + "." + name));
    }

    private long rows(String table) throws SQLException {
        try (Statement statement = statement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static String comment(Column column) {
        return column.description() + (column.unit().isEmpty() ? "" : " [" + column.unit() + "]");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
