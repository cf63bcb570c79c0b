package dangol.jobs.schedule;

import dangol.jobs.company.AwaitedFeed;
import dangol.jobs.company.Company;
import dangol.jobs.company.Format;
import dangol.jobs.lake.Folder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/** Looks whether a feed has brought what a run waits for. */
final class Sources {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Configuration configuration;
    private final Duration patience;

    Sources(Configuration configuration) {
        this(configuration, PATIENCE);
    }

    /** @param patience how long a database may take to answer; one that is blocked would stop the whole schedule */
    Sources(Configuration configuration, Duration patience) {
        this.configuration = configuration;
        this.patience = patience;
    }

    boolean hasArrived(Company company, AwaitedFeed awaited, LocalDate day, Instant scheduled) {
        if (awaited.feed().format() == Format.JDBC) {
            return answersYes(awaited.feed().options(), awaited.query(day));
        }
        boolean byName = !awaited.file().isEmpty();
        Instant oldest = byName ? Instant.MIN : scheduled.minus(awaited.freshWithin());
        String files = byName ? awaited.file(day) : awaited.feed().files();
        List<FileStatus> found = Folder.of(company.sources(), configuration).glob(files);
        return found.stream()
                .filter(f -> f.getLen() > 0)
                .anyMatch(f -> !Instant.ofEpochMilli(f.getModificationTime()).isBefore(oldest));
    }

    private boolean answersYes(Map<String, String> options, String query) {
        try (Connection connection = connect(options)) {
            // For a server that is gone without a word. Longer than the query's, which leaves the connection in order.
            whereSupported(() -> connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis() * 2)));
            try (Statement statement = connection.createStatement()) {
                whereSupported(() -> statement.setQueryTimeout(Math.toIntExact(patience.toSeconds())));
                try (ResultSet result = statement.executeQuery(query)) {
                    return result.next() && result.getBoolean(1);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("'" + query + "': " + e.getMessage(), e);
        }
    }

    /** In a thread that is given up: drivers know no common limit for a server that takes a connection and then says nothing. */
    private Connection connect(Map<String, String> options) throws SQLException {
        CompletableFuture<Connection> connected = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        Connection connection = DriverManager.getConnection(
                                options.get("url"), options.get("user"), options.get("password"));
                        if (!connected.complete(connection)) {
                            connection.close();
                        }
                    } catch (SQLException | RuntimeException | Error e) {
                        connected.completeExceptionally(e);
                    }
                },
                "schedule-connects");
        thread.setDaemon(true);
        thread.start();
        try {
            return connected
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .get();
        } catch (ExecutionException e) {
            String why = e.getCause() instanceof TimeoutException
                    ? "no answer within " + patience.toSeconds() + " s"
                    : e.getCause().getMessage();
            throw new SQLException(why, e.getCause());
        } catch (InterruptedException e) {
            connected.cancel(false);
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    private interface Setting {
        void set() throws SQLException;
    }

    /** Not all drivers know all limits, and those of JDBC 4.0 do not even have the method. */
    private static void whereSupported(Setting setting) {
        try {
            setting.set();
        } catch (SQLException | UnsupportedOperationException | AbstractMethodError e) {
            // Then it is asked without.
        }
    }
}
