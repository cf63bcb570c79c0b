package dangol.jobs.publish;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.lake.Storage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/** Asks the last release through its DuckDB file, without Spark; reads only. */
public final class ReleaseQuery implements AutoCloseable {
    private final Connection connection;

    private ReleaseQuery(Connection connection) {
        this.connection = connection;
    }

    /**
     * @param settings how to reach the home's file system, besides what the environment says; see {@link Storage}
     * @throws ConfigurationException when nothing was released yet
     */
    public static ReleaseQuery open(Company company, Map<String, String> settings) {
        return of(file(company, settings));
    }

    /** Asks a release's DuckDB file. */
    public static ReleaseQuery of(Path file) {
        return of(file, List.of());
    }

    /**
     * Asks a release's DuckDB file and what some statements put beside it: they run first, before other files are locked away.
     *
     * @param beside statements that attach or make what lives in memory; the release itself cannot be changed
     */
    public static ReleaseQuery of(Path file, List<String> beside) {
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, readOnly());
            try (Statement statement = connection.createStatement()) {
                for (String sql : beside) {
                    statement.execute(sql);
                }
                statement.execute("SET search_path = '" + String.join(",", schemas(statement)) + "'");
                statement.execute("SET enable_external_access = false");
                statement.execute("SET lock_configuration = true");
            }
            return new ReleaseQuery(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Opens a file beside others who read it, which who may write to it keeps out. */
    static Properties readOnly() {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        return readOnly;
    }

    /** The release itself, for programs that ask much; it is closed with this. */
    public Connection connection() {
        return connection;
    }

    /** The schemas of the file; one that an older version wrote has no views for BI. */
    private static List<String> schemas(Statement statement) throws SQLException {
        Set<String> present = new HashSet<>();
        try (ResultSet result = statement.executeQuery(
                "SELECT schema_name FROM information_schema.schemata WHERE catalog_name = current_database()")) {
            while (result.next()) {
                present.add(result.getString(1));
            }
        }
        return Stream.of("gold", "history", "meta", BiView.SCHEMA)
                .filter(present::contains)
                .toList();
    }

    /**
     * The file of the last release.
     *
     * @param settings how to reach the home's file system, besides what the environment says; see {@link Storage}
     * @throws ConfigurationException when nothing was released yet
     */
    public static Path file(Company company, Map<String, String> settings) {
        Folder home = Folder.of(company.home(), Storage.configuration(company.home(), settings));
        return DuckDbFile.find(home, company).orElseThrow(() -> ReleaseStore.none(company));
    }

    /** The rows that a statement gave, and what its columns are called. */
    public record Answer(List<String> columns, List<List<Object>> rows) {}

    /** @throws ConfigurationException when DuckDB does not understand the statement */
    public void run(String sql, Rendering rendering, PrintStream out) {
        Answer answer = ask(sql);
        rendering.write(answer.columns(), answer.rows(), out);
    }

    /** @throws ConfigurationException when DuckDB does not understand the statement */
    public Answer ask(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> columns = new ArrayList<>();
            ResultSetMetaData meta = result.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(meta.getColumnLabel(i));
            }
            return new Answer(columns, ResultRows.of(result));
        } catch (SQLException e) {
            throw new ConfigurationException(
                    "SQL", e.getMessage().strip(), "'./dangol tables --conf …' lists the tables of the release.");
        }
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
