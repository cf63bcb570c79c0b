package dangol.jobs.simulate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.AsOf;
import dangol.Derivation;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.StageSchema;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares of wallet estimated from similar customers, held against what simulated customers really spend elsewhere. */
@Tag("slow")
class EstimatedWalletsTest {
    private static final LocalDate UNTIL = LocalDate.of(2025, 12, 31);
    private static final ModelPolicy MODELS = new ModelPolicy(
            ModelPolicy.USUAL.purchaseModel(),
            ModelPolicy.USUAL.timeUnit(),
            90,
            12,
            1,
            100,
            95,
            30,
            ModelPolicy.Show.TESTED);
    private static final Policy POLICY =
            new Policy(ZoneId.of("Asia/Seoul"), "KRW", 180, 3, 3, List.of(90), MODELS, "simulated");

    private static final String[] KEY = {"customer_key", "category", "quarter"};

    @TempDir
    private Path folder;

    @Test
    void similarCustomersTellMoreThanOwnSpendAloneAndThanTheMeanOfAll() {
        new Simulation(new SimulationOptions(4000, UNTIL, 2, 20, folder)).run(done -> {});
        Dataset<Row> wallets = truth("wallets")
                .join(truth("customers"), "customer_no")
                .filter("own > 0")
                .cache();
        double meanOfAll = wallets.filter("panelist = 'true'")
                .selectExpr("avg(CAST(own / (own + elsewhere) AS DOUBLE))")
                .first()
                .getDouble(0);
        List<Row> estimated = shares(wallets)
                .filter("estimated_share IS NOT NULL")
                .join(
                        wallets.selectExpr(
                                "customer_no AS customer_key",
                                "category",
                                "CAST(quarter AS DATE) AS quarter",
                                "CAST(own / (own + elsewhere) AS DOUBLE) AS true_share"),
                        KEY)
                .select(
                        "true_share",
                        "estimated_share",
                        "estimated_share_low",
                        "estimated_share_high",
                        "estimated_from")
                .collectAsList();

        double error = error(estimated, r -> r.getDouble(1));
        double covered = estimated.stream()
                        .filter(r -> r.getDouble(2) <= r.getDouble(0) && r.getDouble(0) <= r.getDouble(3))
                        .count()
                / (double) estimated.size();
        String measured = String.format(
                "%d estimates, mean absolute error %.4f, of own spend alone %.4f, of the mean of all %.4f; %.4f within the limits",
                estimated.size(), error, error(estimated, r -> 1), error(estimated, r -> meanOfAll), covered);
        assertThat(estimated.size()).as(measured).isGreaterThan(5000);
        assertThat(error).as(measured).isLessThan(error(estimated, r -> 1));
        assertThat(error).as(measured).isLessThan(error(estimated, r -> meanOfAll));
        // A beta distribution has a little more at its lower end than these customers, so 95 % limits cover some more.
        assertThat(covered).as(measured).isBetween(.94, .985);
        assertThat(estimated.stream().map(r -> r.getString(4)).distinct())
                .as(measured)
                .contains("segment_and_category", "category");
    }

    private static double error(List<Row> estimated, ToDoubleFunction<Row> guess) {
        return estimated.stream()
                .mapToDouble(r -> Math.abs(guess.applyAsDouble(r) - r.getDouble(0)))
                .average()
                .orElseThrow();
    }

    /** What the table says when it sees all purchases and the wallets of the panel. */
    private static Dataset<Row> shares(Dataset<Row> wallets) {
        Dataset<Row> panel = wallets.filter("panelist = 'true'")
                .selectExpr(
                        "customer_no AS customer_key",
                        "category",
                        "CAST(quarter AS DATE) AS quarter",
                        "CAST(quarter AS DATE) AS observed_on",
                        "inline(array(struct('own' AS brand, true AS is_own, own AS spend), "
                                + "struct('elsewhere' AS brand, false AS is_own, elsewhere AS spend)))")
                .withColumn("source", lit("panel"));
        Map<TableId, Dataset<Row>> silver = Map.of(
                TableId.silver("customer"),
                wallets.selectExpr(
                                "customer_no AS customer_key",
                                "1 AS version",
                                "DATE'1900-01-01' AS valid_from",
                                "CAST(registered_on AS DATE) AS known_since",
                                "segment")
                        .distinct(),
                TableId.silver("purchase_day"),
                wallets.selectExpr(
                        "customer_no AS customer_key",
                        "CAST(quarter AS DATE) AS purchased_on",
                        "category",
                        "true AS is_purchase",
                        "own AS net"),
                TableId.silver("wallet_observation"),
                panel,
                TableId.silver("survey_response"),
                TestRuns.spark().createDataFrame(List.of(), StageSchema.of(TableId.silver("survey_response"))));
        return new Derivation(POLICY, new AsOf(UNTIL), id -> silver.containsKey(id) ? whole(id, silver.get(id)) : null)
                .rows(TableId.gold("wallet_share"));
    }

    /** The rows with all columns of the table, null where they have none. */
    private static Dataset<Row> whole(TableId id, Dataset<Row> rows) {
        List<String> have = List.of(rows.columns());
        return rows.select(Arrays.stream(StageSchema.of(id).fields())
                .map(f -> (have.contains(f.name()) ? col(f.name()) : lit(null))
                        .cast(f.dataType())
                        .as(f.name()))
                .toArray(Column[]::new));
    }

    private Dataset<Row> truth(String name) {
        Dataset<Row> rows = TestRuns.spark()
                .read()
                .option("header", true)
                .csv(folder.resolve("truth/" + name + ".csv").toString());
        return name.equals("wallets")
                ? rows.withColumn("own", col("own").cast("decimal(28,2)"))
                        .withColumn("elsewhere", col("elsewhere").cast("decimal(28,2)"))
                : rows;
    }
}
