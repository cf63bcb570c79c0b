package dangol.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.AsOf;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.model.classifier.Traits;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Of whom a large company's training takes a share, and what it says when they are too few. */
class PastDaysTest {
    private static final AsOf AS_OF = new AsOf(LocalDate.of(2025, 12, 31));

    /** Past days lie 90 days apart, the first 540 before the training; silent for 180 days is churned. */
    private static final Policy POLICY = new Policy(
            ZoneId.of("UTC"), "EUR", 180, 2, 3, List.of(90), ModelPolicy.USUAL, "a secret of sixteen characters");

    @Test
    void theShareIsOfThoseWhoCouldChurnAndNotOfAllWhoAreKnown() {
        assertThat(share(150 * 6)).isEqualTo(1);
        // 40 buyers and 10 subscribers: a thousand who bought once, years ago, change nothing.
        assertThat(share(25 * 6)).isEqualTo(.5);
    }

    @Test
    void ofALargeCompanyTheLimitIsHeldAgainstAllWhoCouldChurn() {
        List<Example> latest = customers(40, 15);
        assertThat(trouble(latest, 1)).hasValueSatisfying(t -> assertThat(t).startsWith("Only 40 customers could"));
        assertThat(trouble(latest, .01)).isEmpty();
        assertThat(trouble(latest, .5))
                .hasValueSatisfying(t -> assertThat(t).startsWith("Only about 80 customers could churn on 2025-10-02"));
        assertThat(trouble(customers(40, 3), .01))
                .hasValueSatisfying(t -> assertThat(t)
                        .startsWith("Of the 40 customers who could churn on 2025-10-02")
                        .contains(" and were looked at, 3 did; a training takes 10 or more"));
    }

    private static double share(long mostCustomerDays) {
        return new PastDays(POLICY, PastDaysTest::silver, AS_OF, mostCustomerDays).share();
    }

    private static Optional<String> trouble(List<Example> latest, double share) {
        return Training.trouble(ModelPolicy.USUAL, AS_OF, latest, share);
    }

    private static List<Example> customers(int all, int churned) {
        return IntStream.range(0, all)
                .mapToObj(i ->
                        new Example("c-" + i, AS_OF.day().minusDays(90), new Traits(Map.of(), Map.of()), i < churned))
                .toList();
    }

    private static Dataset<Row> silver(TableId table) {
        return TestRuns.spark()
                .sql(
                        switch (table.name()) {
                            case "customer" ->
                                "SELECT concat('c-', id) AS customer_key, true AS is_current FROM range(1062)";
                            case "purchase_day" -> """
                                SELECT concat('c-', id) AS customer_key, id % 2 = 0 OR id >= 40 AS is_purchase,
                                       CASE WHEN id < 40 THEN DATE'2024-01-12' WHEN id < 1040 THEN DATE'2024-01-11'
                                            ELSE DATE'2025-10-03' END AS purchased_on
                                FROM range(1050)
                                UNION ALL SELECT concat('c-', id), true, DATE'2025-10-02' FROM range(40)""";
                            case "subscription" -> """
                                SELECT IF(id = 0, NULL, concat('s-', id)) AS customer_key,
                                       IF(id > 15, DATE'2025-10-03', DATE'2019-01-01') AS started_on,
                                       CASE WHEN id > 10 AND id <= 15 THEN DATE'2024-07-09' WHEN id > 5 THEN DATE'2024-07-10' END AS ended_on
                                FROM range(20)""";
                            default -> throw new IllegalArgumentException(table + " says nothing of the share.");
                        });
    }
}
