package dangol.jobs.publish;

import static dangol.jobs.publish.PostgresFailure.quoted;

import dangol.jobs.company.ConfigurationException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Publishes a release into the schemas {@code gold}, {@code meta} and {@code bi} of a PostgreSQL database. It is loaded beside
 * what readers see, compared with the release, and takes its place in one transaction; a reader sees the one or the other.
 */
public final class PostgresTarget {
    private static final List<String> SCHEMAS = List.of("gold", "meta", BiView.SCHEMA);
    private static final String MARK = "Written by dangol publish. Company ";
    private static final Set<String> LOCK_NOT_HAD = Set.of("55P03", "57014", "40P01");
    private static final long LOCK_WAIT_MILLIS = 500;

    private final PostgresUrl url;
    private final Settings settings;
    private final List<String> notes = new ArrayList<>();
    private Connection connection;

    /**
     * @param prefix before the names of the schemas, or empty
     * @param reader role that may read and nothing else
     * @param patience how long to wait for queries that read the old tables when the new ones take their place
     */
    public record Settings(String prefix, String reader, Duration patience) {}

    public PostgresTarget(PostgresUrl url, Settings settings) {
        this.url = url;
        this.settings = settings;
    }

    /**
     * Publishes a release.
     *
     * @param file the release's DuckDB file
     * @param wanted gold tables, with or without {@code gold.}; none for all
     * @throws TargetBusyException when another publish works on the same schemas
     * @throws ConfigurationException when the release lacks a table, or a schema belongs to somebody else
     */
    public Published publish(Path file, List<String> wanted) {
        try (ReleaseFile release = ReleaseFile.open(file)) {
            List<ReleasedTable> tables = release.tables(wanted);
            try (Connection opened = connect()) {
                connection = opened;
                lock();
                refuseForeign(release.head().company());
                refuseWorkOfOthers();
                refuseReadersOfOthers(
                        Stream.of(shown(), leftovers()).flatMap(List::stream).toList());
                if (!removeLeftovers()) {
                    throw new IllegalStateException("Queries still read tables of an earlier publish in " + url
                            + ".\n    -> Publish again when they have ended; readers see the release before.");
                }
                doing("create schemas", () -> createSchemas(release.head()));
                List<BiView> views = load(release, tables);
                swap();
                tidyUp();
                return new Published(
                        release.head().release(),
                        release.head().asOf(),
                        url + ", schemas " + SCHEMAS.stream().map(this::shown).collect(Collectors.joining(", ")),
                        tables.size(),
                        tables.stream().mapToLong(ReleasedTable::rows).sum(),
                        views.size(),
                        notes);
            }
        } catch (SQLException e) {
            throw PostgresFailure.of(url, "publish", e);
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    private void doing(String what, Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            throw PostgresFailure.of(url, what, e);
        }
    }

    private Connection connect() {
        try {
            Connection opened = DriverManager.getConnection(url.jdbc(), url.properties());
            try (Statement statement = opened.createStatement()) {
                // Limits that are set for the role are meant for its queries, not for a load.
                statement.execute("SET statement_timeout = 0");
                statement.execute("SET idle_in_transaction_session_timeout = 0");
                statement.execute("SET client_min_messages = error");
                // A function of the same name that somebody made in public would be taken for PostgreSQL's own, now and
                // in the views.
                statement.execute("SET search_path = pg_catalog, pg_temp");
                return opened;
            } catch (SQLException e) {
                opened.close();
                throw e;
            }
        } catch (SQLException e) {
            throw PostgresFailure.of(url, "connect", e);
        }
    }

    /** The lock ends with the connection, however that ends. */
    private void lock() throws SQLException {
        if (!answer("SELECT pg_try_advisory_lock(hashtext('dangol publish'), hashtext(" + text(shown("gold")) + "))")
                .equals("t")) {
            throw new TargetBusyException("Another publish works on schema " + shown("gold") + " of " + url
                    + ".\n    -> Wait for its end and publish again; nothing was changed.");
        }
    }

    private void refuseForeign(String company) throws SQLException {
        for (String schema : SCHEMAS) {
            for (String name : List.of(shown(schema), next(schema), old(schema))) {
                String comment = answer("SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace"
                        + " WHERE nspname = " + text(name));
                if (comment != null && !comment.startsWith(MARK + company + ",")) {
                    throw new ConfigurationException(
                            url.toString(),
                            "schema '" + name + "' is there and does not hold what company '" + company
                                    + "' published.",
                            "Choose other names with --schema-prefix, for example --schema-prefix " + company + "_");
                }
                String owner = answer("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = " + text(name)
                        + " AND NOT pg_has_role(current_user, nspowner, 'USAGE')");
                if (owner != null) {
                    throw new ConfigurationException(
                            url.toString(),
                            "schema '" + name + "' was published by role '" + owner + "', and '" + url.user()
                                    + "' may not put another one in its place.",
                            "Publish as " + owner + ", or let somebody who may run: GRANT " + quoted(owner) + " TO "
                                    + quoted(url.user()) + ";");
                }
            }
        }
    }

    /** What somebody made in the schemas would go with them. All that a publish makes is the schema owner's and has a comment. */
    private void refuseWorkOfOthers() throws SQLException {
        List<String> found = answers("SELECT n.nspname || '.' || c.relname FROM pg_class c"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN " + among(shown())
                + " AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
                + " AND (obj_description(c.oid, 'pg_class') IS NULL OR c.relowner <> n.nspowner)"
                + " UNION SELECT n.nspname || '.' || p.proname || '()' FROM pg_proc p"
                + " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN " + among(shown())
                + " ORDER BY 1");
        if (!found.isEmpty()) {
            throw new ConfigurationException(
                    url.toString(),
                    "somebody made what no publish did in the published schemas, and it would go with them: "
                            + String.join(", ", found) + ".",
                    "Move it into a schema of its own, for example: ALTER TABLE … SET SCHEMA …; views on published tables: drop"
                            + " them, and make them again after each publish.");
        }
    }

    /** Views and functions of others would go with the tables that they read, and so would what ties tables of others to them. */
    private void refuseReadersOfOthers(List<String> going) throws SQLException {
        Set<String> ours = new TreeSet<>();
        SCHEMAS.forEach(s -> ours.addAll(List.of(shown(s), next(s), old(s))));
        List<String> found = answers("WITH going AS (SELECT c.oid, c.reltype FROM pg_class c"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN " + among(going) + "),"
                + " found AS (SELECT d.classid, d.objid FROM pg_depend d JOIN going g"
                + " ON d.refclassid = 'pg_class'::regclass AND d.refobjid = g.oid"
                + " OR d.refclassid = 'pg_type'::regclass AND d.refobjid = g.reltype),"
                + " readers AS (SELECT c.relnamespace AS schema, c.relname AS name FROM found f"
                + " JOIN pg_rewrite r ON f.classid = 'pg_rewrite'::regclass AND r.oid = f.objid"
                + " JOIN pg_class c ON c.oid = r.ev_class"
                + " UNION SELECT p.pronamespace, p.proname || '()' FROM found f"
                + " JOIN pg_proc p ON f.classid = 'pg_proc'::regclass AND p.oid = f.objid"
                + " UNION SELECT c.relnamespace, c.relname FROM found f"
                + " JOIN pg_constraint k ON f.classid = 'pg_constraint'::regclass AND k.oid = f.objid"
                + " JOIN pg_class c ON c.oid = k.conrelid"
                + " UNION SELECT c.relnamespace, c.relname FROM found f"
                + " JOIN pg_class c ON f.classid = 'pg_class'::regclass AND c.oid = f.objid"
                + " AND c.relkind IN ('r', 'p', 'f'))"
                + " SELECT n.nspname || '.' || r.name FROM readers r JOIN pg_namespace n ON n.oid = r.schema"
                + " WHERE n.nspname NOT IN " + among(ours) + " ORDER BY 1");
        if (!found.isEmpty()) {
            throw new ConfigurationException(
                    url.toString(),
                    "views, functions or tables of others depend on the published tables and would go with the old ones, or lose a "
                            + "column or constraint: " + String.join(", ", found) + ".",
                    "Drop them, or of a table what refers to the published one, before, and make them again after each publish; or ask"
                            + " the tables directly.");
        }
    }

    private static String among(Collection<String> schemas) {
        return "(" + schemas.stream().map(PostgresTarget::text).collect(Collectors.joining(", ")) + ")";
    }

    private void createSchemas(ReleaseFile.Head head) throws SQLException {
        transaction(() -> {
            for (String schema : SCHEMAS) {
                execute("CREATE SCHEMA " + quoted(next(schema)));
                execute("COMMENT ON SCHEMA " + quoted(next(schema)) + " IS "
                        + text(MARK + head.company() + ", release " + head.release() + " as of " + head.asOf() + "."));
            }
        });
    }

    private List<BiView> load(ReleaseFile release, List<ReleasedTable> tables) {
        PostgresLoad load = new PostgresLoad(connection, release);
        for (ReleasedTable table : tables) {
            doing("load " + table.id(), () -> transaction(() -> load.table(table, next(table.schema()))));
        }
        List<BiView> views = BiView.of(tables.stream().map(ReleasedTable::id).collect(Collectors.toSet()));
        Map<String, String> schemas = new LinkedHashMap<>();
        SCHEMAS.forEach(s -> schemas.put(s, quoted(next(s))));
        for (BiView view : views) {
            doing("create view bi." + view.name(), () -> transaction(() -> load.view(view, schemas)));
        }
        doing("let the readers in", () -> letIn(settings.reader()));
        return views;
    }

    /** The role can read and nothing else; people and tools become members of it. */
    private void letIn(String role) throws SQLException {
        boolean there = answer("SELECT 1 FROM pg_roles WHERE rolname = " + text(role)) != null;
        if (!there) {
            try {
                execute("CREATE ROLE " + quoted(role) + " NOLOGIN");
            } catch (SQLException e) {
                if (!"42501".equals(e.getSQLState())) {
                    throw e;
                }
                notes.add("Role " + role + " is not there and user " + url.user()
                        + " may not create it. Let somebody who may run, then publish again:\n    CREATE ROLE "
                        + quoted(role) + " NOLOGIN;");
                return;
            }
        }
        for (String schema : SCHEMAS) {
            execute("GRANT USAGE ON SCHEMA " + quoted(next(schema)) + " TO " + quoted(role));
            execute("GRANT SELECT ON ALL TABLES IN SCHEMA " + quoted(next(schema)) + " TO " + quoted(role));
        }
    }

    /**
     * Puts the new schemas in the place of the old ones. All old tables are locked first: otherwise a query that has found one of
     * its tables could find the next one in the new release.
     */
    private void swap() {
        if (!lockedWithin(shown(), () -> {
            // Made while the new tables were loaded; with the tables locked there can be no more readers of them.
            refuseWorkOfOthers();
            refuseReadersOfOthers(shown());
            rename();
        })) {
            throw new IllegalStateException(
                    "The new tables could not take their place in " + url
                            + ": queries read the old ones without a pause of "
                            + settings.patience().toSeconds()
                            + " s.\n    -> Readers still see the release before. End what 'SELECT pid, query FROM pg_stat_activity' shows, or publish with a longer --wait-for-readers.");
        }
    }

    private void rename() throws SQLException {
        for (String schema : SCHEMAS) {
            if (answer("SELECT 1 FROM pg_namespace WHERE nspname = " + text(shown(schema))) != null) {
                execute("ALTER SCHEMA " + quoted(shown(schema)) + " RENAME TO " + quoted(old(schema)));
            }
            execute("ALTER SCHEMA " + quoted(next(schema)) + " RENAME TO " + quoted(shown(schema)));
        }
    }

    /** Readers see the new release: that the old one cannot go yet is no failure. */
    private void tidyUp() {
        try {
            if (!removeLeftovers()) {
                notes.add("Queries still read tables of the release before; the next publish removes these.");
            }
        } catch (ConfigurationException e) {
            notes.add("Tables of the release before are still there. " + e.getMessage());
        }
    }

    /** False when readers that began before the swap are still at it. */
    private boolean removeLeftovers() {
        String drop = leftovers().stream().map(PostgresFailure::quoted).collect(Collectors.joining(", "));
        return lockedWithin(leftovers(), () -> {
            refuseReadersOfOthers(leftovers());
            execute("DROP SCHEMA IF EXISTS " + drop + " CASCADE");
        });
    }

    /**
     * Does something in a transaction that holds all tables and views of some schemas. The wait for the locks is shorter than the
     * time after which a server looks for deadlocks: this side gives up and tries again, and never is a reader stopped. What says
     * which release it is comes first, as readers ask it first: in the same order nobody waits for each other.
     *
     * @return false when the locks were not to be had for as long as the settings allow
     */
    private boolean lockedWithin(List<String> schemas, Step step) {
        Instant end = Instant.now().plus(settings.patience());
        while (true) {
            try {
                transaction(() -> {
                    lockAll(schemas);
                    step.run();
                });
                return true;
            } catch (SQLException e) {
                if (!LOCK_NOT_HAD.contains(String.valueOf(e.getSQLState()))) {
                    throw PostgresFailure.of(url, "change schemas", e);
                }
            }
            if (Instant.now().isAfter(end)) {
                return false;
            }
            pause();
        }
    }

    private void lockAll(List<String> schemas) throws SQLException {
        List<String> tables = answers("SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v') AND n.nspname IN "
                + among(schemas) + " ORDER BY n.nspname LIKE '%meta%' DESC, c.relkind DESC, 1");
        if (!tables.isEmpty()) {
            long deadlock = Long.parseLong(answer("SELECT setting FROM pg_settings WHERE name = 'deadlock_timeout'"));
            execute("SET LOCAL statement_timeout = " + Math.max(1, Math.min(LOCK_WAIT_MILLIS, deadlock / 2)));
            execute("LOCK TABLE " + String.join(", ", tables) + " IN ACCESS EXCLUSIVE MODE");
            execute("SET LOCAL statement_timeout = 0");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(100, 700));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The publish was interrupted; readers still see the release before.", e);
        }
    }

    private List<String> shown() {
        return SCHEMAS.stream().map(this::shown).toList();
    }

    private List<String> leftovers() {
        return SCHEMAS.stream().flatMap(s -> Stream.of(next(s), old(s))).toList();
    }

    private String shown(String schema) {
        return settings.prefix() + schema;
    }

    private String next(String schema) {
        return shown(schema) + "_dangol_next";
    }

    private String old(String schema) {
        return shown(schema) + "_dangol_old";
    }

    private void transaction(Step step) throws SQLException {
        connection.setAutoCommit(false);
        try {
            step.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            rollback(e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
        }
    }

    private void rollback(Exception first) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first value, or null when there is no row. */
    private String answer(String sql) throws SQLException {
        List<String> answers = answers(sql);
        return answers.isEmpty() ? null : answers.get(0);
    }

    private List<String> answers(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> answers = new ArrayList<>();
            while (result.next()) {
                answers.add(result.getString(1));
            }
            return answers;
        }
    }

    private static String text(String words) {
        return "'" + words.replace("'", "''") + "'";
    }
}
