package dangol.jobs.publish;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/**
 * Answers queries of one DuckDB connection in little memory, which the JVM beside it leaves. A query that does not fit is asked
 * again of one thread, which holds less at a time than several, and then with more memory: a run must not fail for a question.
 *
 * @param megabytes what the database may hold
 * @param megabytesInNeed what it may hold for a query that needs more
 */
record QueryMemory(long megabytes, long megabytesInNeed) {
    /** Spark setting: how many megabytes a query may take that does not fit into the usual 1,000. */
    static final String IN_NEED = "spark.dangol.duckDbMegabytes";

    private static final long USUALLY = 1_000;
    static final String IN_NEED_USUALLY = "4000";

    static QueryMemory of(String megabytesInNeed) {
        return new QueryMemory(USUALLY, Math.max(USUALLY, Long.parseLong(megabytesInNeed.strip())));
    }

    void limit(Connection connection) throws SQLException {
        limit(connection, megabytes);
    }

    private static void limit(Connection connection, long megabytes) throws SQLException {
        set(connection, "SET memory_limit = '" + megabytes + "MB'");
    }

    private static void set(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(setting);
        }
    }

    /** @throws SQLException also for a query that does not fit at all, with a message that names the cure */
    List<List<Object>> rows(Connection connection, String sql) throws SQLException {
        try {
            return answer(connection, sql);
        } catch (SQLException e) {
            if (!isOutOfMemory(e)) {
                throw e;
            }
            return rowsInNeed(connection, sql);
        }
    }

    private List<List<Object>> rowsInNeed(Connection connection, String sql) throws SQLException {
        try {
            set(connection, "SET threads = 1");
            try {
                return answer(connection, sql);
            } catch (SQLException e) {
                if (!isOutOfMemory(e)) {
                    throw e;
                }
            }
            limit(connection, megabytesInNeed);
            return answer(connection, sql);
        } catch (SQLException e) {
            if (!isOutOfMemory(e)) {
                throw e;
            }
            throw new SQLException(
                    String.format(
                            Locale.ROOT,
                            "it does not fit into %,d MB of memory (%s)%n    -> Allow more, as much as the machine has beside"
                                    + " DANGOL_MEMORY: --spark %s=%d",
                            megabytesInNeed,
                            e.getMessage().lines().findFirst().orElse(""),
                            IN_NEED,
                            2 * megabytesInNeed),
                    e);
        } finally {
            set(connection, "RESET threads");
            limit(connection);
        }
    }

    private static List<List<Object>> answer(Connection connection, String sql) throws SQLException {
        // A query that fails closes its statement.
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return ResultRows.of(result);
        }
    }

    private static boolean isOutOfMemory(SQLException e) {
        return String.valueOf(e.getMessage()).contains("Out of Memory Error");
    }
}
