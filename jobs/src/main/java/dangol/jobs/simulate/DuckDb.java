package dangol.jobs.simulate;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A DuckDB file filled by appenders, on one thread and with little memory, so that rows keep the order they came in. */
final class DuckDb implements Closeable {

    private final DuckDBConnection connection;
    private final Map<String, DuckDBAppender> appenders = new LinkedHashMap<>();

    DuckDb(Path file) {
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:" + file).unwrap(DuckDBConnection.class);
            execute("SET threads = 1");
            execute("SET memory_limit = '400MB'");
            // One transaction for all: every full chunk of an appender would otherwise be a commit and wait for the
            // disk.
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw failure("Cannot open the DuckDB file " + file, e);
        }
    }

    void table(String name, String columns) {
        execute("CREATE TABLE " + name + " (" + columns + ")");
        try {
            appenders.put(name, connection.createAppender(name));
        } catch (SQLException e) {
            throw failure("Cannot fill the table " + name, e);
        }
    }

    void append(String table, Object... values) {
        DuckDBAppender appender = appenders.get(table);
        try {
            appender.beginRow();
            for (Object value : values) {
                append(appender, value);
            }
            appender.endRow();
        } catch (SQLException e) {
            throw failure("Cannot write a row of the table " + table, e);
        }
    }

    private static void append(DuckDBAppender appender, Object value) throws SQLException {
        if (value == null) {
            appender.appendNull();
        } else if (value instanceof String text) {
            appender.append(text);
        } else if (value instanceof Integer number) {
            appender.append((int) number);
        } else if (value instanceof Boolean flag) {
            appender.append((boolean) flag);
        } else if (value instanceof BigDecimal amount) {
            appender.append(amount);
        } else if (value instanceof LocalDate day) {
            appender.append(day);
        } else if (value instanceof LocalDateTime time) {
            appender.append(time);
        } else {
            throw new IllegalArgumentException("No column type for " + value.getClass());
        }
    }

    /** Makes all appended rows visible; nothing can be appended afterwards. */
    void seal() {
        try {
            for (DuckDBAppender appender : appenders.values()) {
                appender.close();
            }
            appenders.clear();
            connection.commit();
        } catch (SQLException e) {
            throw failure("Cannot finish a DuckDB table", e);
        }
    }

    void copy(String query, Path file) {
        execute("COPY (" + query + ") TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet)");
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failure("DuckDB refused: " + sql, e);
        }
    }

    private static IllegalStateException failure(String what, SQLException e) {
        return new IllegalStateException(what + ": " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        seal();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("Cannot close a DuckDB file: " + e.getMessage(), e);
        }
    }
}
