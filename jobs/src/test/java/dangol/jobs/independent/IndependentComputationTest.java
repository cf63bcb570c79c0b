package dangol.jobs.independent;

import static dangol.jobs.TestRuns.ask;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.TestRuns;
import dangol.jobs.cli.Main;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.independent.IndependentComputation.Comparison;
import dangol.jobs.simulate.Simulation;
import dangol.jobs.simulate.SimulationOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The simulated company with its dirt: every table against SQL written from the contracts, customers and spend against the truth.
 * On what it released the repository's notebooks run.
 */
@Tag("slow")
@TestMethodOrder(OrderAnnotation.class)
class IndependentComputationTest {
    private static final LocalDate UNTIL = LocalDate.of(2025, 12, 31);

    @TempDir
    private static Path folder;

    @Test
    @Order(1)
    void theSimulatedCompanyComesOutTheSameTwiceAndTrue() throws SQLException {
        new Simulation(new SimulationOptions(400, UNTIL, 2, 20, folder.resolve("data"))).run(done -> {});
        Company company = demo();

        // The day lies before the last records and cuts a month and a quarter: what is later must change nothing.
        String day = "2025-11-17";
        TestRuns.run(company, day);
        List<Comparison> comparisons = IndependentComputation.compare(company, LocalDate.parse(day));
        assertThat(comparisons)
                .as("every table has rows to compare")
                .hasSizeGreaterThan(13)
                .allSatisfy(c -> assertThat(c.rows()).as(c.table().toString()).isPositive());
        assertThat(IndependentComputation.differences(comparisons)).isEmpty();
        anAnswerInWhichASpendWasNotRememberedIsNoWallet();

        TestRuns.run(company, UNTIL.toString());
        String truth = "read_csv('" + folder.resolve("data/truth/spend.csv") + "', all_varchar = true)";
        String key = "substr(sha256('simulated|customer_id:' || t.customer_no), 1, 20)";
        assertThat(ask(company, "SELECT count(*), count(DISTINCT customer_key) FROM churn"))
                .containsExactly("400 400");
        assertThat(ask(company, "SELECT count(*) FROM " + truth + " t ANTI JOIN churn c ON c.customer_key = " + key))
                .as("customers lost")
                .containsExactly("0");
        assertThat(ask(
                        company,
                        "SELECT t.customer_no, t.linkable_net_spend, c.spend FROM " + truth
                                + " t JOIN churn c ON c.customer_key = " + key
                                + " WHERE CAST(t.linkable_net_spend AS DECIMAL(28, 2)) <> c.spend"))
                .as("customers whose spend differs from the truth")
                .isEmpty();
    }

    private static void anAnswerInWhichASpendWasNotRememberedIsNoWallet() {
        Dataset<Row> answers = silver("survey_response").filter("kind = 'wallet'");
        Dataset<Row> observed = silver("wallet_observation").filter("source = 'survey'");
        Column isOfAnswer = observed.col("observation_id").startsWith(concat(answers.col("response_id"), lit("/")));
        Dataset<Row> forgotten = answers.filter("exists(brands, b -> b.spend IS NULL)");
        assertThat(forgotten.count()).isPositive();
        assertThat(forgotten.join(observed, isOfAnswer, "left_semi").count()).isZero();
        assertThat(answers.filter("forall(brands, b -> b.spend IS NOT NULL)")
                        .join(observed, isOfAnswer, "left_anti")
                        .count())
                .as("complete answers that are no wallet")
                .isZero();
    }

    private static Dataset<Row> silver(String entity) {
        return TestRuns.spark()
                .read()
                .format("delta")
                .load(folder.resolve("lake/silver").resolve(entity).toString());
    }

    /** The model that the demo shows, in fifths of the buyers from the least to the most likely to be there. */
    @Test
    @Order(2)
    void asManyAreReallyThereAsTheirProbabilitiesSay() throws SQLException {
        String judged = "(SELECT c.p_alive AS p, CAST(t.alive = 'true' AS INTEGER) AS alive,"
                + " ntile(5) OVER (ORDER BY c.p_alive, c.customer_key) AS fifth FROM churn c JOIN read_csv('"
                + folder.resolve("data/truth/customers.csv")
                + "', all_varchar = true) t ON c.customer_key = substr(sha256('simulated|customer_id:' || t.customer_no), 1, 20)"
                + " WHERE c.p_alive IS NOT NULL)";
        Company company = demo();
        assertThat(ask(company, "SELECT count(*) > 200, count(DISTINCT fifth) FROM " + judged))
                .containsExactly("true 5");
        assertThat(
                        ask(
                                company,
                                "SELECT fifth, avg(p), avg(alive) FROM " + judged
                                        + " GROUP BY fifth HAVING abs(avg(p) - avg(alive)) > 3 * sqrt(sum(p * (1 - p))) / count(*) + 0.05"))
                .as("fifths whose probabilities are off by more than chance and a fit to few buyers explain")
                .isEmpty();
        assertThat(ask(company, "SELECT avg((p - alive) ^ 2) < 0.7 * avg(alive) * (1 - avg(alive)) FROM " + judged))
                .as("far better than the same probability for everybody")
                .containsExactly("true");
    }

    /** In a process of their own, as users run them: a Spark session knows only the classes of the notebook that started it. */
    @Test
    @Order(3)
    void everyNotebookOfTheRepositoryRunsOnItsRelease() throws IOException, InterruptedException {
        List<Path> notebooks;
        try (Stream<Path> files = Files.list(Path.of("..", "notebooks"))) {
            notebooks =
                    files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=256m"));
        command.addAll(List.of("-XX:+UseSerialGC", "-Duser.timezone=UTC"));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "notebook", "--run"));
        command.addAll(List.of(
                "--conf", "../conf/demo.yaml", "--out", folder.resolve("pages").toString()));
        notebooks.forEach(notebook -> command.add(notebook.toString()));
        Path said = folder.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("DANGOL_DEMO", folder.toString());

        int exitCode = builder.start().waitFor();

        assertThat(exitCode).as(Files.readString(said)).isZero();
        assertThat(notebooks).hasSizeGreaterThanOrEqualTo(5).allSatisfy(notebook -> {
            String name = notebook.getFileName().toString().replace(".ipynb", ".html");
            assertThat(folder.resolve("pages").resolve(name)).content().contains("<table>", "data-chart=\"chart1\"");
        });
        assertThat(folder.resolve("pages/01_tour.html"))
                .as("Spark ran a function of the notebook")
                .content()
                .contains("<td>3: later</td>");
        assertThat(folder.resolve("pages/05_truth_of_the_simulated_company.html"))
                .as("customers and spend of the release are the true ones")
                .content()
                .containsPattern("<td class=\"number\">400</td><td class=\"number\">400</td>(<td.*</td>){3}"
                        + "<td class=\"number\">0</td>");
    }

    private Company demo() {
        String before = System.getProperty("DANGOL_DEMO");
        System.setProperty("DANGOL_DEMO", folder.toString());
        try {
            return CompanyReader.read(Path.of("..", "conf", "demo.yaml"));
        } finally {
            if (before == null) {
                System.clearProperty("DANGOL_DEMO");
            } else {
                System.setProperty("DANGOL_DEMO", before);
            }
        }
    }
}
