package dangol.jobs.independent;

import static dangol.jobs.TestRuns.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.independent.IndependentComputation.Comparison;
import dangol.jobs.simulate.Simulation;
import dangol.jobs.simulate.SimulationOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulated company with its dirt: every table against SQL written from the contracts, customers and spend against the truth. */
@Tag("slow")
class IndependentComputationTest {
    private static final LocalDate UNTIL = LocalDate.of(2025, 12, 31);

    @TempDir
    private Path folder;

    @Test
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
