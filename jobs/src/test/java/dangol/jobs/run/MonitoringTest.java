package dangol.jobs.run;

import static dangol.jobs.CommandLine.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.AsOf;
import dangol.jobs.CommandLine.Outcome;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.OutageException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import io.openlineage.spark.agent.OpenLineageSparkListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run tells other programs: metrics, logs, lineage. */
class MonitoringTest {
    private static final String METRIC =
            "dangol_[a-z_]+\\{([a-z_]+=\"([^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*\\} (-?[0-9.]+([Ee][+-]?[0-9]+)?|NaN|[+-]Inf)";
    private static final String COMPANY = """
            company: corner_shop
            time_zone: Europe/London
            currency: GBP
            sources: SOURCES
            home: HOME
            feeds:
              sales: {files: 'sales*.csv'}
            entities:
              transaction:
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
            """;

    @TempDir
    Path folder;

    @AfterEach
    void text() {
        JsonLog.choose(false);
    }

    @Test
    void metricsTellHowTheLakeStandsInPrometheusTextFormat() throws IOException {
        Folder home = Folder.of(folder.resolve("lake").toString(), new Configuration());
        Release release = new Release(
                3,
                "shop",
                LocalDate.parse("2024-05-01"),
                Instant.parse("2024-05-02T01:00:00Z"),
                "",
                1,
                Map.of(),
                Map.of("gold.churn", new Release.Released(7, 1200, "1.0.0", "feed 'sales' is stopped.")));
        ReleaseStore releases = new ReleaseStore(home);
        releases.add(release);
        releases.show(release);
        new RunLog(home)
                .write(new RunRecord(
                        1,
                        "20240502T010000.000Z",
                        "shop",
                        LocalDate.parse("2024-05-01"),
                        Instant.parse("2024-05-02T01:00:00Z"),
                        Instant.parse("2024-05-02T01:01:00Z"),
                        RunRecord.HELD_BACK,
                        "",
                        "night",
                        "host",
                        1,
                        3L,
                        List.of(new RunRecord.TableLine(
                                "gold.churn", null, 1200, null, null, 2.5, 7, Map.of(), 10, 0, 1.5)),
                        List.of(new RunRecord.CheckLine("gold.churn", "r", "d", "warning", 9, 2, "", List.of())),
                        List.of(new RunRecord.QuarantineLine("sales", "transaction", "a \"bad\" \\ row", 4, List.of())),
                        Map.of("sales", new RunRecord.FeedLine("f", null, Instant.EPOCH, LocalDate.EPOCH, 1)),
                        true));
        Path file = folder.resolve("dangol.prom");
        Instant start = Instant.parse("2024-05-02T01:00:00Z");
        Metrics.write(file, "shop", () -> Optional.of(home), start, start.plusSeconds(60), 3);

        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .contains(
                        "# TYPE dangol_run_success gauge",
                        "dangol_run_success{company=\"shop\"} 0.0",
                        "dangol_run_exit_code{company=\"shop\"} 3.0",
                        "dangol_run_seconds{company=\"shop\"} 60.0",
                        "dangol_release_held{company=\"shop\"} 0.0",
                        "dangol_release_stale_tables{company=\"shop\"} 1.0",
                        "dangol_table_rows{company=\"shop\",table=\"gold.churn\"} 1200.0",
                        "dangol_quarantine_rows{company=\"shop\",entity=\"transaction\",feed=\"sales\",reason=\"a \\\"bad\\\" \\\\ row\"} 4.0",
                        "dangol_check_failures{company=\"shop\",rule=\"r\",severity=\"warning\",table=\"gold.churn\"} 2.0",
                        "dangol_release_as_of_timestamp_seconds{company=\"shop\"} 1.7145216E9");
        assertThat(lines).filteredOn(l -> !l.startsWith("#")).isNotEmpty().allMatch(l -> l.matches(METRIC));
        assertThat(lines).filteredOn(l -> l.startsWith("# HELP")).doesNotHaveDuplicates();
        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("lake", "dangol.prom");
        }
    }

    /** A run that is refused for its configuration, with metrics to a file. */
    private Outcome refusedRun(Path metrics) throws IOException {
        Path conf = Files.writeString(folder.resolve("shop.yaml"), "company: Shop\n");
        return execute("run", "--conf", conf.toString(), "--as-of", "2024-01-01", "--metrics", metrics.toString());
    }

    @Test
    void aRunThatIsRefusedLeavesMetricsToo() throws IOException {
        Path file = folder.resolve("dangol.prom");
        Outcome outcome = refusedRun(file);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(Files.readString(file))
                .contains("dangol_run_success{company=\"shop\"} 0.0", "dangol_run_exit_code{company=\"shop\"} 2.0");
        assertThat(execute("run", "--conf", "x", "--as-of", "2024-01-01", "--metrics", "/nowhere/x.prom")
                        .err())
                .contains("--metrics /nowhere/x.prom: there is no folder /nowhere");
        assertThat(execute("run", "--conf", "x", "--as-of", "2024-01-01", "--metrics", file + ".txt")
                        .err())
                .contains("end with .prom");
    }

    @Test
    void theEndOfARunIsToldOfALakeThatCannotBeLookedAt() throws IOException {
        Path file = folder.resolve("dangol.prom");
        Folder home = Folder.of(folder.resolve("lake").toString(), new Configuration());
        Instant start = Instant.parse("2024-05-02T01:00:00Z");
        assertThat(Metrics.write(file, "shop", () -> Optional.of(home), start, start.plusSeconds(60), 0))
                .isEmpty();
        assertThat(Files.readString(file)).contains("dangol_run_success{company=\"shop\"} 1.0");

        // As a power cut leaves it: the run is refused, and so is a look at the releases.
        home.child("releases").write("current", "");
        assertThat(Metrics.write(file, "shop", () -> Optional.of(home), start, start.plusSeconds(60), 2))
                .hasValueSatisfying(why -> assertThat(why).contains("current"));
        assertThat(Files.readString(file))
                .contains("dangol_run_success{company=\"shop\"} 0.0", "dangol_run_exit_code{company=\"shop\"} 2.0");
        Metrics.write(
                file,
                "shop",
                () -> {
                    throw new OutageException("s3a://bucket/lake", "the store does not answer.", "");
                },
                start,
                start.plusSeconds(60),
                1);
        assertThat(Files.readString(file)).contains("dangol_run_exit_code{company=\"shop\"} 1.0");
    }

    @Test
    void metricsThatCannotBeWrittenChangeNothing() throws IOException {
        Path file = folder.resolve("dangol.prom");
        Files.createDirectories(file.resolve("a folder of that name"));
        Outcome outcome = refusedRun(file);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("shop.yaml:1", "warning: no metrics of this run: Cannot write");
    }

    @Test
    void faultsAreJsonTooWhenTheLogIs() throws IOException {
        Outcome outcome = execute(
                "status", "--log", "json", "--conf", folder.resolve("none.yaml").toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        JsonNode line = new ObjectMapper().readTree(outcome.err());
        assertThat(line.get("level").asText()).isEqualTo("ERROR");
        assertThat(line.get("exit_code").asInt()).isEqualTo(2);
        assertThat(line.get("message").asText()).contains("there is no such file");
        assertThat(execute("status", "--conf", "none.yaml").err()).startsWith("none.yaml: there is no such file");
    }

    @Test
    void lineageReachesAStoreAsTheRunDoes() throws IOException {
        Company company = company().at("s3a://files", "s3a://lineage/lake");
        Lineage.settings(company, Map.of("fs.s3a.endpoint", "http://127.0.0.1:9"), "http://localhost:5000");
        assertThat(new org.apache.hadoop.fs.Path("s3a://lineage/lake")
                        .getFileSystem(new Configuration())
                        .getConf()
                        .get("fs.s3a.endpoint"))
                .isEqualTo("http://127.0.0.1:9");
    }

    @Test
    void aLineageTargetIsAFileOrAnAddress() throws IOException {
        Company company = company();
        assertThat(Lineage.settings(company, Map.of(), "http://localhost:5000"))
                .containsEntry("spark.openlineage.transport.type", "http")
                .containsEntry("spark.openlineage.transport.url", "http://localhost:5000");
        assertThatThrownBy(() -> Lineage.settings(company, Map.of(), "kafka:x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--lineage kafka:x: is neither a file nor an address");
        assertThatThrownBy(() -> Lineage.settings(company, Map.of(), "file:/nowhere/at/all"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("there is no folder /nowhere/at");
    }

    /** A run that says what it does where the command line lets it. */
    private static void told(Company company, String day) {
        new Run(TestRuns.spark(), company, new Progress(System.err))
                .work(new AsOf(LocalDate.parse(day)), Duration.ZERO);
    }

    @Test
    @Tag("slow")
    @Tag("long")
    void aRunSendsLineageAndLogsEachStepAsOneObject() throws IOException, TimeoutException {
        Company company = company();
        Path events = folder.resolve("lineage.jsonl");
        var context = TestRuns.spark().sparkContext();
        // The listener asks the context itself how datasets are named, so a copy of its settings would not do.
        SparkConf conf = context.conf();
        Lineage.settings(company, Map.of(), "file:" + events).forEach(conf::set);
        assertThat(conf.get("spark.extraListeners")).isEqualTo(OpenLineageSparkListener.class.getName());
        OpenLineageSparkListener listener = new OpenLineageSparkListener(conf);
        context.addSparkListener(listener);
        PrintStream usual = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        int firstRun;
        try {
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            JsonLog.choose(true);
            told(company, "2024-12-31");
            context.listenerBus().waitUntilEmpty(60_000);
            firstRun = Files.readAllLines(events).size();
            Files.writeString(
                    folder.resolve("files/sales-2.csv"),
                    "invoice,line,customer_no,sold_at,amount\nA2,1,7,2025-01-01 10:00:00,10.00\n");
            told(company, "2025-01-01");
        } finally {
            System.setErr(usual);
            JsonLog.choose(false);
            context.listenerBus().waitUntilEmpty(60_000);
            context.removeSparkListener(listener);
            Lineage.settings(company, Map.of(), "file:" + events).keySet().forEach(conf::remove);
        }

        List<JsonNode> lines = new ArrayList<>();
        for (String line : log.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        String run = new RunLog(Folder.of(company.home(), new Configuration()))
                .last()
                .orElseThrow()
                .id();
        JsonNode churn = lines.stream()
                .filter(l -> l.path("step").asText().equals("gold.churn")
                        && l.path("run").asText().equals(run))
                .findFirst()
                .orElseThrow();
        assertThat(churn.get("company").asText()).isEqualTo("corner_shop");
        assertThat(churn.get("table").asText()).isEqualTo("gold.churn");
        assertThat(churn.get("rows").asLong()).isEqualTo(1);
        assertThat(churn.get("seconds").isNumber()).isTrue();
        assertThat(lines).allMatch(l -> l.hasNonNull("time") && l.hasNonNull("level") && l.hasNonNull("message"));

        List<String> all = Files.readAllLines(events);
        Map<String, Set<String>> first = inputsOfOutputs(all.subList(0, firstRun));
        assertThat(first).containsKeys("silver/transaction", "gold/customer_360");
        assertThat(first.get("bronze/sales").toString()).contains("sales.csv");
        assertThat(first.get("gold/churn")).contains("silver/customer", "state/purchase_history");
        // Rows that a night puts in the place of others were kept before they are written.
        Map<String, Set<String>> second = inputsOfOutputs(all.subList(firstRun, all.size()));
        assertThat(second.get("silver/transaction")).contains("bronze/sales", "silver/transaction");
        assertThat(second.get("silver/purchase_day")).contains("silver/transaction");
        assertThat(second.get("gold/churn")).contains("silver/customer", "state/purchase_history");
    }

    private static Map<String, Set<String>> inputsOfOutputs(List<String> events) throws IOException {
        Map<String, Set<String>> inputs = new TreeMap<>();
        for (String line : events) {
            JsonNode event = new ObjectMapper().readTree(line);
            assertThat(event.at("/job/namespace").asText()).isEqualTo("corner_shop");
            for (JsonNode output : event.path("outputs")) {
                Set<String> read = inputs.computeIfAbsent(output.get("name").asText(), o -> new TreeSet<>());
                event.path("inputs").forEach(i -> read.add(i.get("name").asText()));
            }
        }
        return inputs;
    }

    private Company company() throws IOException {
        Files.createDirectories(folder.resolve("files"));
        Files.writeString(
                folder.resolve("files/sales.csv"),
                "invoice,line,customer_no,sold_at,amount\nA1,1,7,2024-01-05 10:00:00,12.50\n");
        return TestRuns.company(folder, COMPANY);
    }
}
