package dangol.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.company.ConfigurationException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing to a real PostgreSQL server. */
@Tag("slow")
class PostgresTargetTest {
    private static final String NASTY = "O'Brien \"the\\nd\"\t\\N \\. \n\r\n\u00e9\ud55c\uae00\ud83d\ude00, ;";
    private static EmbeddedPostgres server;

    @TempDir
    Path folder;

    private Connection admin;
    private Path release;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void database() throws Exception {
        release = folder.resolve("corner_shop.duckdb");
        admin = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
        execute(admin, "DROP DATABASE IF EXISTS shop WITH (FORCE)");
        execute(admin, "DROP ROLE IF EXISTS dangol_reader");
        execute(admin, "CREATE DATABASE shop");
    }

    @AfterEach
    void close() throws SQLException {
        admin.close();
    }

    @Test
    void rowsArriveWithTheirValuesCommentsAndKeys() throws Exception {
        try (SampleRelease sample = SampleRelease.begin(release, 7)) {
            sample.row(
                    "gold.churn", "customer_key", NASTY, "segment", "", "spend", new BigDecimal("99999999999999.99"));
            sample.row(
                    "gold.churn",
                    "customer_key",
                    "b",
                    "first_purchase_on",
                    LocalDate.parse("0099-02-28"),
                    "median_interval_days",
                    0.1 + 0.2,
                    "spend",
                    new BigDecimal("-0.01"));
            sample.finish();
        }
        Published published = target("postgres").publish(release, List.of());
        // Two customers, and in meta the release, its calendar and its tables.
        assertThat(published.rows()).isEqualTo(2 + 2 + SampleRelease.gold().size());
        assertThat(published.notes()).isEmpty();
        try (Connection shop = connect("postgres")) {
            assertThat(
                            row(
                                    shop,
                                    "SELECT customer_key, segment, spend, first_purchase_on FROM gold.churn WHERE segment = '' AND customer_key <> 'b'"))
                    .containsExactly(NASTY, "", new BigDecimal("99999999999999.99"), null);
            assertThat(
                            row(
                                    shop,
                                    "SELECT first_purchase_on::text, median_interval_days, spend FROM gold.churn WHERE customer_key = 'b'"))
                    .containsExactly("0099-02-28", 0.1 + 0.2, new BigDecimal("-0.01"));
            assertThat(row(shop, "SELECT release, company, as_of, released_at = '2026-01-01 02:30Z' FROM meta.release"))
                    .containsExactly(7, "corner_shop", java.sql.Date.valueOf(SampleRelease.AS_OF), true);
            String grain = Contracts.of(TableId.gold("churn")).grain();
            assertThat(one(shop, "SELECT obj_description('gold.churn'::regclass)")
                            .toString())
                    .startsWith(grain);
            assertThat(one(
                            shop,
                            "SELECT col_description('gold.churn'::regclass, (SELECT attnum FROM pg_attribute"
                                    + " WHERE attrelid = 'gold.churn'::regclass AND attname = 'tenure_days'))"))
                    .isEqualTo(Contracts.of(TableId.gold("churn"))
                                    .column("tenure_days")
                                    .orElseThrow()
                                    .description() + " [days]");
            assertThat(one(
                            shop,
                            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p'"
                                    + " AND conrelid = 'gold.cohort'::regclass"))
                    .isEqualTo("PRIMARY KEY (cohort_month, segment, months_since)");
            assertThat(one(shop, "SELECT string_agg(indexdef, ';') FROM pg_indexes WHERE tablename = 'wallet_share'")
                            .toString())
                    .contains("(quarter)", "(customer_key, category, quarter)");
            assertThat(one(shop, "SELECT count(*)::int FROM information_schema.views WHERE table_schema = 'bi'"))
                    .isEqualTo(BiView.all().size());
            assertThat(one(shop, "SELECT obj_description('bi.metric_nps'::regclass)")
                            .toString())
                    .contains("100 * (share of promoters", "(Version 1.1.0)");
        }
    }

    @Test
    void everyColumnOfEveryTableHasAComment() throws Exception {
        publishOne(1, 3);
        try (Connection shop = connect("postgres")) {
            assertThat(one(
                            shop,
                            "SELECT string_agg(c.relname || '.' || a.attname, ', ') FROM pg_class c JOIN pg_namespace n"
                                    + " ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
                                    + " WHERE n.nspname IN ('gold', 'bi') AND c.relkind IN ('r', 'v')"
                                    + " AND col_description(c.oid, a.attnum) IS NULL"))
                    .isNull();
        }
    }

    @Test
    void theReaderReadsAndDoesNothingElse() throws Exception {
        publishOne(1, 3);
        try (Connection shop = connect("postgres")) {
            execute(shop, "SET ROLE dangol_reader");
            assertThat(one(shop, "SELECT count(*)::int FROM bi.dim_segment")).isEqualTo(2);
            for (String forbidden : List.of(
                    "INSERT INTO gold.churn_rate DEFAULT VALUES",
                    "UPDATE gold.churn SET spend = 0",
                    "DELETE FROM meta.release",
                    "TRUNCATE gold.churn",
                    "DROP VIEW bi.dim_date",
                    "CREATE TABLE gold.mine (i int)",
                    "ALTER SCHEMA gold RENAME TO mine")) {
                assertThatThrownBy(() -> execute(shop, forbidden))
                        .as(forbidden)
                        .isInstanceOf(SQLException.class)
                        .extracting(e -> ((SQLException) e).getSQLState())
                        .isEqualTo("42501");
            }
        }
    }

    @Test
    void readersSeeOneReleaseOrTheOtherAndNeverAnError() throws Exception {
        Path[] releases = {folder.resolve("even.duckdb"), folder.resolve("odd.duckdb")};
        for (int i = 0; i < 2; i++) {
            marked(releases[i], 2 + i, 2000);
        }
        target("postgres").publish(releases[0], List.of());
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> readers = List.of(
                    threads.submit(() -> readUntil(over, false, true)),
                    threads.submit(() -> readUntil(over, true, true)),
                    threads.submit(() -> readUntil(over, true, false)));
            for (int i = 1; i <= 5; i++) {
                target("postgres").publish(releases[i % 2], List.of());
            }
            over.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(60, TimeUnit.SECONDS)).isGreaterThan(20);
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertThat(leftovers()).isZero();
    }

    /** Asks in a loop, with plans kept on the server or without, in single statements or in transactions. */
    private int readUntil(AtomicBoolean over, boolean keptPlans, boolean oneStatement) throws SQLException {
        String url = server.getJdbcUrl("postgres", "shop") + "&prepareThreshold=" + (keptPlans ? 1 : 0);
        String joined = "SELECT r.release, (SELECT min(purchase_days) FROM gold.churn),"
                + " (SELECT max(at_start) FROM gold.churn_rate), (SELECT max(own_spend) FROM bi.dim_category),"
                + " (SELECT sum(row_count) FROM meta.tables) FROM meta.release r";
        int asked = 0;
        try (Connection reader = DriverManager.getConnection(url);
                PreparedStatement all = reader.prepareStatement(joined);
                PreparedStatement head = reader.prepareStatement("SELECT release FROM meta.release");
                PreparedStatement tail = reader.prepareStatement("SELECT max(purchase_days) FROM gold.churn")) {
            reader.setAutoCommit(oneStatement);
            while (!over.get()) {
                if (oneStatement) {
                    try (ResultSet row = all.executeQuery()) {
                        row.next();
                        long number = row.getLong(1);
                        assertThat(List.of(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)))
                                .containsExactly(number, number, number, 2000L + 3 + 1);
                    }
                } else {
                    long number = number(head);
                    assertThat(number(tail)).isEqualTo(number);
                    reader.commit();
                }
                asked++;
            }
        }
        return asked;
    }

    private static long number(PreparedStatement asked) throws SQLException {
        try (ResultSet row = asked.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aLongQueryHoldsTheSwapBackAndIsNotDisturbed() throws Exception {
        publishOne(1, 3);
        try (Connection reader = connect("postgres")) {
            reader.setAutoCommit(false);
            assertThat(one(reader, "SELECT release FROM meta.release")).isEqualTo(1);
            marked(release, 2, 3);
            assertThatThrownBy(() -> target("postgres", Duration.ofSeconds(1)).publish(release, List.of()))
                    .hasMessageContaining("queries read the old ones without a pause of 1 s")
                    .hasMessageContaining("--wait-for-readers");
            assertThat(one(reader, "SELECT count(*)::int FROM gold.churn")).isEqualTo(3);
            reader.commit();
            target("postgres").publish(release, List.of());
            assertThat(one(reader, "SELECT release FROM meta.release")).isEqualTo(2);
        }
        assertThat(leftovers()).isZero();
    }

    @Test
    void aPublishKilledInTheCopyLeavesTheOldReleaseAndTheNextOneCleansUp() throws Exception {
        publishOne(1, 3);
        Path large = folder.resolve("large.duckdb");
        marked(large, 2, 400_000);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Published> publish = thread.submit(() -> target("postgres").publish(large, List.of("churn")));
            boolean killed = false;
            while (!killed && !publish.isDone()) {
                killed = one(
                                admin,
                                "SELECT bool_or(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                        + " WHERE datname = 'shop' AND query LIKE 'COPY%' AND state = 'active'")
                        == Boolean.TRUE;
            }
            assertThat(killed).isTrue();
            assertThatThrownBy(publish::get)
                    .cause()
                    .hasMessageContaining("Could not load gold.churn in postgresql://postgres@localhost")
                    .hasMessageContaining("->");
        } finally {
            thread.shutdownNow();
        }
        try (Connection shop = connect("postgres")) {
            assertThat(one(shop, "SELECT release FROM meta.release")).isEqualTo(1);
            assertThat(leftovers()).isPositive();
            target("postgres").publish(large, List.of("gold.churn"));
            assertThat(row(shop, "SELECT release, (SELECT count(*)::int FROM gold.churn) FROM meta.release"))
                    .containsExactly(2, 400_000);
            assertThat(one(shop, "SELECT to_regclass('gold.cohort')::text")).isNull();
        }
        assertThat(leftovers()).isZero();
    }

    @Test
    void aSecondPublishAtTheSameTimeLeaves() throws Exception {
        marked(release, 1, 3);
        try (Connection other = connect("postgres")) {
            execute(other, "SELECT pg_advisory_lock(hashtext('dangol publish'), hashtext('gold'))");
            assertThatThrownBy(() -> target("postgres").publish(release, List.of()))
                    .isInstanceOf(TargetBusyException.class)
                    .hasMessageContaining("Another publish works on schema gold");
        }
        target("postgres").publish(release, List.of());
    }

    @Test
    void missingRightsAreSaidWithTheStatementThatGivesThem() throws Exception {
        marked(release, 1, 3);
        execute(admin, "DROP ROLE IF EXISTS \"night job\"");
        execute(admin, "CREATE ROLE \"night job\" LOGIN");
        assertThatThrownBy(() -> target("night%20job").publish(release, List.of()))
                .hasMessageContaining("Could not create schemas")
                .hasMessageContaining("GRANT CREATE ON DATABASE \"shop\" TO \"night job\";");
        execute(admin, "GRANT CREATE ON DATABASE shop TO \"night job\"");
        Published published = target("night%20job").publish(release, List.of());
        assertThat(published.notes()).singleElement().asString().contains("CREATE ROLE \"dangol_reader\" NOLOGIN;");
        execute(admin, "CREATE ROLE dangol_reader NOLOGIN");
        assertThat(target("night%20job").publish(release, List.of()).notes()).isEmpty();
        try (Connection shop = connect("postgres")) {
            execute(shop, "SET ROLE dangol_reader");
            assertThat(one(shop, "SELECT count(*)::int FROM gold.churn")).isEqualTo(3);
        }
        execute(admin, "DROP DATABASE shop WITH (FORCE)");
        execute(admin, "DROP ROLE \"night job\"");
    }

    @Test
    void aServerThatIsAwayAndADatabaseThatIsMissingAreSaidPlainly() throws Exception {
        marked(release, 1, 3);
        assertThatThrownBy(() -> target("postgresql://me@127.0.0.1:1/shop").publish(release, List.of()))
                .hasMessageContaining("Could not connect in postgresql://me@127.0.0.1:1/shop")
                .hasMessageContaining("Check that the server runs and that 127.0.0.1:1 is reached");
        assertThatThrownBy(() -> target("postgresql://postgres@localhost:" + server.getPort() + "/nowhere")
                        .publish(release, List.of()))
                .hasMessageContaining("\"nowhere\" does not exist")
                .hasMessageContaining("CREATE DATABASE \"nowhere\";");
    }

    @Test
    void schemasOfOthersAndViewsOfOthersAreLeftAlone() throws Exception {
        marked(release, 1, 3);
        try (Connection shop = connect("postgres")) {
            execute(shop, "CREATE SCHEMA meta");
            assertThatThrownBy(() -> target("postgres").publish(release, List.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("schema 'meta' is there")
                    .hasMessageContaining("--schema-prefix corner_shop_");
            target("postgres", new PostgresTarget.Settings("shop_", "dangol_reader", Duration.ofSeconds(5)))
                    .publish(release, List.of());
            assertThat(one(shop, "SELECT count(*)::int FROM shop_bi.metric_churn_rate"))
                    .isEqualTo(3);
            execute(shop, "DROP SCHEMA meta");
            target("postgres").publish(release, List.of());
            execute(shop, "CREATE VIEW public.mine AS SELECT * FROM gold.churn");
            assertThatThrownBy(() -> target("postgres").publish(release, List.of()))
                    .hasMessageContaining("public.mine");
            assertThat(one(shop, "SELECT count(*)::int FROM mine")).isEqualTo(3);
            execute(shop, "DROP VIEW mine");
            execute(shop, "CREATE FUNCTION many() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM gold.churn; END");
            execute(shop, "CREATE FUNCTION own() RETURNS SETOF gold.churn LANGUAGE sql AS 'SELECT * FROM gold.churn'");
            assertThatThrownBy(() -> target("postgres").publish(release, List.of()))
                    .hasMessageContaining("public.many(), public.own().");
            assertThat(one(shop, "SELECT many()::int")).isEqualTo(3);
        }
    }

    @Test
    void whatOthersMadeInTheSchemasOrTiedToTheTablesIsLeftAlone() throws Exception {
        publishOne(1, 3);
        marked(release, 2, 3);
        try (Connection shop = connect("postgres")) {
            execute(shop, "CREATE TABLE bi.targets AS SELECT 'churn' AS figure, 0.05 AS target");
            execute(shop, "COMMENT ON TABLE bi.targets IS 'Of the board.'");
            execute(shop, "ALTER TABLE bi.targets OWNER TO dangol_reader");
            execute(shop, "CREATE VIEW bi.lost AS SELECT count(*) FROM gold.churn");
            execute(shop, "CREATE FUNCTION gold.one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
            assertThatThrownBy(() -> target("postgres").publish(release, List.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("bi.lost, bi.targets, gold.one().")
                    .hasMessageContaining("SET SCHEMA");
            assertThat(row(shop, "SELECT target::text, release FROM bi.targets, meta.release"))
                    .containsExactly("0.05", 1);
            execute(shop, "ALTER TABLE bi.targets OWNER TO postgres");
            execute(shop, "ALTER TABLE bi.targets SET SCHEMA public");
            execute(shop, "DROP VIEW bi.lost");
            execute(shop, "DROP FUNCTION gold.one()");

            execute(shop, "CREATE TABLE public.notes (release int REFERENCES meta.release, note text)");
            execute(shop, "CREATE TABLE public.kept (at timestamptz, was gold.churn_rate)");
            execute(shop, "CREATE TABLE public.more () INHERITS (gold.churn)");
            assertThatThrownBy(() -> target("postgres").publish(release, List.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("public.kept, public.more, public.notes.");
            execute(shop, "DROP TABLE public.notes, public.kept, public.more");
            target("postgres").publish(release, List.of());
            assertThat(row(shop, "SELECT target::text, release FROM public.targets, meta.release"))
                    .containsExactly("0.05", 2);
        }
        assertThat(leftovers()).isZero();
    }

    @Test
    void aSchemaThatAnotherRolePublishedIsSaidBeforeAnythingIsLoaded() throws Exception {
        publishOne(1, 3);
        execute(admin, "DROP ROLE IF EXISTS \"night job\"");
        execute(admin, "CREATE ROLE \"night job\" LOGIN");
        execute(admin, "GRANT CREATE ON DATABASE shop TO \"night job\"");
        marked(release, 2, 3);
        assertThatThrownBy(() -> target("night%20job").publish(release, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("schema 'gold' was published by role 'postgres'")
                .hasMessageContaining("GRANT \"postgres\" TO \"night job\";");
        assertThat(leftovers()).isZero();
        execute(admin, "DROP DATABASE shop WITH (FORCE)");
        execute(admin, "DROP ROLE \"night job\"");
    }

    @Test
    void aViewThatSomebodyMakesDuringThePublishIsNotDropped() throws Exception {
        publishOne(1, 3);
        marked(release, 2, 3);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection reader = connect("postgres");
                Connection other = connect("postgres")) {
            reader.setAutoCommit(false);
            assertThat(one(reader, "SELECT release FROM meta.release")).isEqualTo(1);
            Future<Published> publish = thread.submit(() -> target("postgres").publish(release, List.of()));
            boolean swapping = false;
            while (!swapping && !publish.isDone()) {
                swapping = one(
                                admin,
                                "SELECT bool_or(query LIKE 'LOCK TABLE%' AND state = 'active') FROM pg_stat_activity"
                                        + " WHERE datname = 'shop'")
                        == Boolean.TRUE;
            }
            assertThat(swapping).isTrue();
            execute(other, "CREATE VIEW public.late AS SELECT * FROM gold.churn");
            reader.commit();
            assertThatThrownBy(publish::get)
                    .cause()
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("public.late");
            assertThat(row(other, "SELECT (SELECT count(*)::int FROM late), release FROM meta.release"))
                    .containsExactly(3, 1);
            execute(other, "DROP VIEW public.late");
            target("postgres").publish(release, List.of());
            assertThat(one(other, "SELECT release FROM meta.release")).isEqualTo(2);
        } finally {
            thread.shutdownNow();
        }
        assertThat(leftovers()).isZero();
    }

    /** An earlier publish may have ended between the swap and the removal of the tables before. */
    @Test
    void aViewOnTablesThatAreToBeRemovedIsNotDropped() throws Exception {
        publishOne(1, 3);
        marked(release, 2, 3);
        try (Connection shop = connect("postgres")) {
            execute(shop, "CREATE SCHEMA gold_dangol_old");
            execute(
                    shop,
                    "COMMENT ON SCHEMA gold_dangol_old IS 'Written by dangol publish. Company corner_shop, release 0.'");
            execute(shop, "CREATE TABLE gold_dangol_old.churn (i int)");
            execute(shop, "CREATE VIEW public.older AS SELECT * FROM gold_dangol_old.churn");
            assertThatThrownBy(() -> target("postgres").publish(release, List.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("public.older");
            execute(shop, "DROP VIEW public.older");
            target("postgres").publish(release, List.of());
        }
        assertThat(leftovers()).isZero();
    }

    @Test
    void aTableThatTheReleaseLacksIsNamed() throws Exception {
        marked(release, 1, 3);
        assertThatThrownBy(() -> target("postgres").publish(release, List.of("gold.chrun")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Did you mean 'churn'?");
    }

    @Test
    void aMillionRowsTakeLessThanAMinute() throws Exception {
        marked(release, 1, 1_000_000);
        long started = System.nanoTime();
        Published published = target("postgres").publish(release, List.of());
        assertThat(published.rows()).isGreaterThan(1_000_000);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void valuesOfEveryReleaseAreTheSameInBothDatabases() throws Exception {
        StarSample.write(release, 1);
        target("postgres").publish(release, List.of());
        try (Connection shop = connect("postgres");
                Connection duck = DriverManager.getConnection("jdbc:duckdb:" + release)) {
            for (BiView view : BiView.all()) {
                String sql = "SELECT " + String.join(", ", view.columns().keySet()) + " FROM bi." + view.name();
                List<String> there = rows(shop, sql);
                assertThat(there).as(view.name()).isNotEmpty().containsExactlyInAnyOrderElementsOf(rows(duck, sql));
            }
        }
    }

    private void publishOne(long number, int rows) throws Exception {
        marked(release, number, rows);
        target("postgres").publish(release, List.of());
    }

    /** A release that carries its number in each of several tables. */
    private static void marked(Path file, long number, int rows) throws Exception {
        try (SampleRelease sample = SampleRelease.begin(file, number)) {
            sample.row("gold.churn", "customer_key", "0", "purchase_days", number);
            sample.execute(
                    "INSERT INTO gold.churn SELECT c.* REPLACE ('customer ' || i AS customer_key) FROM gold.churn c, range(1, "
                            + rows + ") AS t(i)");
            for (int i = 1; i <= 3; i++) {
                sample.row(
                        "gold.churn_rate",
                        "month",
                        LocalDate.of(2025, i, 1),
                        "segment",
                        "all",
                        "definition",
                        "contract",
                        "at_start",
                        number);
            }
            sample.row("gold.wallet_share", "customer_key", "0", "category", "tea", "own_spend", number);
            sample.finish();
        }
    }

    private PostgresTarget target(String userOrUrl) {
        return target(userOrUrl, Duration.ofSeconds(60));
    }

    private PostgresTarget target(String userOrUrl, Duration patience) {
        return target(userOrUrl, new PostgresTarget.Settings("", "dangol_reader", patience));
    }

    private PostgresTarget target(String userOrUrl, PostgresTarget.Settings settings) {
        String url = userOrUrl.contains("://")
                ? userOrUrl
                : "postgresql://" + userOrUrl + "@localhost:" + server.getPort() + "/shop";
        return new PostgresTarget(PostgresUrl.typed(url, Map.of()), settings);
    }

    private static Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl(user, "shop"));
    }

    private int leftovers() throws SQLException {
        try (Connection shop = connect("postgres")) {
            return (Integer) one(shop, "SELECT count(*)::int FROM pg_namespace WHERE nspname LIKE '%\\_dangol\\_%'");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Object one(Connection connection, String sql) throws SQLException {
        return row(connection, sql).get(0);
    }

    private static List<Object> row(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            List<Object> row = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(result.getObject(i));
            }
            return row;
        }
    }

    /** Rows as text; figures with fraction to twelve digits, as the last ones depend on the order of additions. */
    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    Object value = result.getObject(i);
                    row.add(value instanceof Double d ? String.format("%.12g", d) : String.valueOf(value));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }
}
