package dangol.jobs.run;

import static dangol.jobs.CommandLine.execute;
import static dangol.jobs.TestRuns.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.CommandLine.Outcome;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.Release.Released;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.quality.HeldBackException;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Some weeks of a lake as the person on duty sees them: each test goes on where the one before it stopped. */
@Tag("slow")
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationsTest {
    private static final String COMPANY = """
            company: corner_shop
            time_zone: Europe/London
            currency: GBP
            sources: SOURCES
            home: HOME
            keep_releases: 3
            snapshots: {daily_weeks: 2, month_ends: 12}
            volume_checks: {tables: {bronze.sales: {severity: error}}}
            quarantine_limit_percent: 60
            feeds:
              sales: {files: 'sales*.csv'}
            entities:
              transaction:
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
            """;

    @TempDir
    static Path folder;

    private Company company;
    private String conf;

    @BeforeAll
    void company() throws IOException {
        Files.createDirectories(folder.resolve("files"));
        company = TestRuns.company(folder, COMPANY);
        conf = folder.resolve("company.yaml").toString();
    }

    @Test
    @Order(1)
    void recordsOfAnOlderVersionAreKeptWhenTheirTableGetsNewColumns() throws IOException {
        TestRuns.spark()
                .sql(
                        "CREATE TABLE delta.`" + folder.resolve("lake/ops/run")
                                + "` (run_id STRING NOT NULL, as_of_date DATE NOT NULL, started_at TIMESTAMP NOT NULL, ended_at TIMESTAMP NOT NULL, "
                                + "outcome STRING NOT NULL, message STRING NOT NULL) USING delta TBLPROPERTIES ('dangol.contract' = '1.0.0-old')");
        TestRuns.spark()
                .sql(
                        "INSERT INTO delta.`" + folder.resolve("lake/ops/run")
                                + "` VALUES ('old', DATE '2023-12-31', TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2024-01-01 00:01:00', 'failed', 'x')");

        sales("2024-01-01", 2);
        TestRuns.run(company, "2024-01-01");

        List<Row> runs = ops("run").orderBy("started_at").collectAsList();
        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).<String>getAs("run_id")).isEqualTo("old");
        assertThat(runs.get(0).<Long>getAs("release_number")).isNull();
        assertThat(runs.get(1).<String>getAs("outcome")).isEqualTo("succeeded");
        assertThat(runs.get(1).<Long>getAs("release_number")).isEqualTo(1);
        assertThat(runs.get(1).<Double>getAs("seconds")).isPositive();
    }

    @Test
    @Order(2)
    void everyTableTellsWhatItReadAndWhatItShuffled() {
        Row churn = ops("table_run").filter("table_name = 'gold.churn'").first();
        assertThat(churn.<String>getAs("versions_read"))
                .matches("([a-z]+\\.[a-z_]+@\\d+, )*[a-z]+\\.[a-z_]+@\\d+")
                .contains("state.purchase_history@", "silver.customer@");
        assertThat(churn.<Long>getAs("shuffle_bytes")).isPositive();
        assertThat(churn.<Long>getAs("spill_bytes")).isZero();
        assertThat(churn.<Double>getAs("cpu_seconds")).isPositive();
        Row sales = ops("table_run").filter("table_name = 'silver.transaction'").first();
        assertThat(sales.<String>getAs("versions_read")).isEqualTo("bronze.sales@0");
        assertThat(ops("table_run")
                        .filter("table_name = 'bronze.sales'")
                        .first()
                        .<String>getAs("versions_read"))
                .isEmpty();
    }

    @Test
    @Order(3)
    void aKilledRunIsWrittenDownByTheNextOne() throws IOException {
        RunLog log = new RunLog(home());
        RunRecord done = log.last().orElseThrow();
        log.write(new RunRecord(
                log.next(),
                "20240108T010000.000Z",
                done.company(),
                LocalDate.parse("2024-01-08"),
                Instant.parse("2024-01-08T01:00:00Z"),
                null,
                RunRecord.RUNNING,
                "",
                "night",
                RunLog.host(),
                999_999_999,
                null,
                List.of(),
                List.of(),
                List.of(),
                done.feeds(),
                false));
        assertThat(dangol("status").out()).contains("killed (night@", "the next run carries on");

        sales("2024-01-08", 2);
        TestRuns.run(company, "2024-01-08");
        Row killed = ops("run").filter("run_id = '20240108T010000.000Z'").first();
        assertThat(killed.<String>getAs("outcome")).isEqualTo("killed");
        assertThat(killed.<Instant>getAs("ended_at")).isNull();
        assertThat(ops("run").count()).isEqualTo(4);
    }

    @Test
    @Order(4)
    void statusReadsLikeADashboardAndStartsNoSpark() throws IOException {
        sales("2024-01-15", 2);
        TestRuns.run(company, "2024-01-15");
        Files.writeString(folder.resolve("files/sales-bad.csv"), header() + "X1,1,7,2024-01-16,twelve\n");
        sales("2024-01-22", 1);
        TestRuns.run(company, "2024-01-22");

        Outcome status = dangol("status");
        assertThat(status.exitCode()).isZero();
        assertThat(status.out())
                .contains("Release    4, as of 2024-01-22", "Last run", "succeeded after")
                .containsPattern("sales +sales-2024-01-22.csv|sales +sales-bad.csv")
                .containsPattern("sales +transaction +amount: '…' is no DECIMAL\\(18,2\\) +1 +\\+1")
                .containsPattern("gold.churn +\\d+ +\\d+\\.\\d+ +\\d+\\.\\d{1,3} +\\d+ +\\d")
                .doesNotContain("HELD BACK", "twelve");
        assertThat(dangol("check").exitCode()).isZero();
        Outcome quarantine = dangol("quarantine", "list", "--feed", "sales");
        assertThat(quarantine.out())
                .containsPattern("sales +transaction +amount: '…' is no DECIMAL\\(18,2\\) +1 +0 +0 .*sales-bad.csv")
                .doesNotContain("twelve");
        assertThat(dangol("quarantine", "list", "--feed", "sale").err()).contains("Did you mean 'sales'?");
    }

    @Test
    @Order(5)
    void anOddMondayIsHeldBackWithItsReasonAndReadersKeepWhatTheySee() throws IOException {
        sales("2024-01-29", 60);
        assertThatThrownBy(() -> TestRuns.run(company, "2024-01-29"))
                .isInstanceOf(HeldBackException.class)
                .hasMessageContaining("bronze.sales, volume_as_usual: 60 rows, usually 2")
                .hasMessageContaining("./dangol release --force");
        assertThat(shown()).isEqualTo("4 2024-01-22");

        Outcome check = dangol("check");
        assertThat(check.exitCode()).isEqualTo(3);
        assertThat(check.out()).contains("Broken rules that hold the release back:", "60 rows, usually 2");
        assertThat(dangol("check", "--run", "1").exitCode()).isZero();
        assertThat(dangol("check", "--run", "77").err()).contains("--run 77: there is no record of such a run");
        assertThat(dangol("status").out()).contains("HELD BACK  release 5, as of 2024-01-29", "60 rows, usually 2");
        assertThat(dangol("releases").out())
                .containsPattern("5 +2024-01-29 .*held back")
                .containsPattern("4 .*shown");
        Row result = ops("check_result")
                .filter("rule = 'volume_as_usual' AND failures > 0 AND severity = 'error'")
                .first();
        assertThat(result.<String>getAs("table_name")).isEqualTo("bronze.sales");
    }

    @Test
    @Order(6)
    void whoCaresToOverrideIsRemembered() {
        assertThat(dangol("rollback", "--to", "5", "--why", "x").err()).contains("checks hold release 5 back");
        assertThat(dangol("release", "--force", "--why", " ").err()).contains("--why is empty");
        Outcome forced = dangol("release", "--force", "--why", "The sale of the year.");
        assertThat(forced.err()).isEmpty();
        assertThat(forced.exitCode()).isZero();
        assertThat(shown()).isEqualTo("5 2024-01-29");
        assertThat(dangol("check").exitCode()).isZero();
        assertThat(dangol("check").out()).contains("Shown all the same as release 5", "The sale of the year.");
        assertThat(dangol("releases").out()).containsPattern("5 +2024-01-29 .*shown +kept +forced by .*The sale");

        Outcome again = dangol("release", "--force", "--why", "again");
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("no release is held back");
        assertThat(TestRuns.run(company, "2024-01-29").changed()).isFalse();
        assertThat(dangol("status").out()).contains("nothing to do");
    }

    @Test
    @Order(7)
    void readersReturnToAnEarlierReleaseAndTheNextRunGoesOn() throws IOException {
        Outcome back = dangol("rollback", "--to", "4", "--why", "The till was wrong.");
        assertThat(back.err()).isEmpty();
        assertThat(back.exitCode()).isZero();
        assertThat(shown()).isEqualTo("4 2024-01-22");
        assertThat(ask(company, "SELECT count(*) FROM history.churn WHERE as_of_date > DATE '2024-01-22'"))
                .containsExactly("0");
        assertThat(dangol("status").out()).contains("returned to by ", "The till was wrong.");
        Outcome unknown = dangol("rollback", "--to", "9", "--why", "x");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no release 9", "./dangol releases");

        sales("2024-01-30", 2);
        TestRuns.run(company, "2024-01-30");
        assertThat(shown()).isEqualTo("6 2024-01-30");
        assertThat(ops("override")
                        .orderBy("decision")
                        .selectExpr("concat_ws(' ', kind, release_number, instead_of, why)")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactly("force 5 4 The sale of the year.", "rollback 4 5 The till was wrong.");
    }

    @Test
    @Order(8)
    void maintenanceKeepsWhatReadersCanBeReturnedTo() throws IOException {
        String before = String.join("|", ask(company, "SELECT * FROM gold.churn ORDER BY ALL"));
        Map<String, Long> rows = rowsOf(4);
        // Some weeks later: Delta has forgotten which files went out of use when.
        for (TableId table : List.of(TableId.silver("transaction"), TableId.silver("customer"))) {
            TestRuns.spark()
                    .sql("ALTER TABLE delta.`" + lake().location(table)
                            + "` SET TBLPROPERTIES ('delta.deletedFileRetentionDuration' = 'interval 1 second')");
        }
        makeOlder(folder.resolve("lake"));
        long freed = maintain();
        assertThat(freed).isPositive();
        assertThat(rowsOf(4)).isEqualTo(rows);
        assertThat(maintain()).isZero();

        // The last three releases that readers saw are 4, 5 and 6; of 4 not even the DuckDB file is needed.
        Files.delete(folder.resolve("lake/releases/00000004.duckdb"));
        overrides().rollback(4, "Look again.", Duration.ZERO, TestRuns.SESSIONS);
        assertThat(shown()).isEqualTo("4 2024-01-22");
        overrides().rollback(6, "Enough.", Duration.ZERO, TestRuns.SESSIONS);
        assertThat(String.join("|", ask(company, "SELECT * FROM gold.churn ORDER BY ALL")))
                .isEqualTo(before);

        assertThat(folder.resolve("lake/releases/00000002.duckdb")).doesNotExist();
        vacuumWithoutMercy();
        assertThatThrownBy(() -> overrides().rollback(2, "x", Duration.ZERO, TestRuns.SESSIONS))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("data files of release 2 are gone: VACUUM")
                .hasMessageContaining("--as-of 2024-01-08");
        assertThat(shown()).isEqualTo("6 2024-01-30");

        // Two weeks of days from 30 January back, and the last day of each month; 29 January is the day of a kept
        // release.
        assertThat(lake().read(TableId.gold("churn"))
                        .selectExpr("cast(as_of_date AS STRING)")
                        .distinct()
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactlyInAnyOrder("2024-01-22", "2024-01-30");
        sales("2024-01-31", 2);
        TestRuns.run(company, "2024-01-31");
        assertThat(shown()).isEqualTo("7 2024-01-31");
        assertThat(ask(company, "SELECT DISTINCT as_of_date FROM history.churn ORDER BY 1"))
                .as("what maintenance took out of the lake leaves the file with the next release")
                .containsExactly("2024-01-22", "2024-01-30", "2024-01-31");
    }

    @Test
    @Order(9)
    void figuresThatChangedAreToldThoughTheRunWasKilledAfterReadersSawThem() throws IOException {
        Files.writeString(folder.resolve("files/sales-late.csv"), header() + "L1,1,3,2024-01-02 10:00:00,7.50\n");
        sales("2024-02-01", 2);
        TestRuns.run(company, "2024-02-01");
        assertThat(shown()).isEqualTo("8 2024-02-01");
        List<String> told = restated();
        assertThat(told).isNotEmpty();

        // What there is when the process ends between the turning of readers and the file.
        RunLog log = new RunLog(home());
        RunRecord done = log.last().orElseThrow();
        log.write(new RunRecord(
                done.number(),
                done.id(),
                done.company(),
                done.asOf(),
                done.startedAt(),
                null,
                RunRecord.RUNNING,
                "",
                done.user(),
                done.host(),
                999_999_999,
                done.release(),
                done.tables(),
                done.checks(),
                done.quarantine(),
                done.feeds(),
                false));
        for (String table : List.of("restatement", "run", "table_run")) {
            DeltaTable ops = DeltaTable.forPath(TestRuns.spark(), lake().location(TableId.ops(table)));
            ops.delete(table.equals("restatement") ? "release = 8" : "run_id = '" + done.id() + "'");
        }
        Files.delete(folder.resolve("lake/corner_shop.duckdb"));
        assertThat(restated()).isEmpty();

        TestRuns.run(company, "2024-02-01");
        assertThat(ask(company, "SELECT count(*) FROM meta.restatement WHERE release = 8"))
                .as("the file that is made again")
                .containsExactly(String.valueOf(told.size()));
        sales("2024-02-02", 2);
        TestRuns.run(company, "2024-02-02");
        assertThat(restated()).isEqualTo(told);
        assertThat(ask(company, "SELECT count(*) FROM meta.restatement WHERE release = 8"))
                .containsExactly(String.valueOf(told.size()));
    }

    private List<String> restated() {
        return ops("restatement")
                .filter("release = 8")
                .selectExpr("concat_ws(' ', table_name, row_key, figure, was, is_now, release_before, reason) AS line")
                .orderBy("line")
                .as(Encoders.STRING())
                .collectAsList();
    }

    @Test
    @Order(10)
    void whatAKilledBuildLeftBesideItsFileIsNotTakenForThatOfTheNextOne() throws Exception {
        Path shown = folder.resolve("lake/corner_shop.duckdb");
        Path killed = folder.resolve("killed.duckdb");
        Files.copy(shown, killed);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + killed);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA disable_checkpoint_on_shutdown");
            statement.execute("INSERT INTO gold.interaction_frequency SELECT * FROM gold.interaction_frequency");
        }
        Path log = folder.resolve("lake/.corner_shop.duckdb.10.wal");
        Files.move(folder.resolve("killed.duckdb.wal"), log);

        sales("2024-02-03", 2);
        TestRuns.run(company, "2024-02-03");
        assertThat(shown()).isEqualTo("10 2024-02-03");
        assertThat(log).doesNotExist();
        assertThat(
                        ask(
                                company,
                                "SELECT count(*) = count(DISTINCT (customer_key, month, direction, channel)) FROM interaction_frequency"))
                .containsExactly("true");
    }

    @Test
    @Order(11)
    void aDamagedFileIsMadeAgain() throws IOException {
        Path shown = folder.resolve("lake/corner_shop.duckdb");
        Files.delete(shown);
        Files.writeString(shown, "no database at all");
        assertThat(TestRuns.run(company, "2024-02-03").changed()).isFalse();
        assertThat(shown()).isEqualTo("10 2024-02-03");
    }

    @Test
    @Order(12)
    void aFileThatCouldNotBeBuiltIsBuiltByTheNextTryInTheSameProcess() throws IOException {
        Files.delete(folder.resolve("lake/releases/00000009.duckdb"));
        Path lost = oneFileOf("gold/rfm", 9);
        Path aside = folder.resolve("aside.parquet");
        Files.move(lost, aside);
        assertThatThrownBy(() -> overrides().rollback(9, "Look again.", Duration.ZERO, TestRuns.SESSIONS))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("data files of release 9 are gone");
        assertThat(shown()).isEqualTo("10 2024-02-03");
        assertThat(folder.resolve("lake/.corner_shop.duckdb.9")).doesNotExist();

        Files.move(aside, lost);
        overrides().rollback(9, "Look again.", Duration.ZERO, TestRuns.SESSIONS);
        assertThat(shown()).isEqualTo("9 2024-02-02");
    }

    @Test
    @Order(13)
    void aReleaseOfOtherContractsIsNotToldToBeRemoved() throws IOException {
        TableId churn = TableId.gold("churn");
        TestRuns.spark()
                .range(1)
                .write()
                .format("delta")
                .mode("overwrite")
                .option("overwriteSchema", "true")
                .save(lake().location(churn));
        Files.delete(folder.resolve("lake/releases/00000010.duckdb"));
        ReleaseStore releases = new ReleaseStore(home());
        Release ten = releases.find(10).orElseThrow();
        Map<String, Released> tables = new TreeMap<>(ten.tables());
        tables.put(churn.toString(), new Released(lake().version(churn), 1, "0.9.0"));
        releases.renew(new Release(
                10, ten.company(), ten.asOf(), ten.releasedAt(), ten.inputs(), ten.batch(), ten.versions(), tables));
        assertThatThrownBy(() -> overrides().rollback(10, "Look again.", Duration.ZERO, TestRuns.SESSIONS))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("gold.churn is of contract 0.9.0, and this version of the program reads "
                        + Contracts.of(churn).version())
                .hasMessageContaining("Roll back with the version of the program that made the release")
                .hasMessageNotContaining("VACUUM");
        assertThat(shown()).isEqualTo("9 2024-02-02");
    }

    private Path oneFileOf(String table, long release) {
        TableId id = TableId.parse(table.replace('/', '.'));
        long version =
                new ReleaseStore(home()).find(release).orElseThrow().versions().get(id.toString());
        return Path.of(URI.create(lake().read(id, version).inputFiles()[0]));
    }

    /** How many rows each table has at the version that a release names. */
    private Map<String, Long> rowsOf(long release) {
        Map<String, Long> rows = new TreeMap<>();
        new ReleaseStore(home())
                .find(release)
                .orElseThrow()
                .versions()
                .forEach((name, version) -> rows.put(
                        name,
                        lake().read(TableId.parse(name), version).toJavaRDD().count()));
        return rows;
    }

    private static void makeOlder(Path lake) throws IOException {
        FileTime then = FileTime.from(Instant.now().minus(Duration.ofDays(40)));
        try (Stream<Path> files = Files.walk(lake)) {
            for (Path file : files.filter(f -> f.toString().matches(".*\\.(parquet|bin)"))
                    .filter(f -> !f.toString().contains("_delta_log"))
                    .toList()) {
                Files.setLastModifiedTime(file, then);
            }
        }
    }

    private void vacuumWithoutMercy() {
        TestRuns.spark().conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
        TestRuns.spark().conf().set("spark.databricks.delta.vacuum.logging.enabled", "false");
        DeltaTable.forPath(TestRuns.spark(), lake().location(TableId.gold("churn")))
                .vacuum(0);
        TestRuns.spark().conf().unset("spark.databricks.delta.retentionDurationCheck.enabled");
        TestRuns.spark().conf().unset("spark.databricks.delta.vacuum.logging.enabled");
    }

    private long maintain() {
        return new Maintenance(TestRuns.spark(), company, new Progress(System.err)).work(Duration.ZERO, Duration.ZERO);
    }

    private Overrides overrides() {
        return new Overrides(company, Map.of(), new Progress(System.err));
    }

    private String shown() {
        return ask(company, "SELECT release, as_of FROM release").get(0);
    }

    private Outcome dangol(String... args) {
        List<String> all = new java.util.ArrayList<>(List.of(args));
        all.addAll(List.of("--conf", conf));
        return execute(all.toArray(String[]::new));
    }

    private static String header() {
        return "invoice,line,customer_no,sold_at,amount\n";
    }

    /** A day's file: each row another invoice of one of a few customers. */
    private static void sales(String day, int rows) throws IOException {
        StringBuilder text = new StringBuilder(header());
        for (int i = 0; i < rows; i++) {
            text.append(day)
                    .append('-')
                    .append(i)
                    .append(",1,")
                    .append(i % 5)
                    .append(',')
                    .append(day)
                    .append(" 10:00:00,2.50\n");
        }
        Files.writeString(folder.resolve("files/sales-" + day + ".csv"), text);
    }

    private Folder home() {
        return Folder.of(company.home(), TestRuns.spark().sparkContext().hadoopConfiguration());
    }

    private Lake lake() {
        return new Lake(TestRuns.spark(), home());
    }

    private org.apache.spark.sql.Dataset<Row> ops(String table) {
        return lake().read(TableId.ops(table));
    }
}
