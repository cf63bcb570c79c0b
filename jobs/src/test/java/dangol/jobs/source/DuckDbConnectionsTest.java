package dangol.jobs.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.jdbc.JdbcConnectionProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class DuckDbConnectionsTest {
    @TempDir
    Path folder;

    private static scala.collection.immutable.Map<String, String> options(String url) {
        return scala.collection.immutable.Map.from(CollectionConverters.asScala(
                Map.of("url", url, "dbtable", "t", DuckDbConnections.OPTION, DuckDbConnections.NAME)));
    }

    @Test
    void aFileThatIsJustBeingClosedIsOpenedAMomentLater() throws Exception {
        String url = "jdbc:duckdb:" + folder.resolve("source.duckdb");
        Driver driver = DriverManager.getDriver(url);
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute("CREATE TABLE t AS SELECT 1 AS a");
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Integer>> opened = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            opened.add(threads.submit(() -> {
                int count = 0;
                for (; count < 200; count++) {
                    new DuckDbConnections().getConnection(driver, options(url)).close();
                }
                return count;
            }));
        }
        for (Future<Integer> count : opened) {
            // DriverManager alone is refused some ten times of these.
            assertEquals(200, count.get());
        }
        threads.shutdown();
    }

    @Test
    void whatIsNoDatabaseIsToldAtOnce() throws Exception {
        Path file = Files.writeString(
                folder.resolve("note.duckdb"), "not a database, and long enough to be looked at".repeat(500));
        String url = "jdbc:duckdb:" + file;
        Driver driver = DriverManager.getDriver(url);
        assertThrows(SQLException.class, () -> new DuckDbConnections().getConnection(driver, options(url)));
    }

    @Test
    void sparkFindsItAndOnlyWhereItIsAskedFor() throws Exception {
        assertTrue(ServiceLoader.load(JdbcConnectionProvider.class).stream()
                .anyMatch(p -> p.type().equals(DuckDbConnections.class)));
        Driver driver = DriverManager.getDriver("jdbc:duckdb:");
        assertTrue(new DuckDbConnections().canHandle(driver, options("jdbc:duckdb:")));
        assertFalse(new DuckDbConnections()
                .canHandle(
                        driver,
                        scala.collection.immutable.Map.from(
                                CollectionConverters.asScala(Map.of("url", "jdbc:duckdb:", "dbtable", "t")))));
    }
}
