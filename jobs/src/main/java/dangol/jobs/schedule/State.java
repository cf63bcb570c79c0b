package dangol.jobs.schedule;

import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.DatabaseFault;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What a schedule remembers: what is due, which db-scheduler keeps, and what was tried and told, which is kept here; in an embedded
 * H2 file or in PostgreSQL.
 */
final class State implements AutoCloseable {
    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS scheduled_tasks (
              task_name VARCHAR(100) NOT NULL,
              task_instance VARCHAR(100) NOT NULL,
              task_data %s,
              execution_time TIMESTAMP WITH TIME ZONE NOT NULL,
              picked BOOLEAN NOT NULL,
              picked_by VARCHAR(50),
              last_success TIMESTAMP WITH TIME ZONE,
              last_failure TIMESTAMP WITH TIME ZONE,
              consecutive_failures INT,
              last_heartbeat TIMESTAMP WITH TIME ZONE,
              version BIGINT NOT NULL,
              priority SMALLINT,
              PRIMARY KEY (task_name, task_instance));
            CREATE INDEX IF NOT EXISTS scheduled_tasks_due ON scheduled_tasks (execution_time);
            CREATE INDEX IF NOT EXISTS scheduled_tasks_heartbeat ON scheduled_tasks (last_heartbeat);
            CREATE TABLE IF NOT EXISTS schedule_try (
              company VARCHAR(100) NOT NULL,
              entry VARCHAR(100) NOT NULL,
              scheduled TIMESTAMP NOT NULL,
              logical_day DATE NOT NULL,
              started_at TIMESTAMP WITH TIME ZONE NOT NULL,
              ended_at TIMESTAMP WITH TIME ZONE NOT NULL,
              outcome VARCHAR(20) NOT NULL,
              message VARCHAR(2000) NOT NULL);
            CREATE INDEX IF NOT EXISTS schedule_try_ended ON schedule_try (company, entry, ended_at);
            CREATE TABLE IF NOT EXISTS schedule_told (
              company VARCHAR(100) NOT NULL,
              entry VARCHAR(100) NOT NULL,
              scheduled TIMESTAMP NOT NULL,
              what VARCHAR(100) NOT NULL,
              PRIMARY KEY (company, entry, scheduled, what))
            """;
    private static final String USER = "DANGOL_STATE_USER";
    private static final String PASSWORD = "DANGOL_STATE_PASSWORD";
    private static final String H2_USER = "sa";
    private static final String WRONG_PASSWORD = "28000";
    private static final Pattern SECRET = Pattern.compile("(?i)[?&;](ssl)?password=|://[^/@]*:[^/@]*@");

    private final DataSource source;
    private final JdbcConnectionPool pool;

    private State(DataSource source, JdbcConnectionPool pool) {
        this.source = source;
        this.pool = pool;
    }

    /**
     * @param url of H2 or PostgreSQL
     * @throws ConfigurationException when the state cannot be kept there
     * @throws dangol.jobs.company.OutageException when the database does not answer
     */
    static State open(String url) {
        return open(url, "");
    }

    /** @param password of the state's own user in H2 */
    static State open(String url, String password) {
        if (SECRET.matcher(url).find()) {
            throw new ConfigurationException(
                    "--state",
                    "the address holds a password, and others on this machine can read a command line.",
                    "Leave it out and set " + PASSWORD + ".");
        }
        // Several processes may share the file; what passes between them stays on this machine.
        System.setProperty("h2.bindAddress", "127.0.0.1");
        JdbcConnectionPool pool = null;
        DataSource source;
        if (url.startsWith("jdbc:postgresql:")) {
            source = postgres(url);
        } else if (url.startsWith("jdbc:h2:")) {
            pool = JdbcConnectionPool.create(url, H2_USER, password);
            source = pool;
        } else {
            throw new ConfigurationException(
                    "--state " + url,
                    "is neither a folder nor a database that can keep the state.",
                    "Give a folder, or jdbc:postgresql://host/database with " + USER + " and " + PASSWORD
                            + " in the environment.");
        }
        State state = new State(source, pool);
        try {
            state.create(pool == null ? "BYTEA" : "BLOB");
        } catch (SQLException e) {
            state.close();
            if (pool != null && WRONG_PASSWORD.equals(e.getSQLState()) && adopt(url, password)) {
                return open(url, password);
            }
            throw DatabaseFault.of(
                    e,
                    "--state " + url,
                    "the state cannot be opened: " + e.getMessage() + ".",
                    "Check that it is reachable and that its user may create tables.");
        }
        return state;
    }

    /** A state that an earlier version made has no password yet; false when it is not that. */
    private static boolean adopt(String url, String password) {
        try (Connection connection = DriverManager.getConnection(url, H2_USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER USER " + H2_USER + " SET PASSWORD '" + password + "'");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static DataSource postgres(String url) {
        PGSimpleDataSource postgres = new PGSimpleDataSource();
        try {
            postgres.setUrl(url);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "--state " + url,
                    "is no address of PostgreSQL.",
                    "Write it as jdbc:postgresql://host/database or jdbc:postgresql://host:port/database.");
        }
        Optional.ofNullable(System.getenv(USER)).ifPresent(postgres::setUser);
        Optional.ofNullable(System.getenv(PASSWORD)).ifPresent(postgres::setPassword);
        return postgres;
    }

    private void create(String bytes) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            if (pool == null) {
                // Two processes that create the same table at the same moment would not both succeed.
                statement.execute("SELECT pg_advisory_xact_lock(7040317)");
            }
            for (String sql : String.format(Locale.ROOT, TABLES, bytes).split(";")) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    DataSource source() {
        return source;
    }

    void add(Try done) {
        update(
                "INSERT INTO schedule_try VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                done.company(),
                done.entry(),
                done.scheduled(),
                done.day(),
                done.startedAt().atOffset(ZoneOffset.UTC),
                done.endedAt().atOffset(ZoneOffset.UTC),
                done.outcome().name(),
                done.message().substring(0, Math.min(2000, done.message().length())));
    }

    /** The last tries of an entry, the newest first. */
    List<Try> lastTries(String company, String entry, int most) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT scheduled, logical_day, started_at, ended_at, outcome, message FROM schedule_try"
                                + " WHERE company = ? AND entry = ? ORDER BY ended_at DESC, scheduled DESC LIMIT ?")) {
            statement.setString(1, company);
            statement.setString(2, entry);
            statement.setInt(3, most);
            List<Try> tries = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    tries.add(new Try(
                            company,
                            entry,
                            rows.getObject(1, LocalDateTime.class),
                            rows.getObject(2, LocalDate.class),
                            instant(rows, 3),
                            instant(rows, 4),
                            Outcome.valueOf(rows.getString(5)),
                            rows.getString(6)));
                }
            }
            return tries;
        } catch (SQLException e) {
            throw new IllegalStateException("The schedule's state: " + e.getMessage(), e);
        }
    }

    /** Changes what is kept of an entry in the hand of {@code holder}, and of no other, without ending its turn. */
    void keep(String task, String entry, String holder, byte[] data) {
        update(
                "UPDATE scheduled_tasks SET task_data = ? WHERE task_name = ? AND task_instance = ? AND picked_by = ?",
                data,
                task,
                entry,
                holder);
    }

    /** When the process that has an entry in hand was last known to live. */
    Optional<Instant> lastHeartbeat(String task, String entry) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT last_heartbeat FROM scheduled_tasks WHERE task_name = ? AND task_instance = ?"
                                + " AND last_heartbeat IS NOT NULL")) {
            statement.setString(1, task);
            statement.setString(2, entry);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(instant(rows, 1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The schedule's state: " + e.getMessage(), e);
        }
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** True for the first who asks, whichever process asks: the one who tells it. */
    boolean isFirstToTell(String company, String entry, Due due, String what) {
        return update(
                        "INSERT INTO schedule_told SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM schedule_told"
                                + " WHERE company = ? AND entry = ? AND scheduled = ? AND what = ?)",
                        company,
                        entry,
                        due.scheduled(),
                        what,
                        company,
                        entry,
                        due.scheduled(),
                        what)
                == 1;
    }

    private int update(String sql, Object... values) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            if ("23505".equals(e.getSQLState())) {
                return 0;
            }
            throw new IllegalStateException("The schedule's state: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.dispose();
        }
    }
}
