package dangol.jobs.independent;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.AsOf;
import dangol.jobs.RealData;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.independent.IndependentComputation.Comparison;
import dangol.jobs.lake.Sessions;
import dangol.jobs.run.Progress;
import dangol.jobs.run.Run;
import dangol.jobs.simulate.Simulation;
import dangol.jobs.simulate.SimulationOptions;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class IndependentComputationTest {
    private static final Path CONF = Path.of("..", "conf");

    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = Sessions.start("local[2]", Map.of());
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void theSimulatedCompanyWithItsDirtComesOutTheSameTwice() throws SQLException {
        // The day lies before the last records and cuts a month and a quarter: what is later must change nothing.
        LocalDate asOf = LocalDate.of(2025, 11, 17);
        new Simulation(new SimulationOptions(400, LocalDate.of(2025, 12, 31), 2, 20, folder.resolve("data")))
                .run(done -> {});

        List<Comparison> comparisons = compare(demo(), asOf);

        assertThat(comparisons)
                .as("every table has rows to compare")
                .hasSizeGreaterThan(13)
                .allSatisfy(c -> assertThat(c.rows()).as(c.table().toString()).isPositive());
        assertThat(differences(comparisons)).isEmpty();
    }

    @Test
    void onlineRetailComesOutTheSameTwice() throws SQLException {
        Path sources = RealData.require("online_retail");
        Company company = CompanyReader.read(CONF.resolve("examples").resolve("online_retail.yaml"))
                .at(sources.toString(), folder.resolve("lake").toString());

        assertThat(differences(compare(company, LocalDate.of(2010, 12, 9)))).isEmpty();
    }

    private Company demo() {
        String before = System.getProperty("DANGOL_DEMO");
        System.setProperty("DANGOL_DEMO", folder.toString());
        try {
            return CompanyReader.read(CONF.resolve("demo.yaml"));
        } finally {
            if (before == null) {
                System.clearProperty("DANGOL_DEMO");
            } else {
                System.setProperty("DANGOL_DEMO", before);
            }
        }
    }

    private static List<Comparison> compare(Company company, LocalDate asOf) throws SQLException {
        new Run(spark, company, new Progress(new PrintStream(OutputStream.nullOutputStream())))
                .work(new AsOf(asOf), Duration.ZERO);
        try (IndependentComputation independent =
                IndependentComputation.of(spark, Path.of(company.home()), company, asOf)) {
            return independent.compare();
        }
    }

    private static String differences(List<Comparison> comparisons) {
        return comparisons.stream()
                .flatMap(c -> c.differences().stream().map(d -> c.table() + ": " + d))
                .collect(Collectors.joining("\n"));
    }
}
