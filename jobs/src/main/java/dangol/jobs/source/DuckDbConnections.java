package dangol.jobs.source;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import org.apache.spark.sql.execution.datasources.jdbc.JDBCOptions;
import org.apache.spark.sql.jdbc.JdbcConnectionProvider;
import scala.collection.immutable.Map;

/**
 * Opens DuckDB files that are sources. Spark opens and closes a connection for each table that it reads, several at a time;
 * DuckDB refuses a file for the moment in which another connection of the same process is closing it. That passes.
 */
public final class DuckDbConnections extends JdbcConnectionProvider {
    /** As Spark's option of a source: who opens its connections. */
    static final String OPTION = "connectionProvider";

    static final String NAME = "dangol-duckdb";

    private static final String CLOSING = "Unique file handle conflict";
    private static final int ATTEMPTS = 100;
    private static final long PAUSE_MILLISECONDS = 20;

    @Override
    public String name() {
        return NAME;
    }

    /** Only where it is asked for: to Spark, two that can are one too many. */
    @Override
    public boolean canHandle(Driver driver, Map<String, String> options) {
        return options.exists(o -> o._1().equalsIgnoreCase(OPTION) && o._2().equals(NAME));
    }

    @Override
    public Connection getConnection(Driver driver, Map<String, String> options) {
        JDBCOptions jdbc = new JDBCOptions(options);
        for (int attempt = 1; ; attempt++) {
            try {
                return driver.connect(jdbc.url(), jdbc.asConnectionProperties());
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains(CLOSING)) {
                    throw rethrown(e);
                }
                pause();
            }
        }
    }

    @Override
    public boolean modifiesSecurityContext(Driver driver, Map<String, String> options) {
        return false;
    }

    /** As it is: Spark's method does not declare what drivers throw. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException rethrown(SQLException e) throws E {
        throw (E) e;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a DuckDB file was waited for", e);
        }
    }
}
