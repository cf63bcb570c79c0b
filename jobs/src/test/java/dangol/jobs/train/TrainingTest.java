package dangol.jobs.train;

import static dangol.jobs.TestRuns.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.AsOf;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.run.Overrides;
import dangol.jobs.run.Run;
import dangol.jobs.run.RunResult;
import dangol.jobs.simulate.Simulation;
import dangol.jobs.simulate.SimulationOptions;
import dangol.state.ChurnModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A simulated company trains: first with too few customers for its own taste, then with enough. */
@Tag("slow")
@Tag("long") // Some minutes of trees; what a training gives on real customers is in ExamplesTest.
@TestMethodOrder(OrderAnnotation.class)
class TrainingTest {
    private static final String FIRST = "2025-09-30";
    private static final String SECOND = "2025-12-31";

    @TempDir
    static Path folder;

    private static Company company;
    private static RunResult first;
    private static RunResult second;
    private static List<String> scoresOfTheFirst;
    private static List<String> countsOfTheFirst;

    @BeforeAll
    static void twoTrainings() throws IOException {
        Path data = folder.resolve("data");
        new Simulation(new SimulationOptions(400, LocalDate.parse(SECOND), 3, 5, data)).run(done -> {});
        System.setProperty("DANGOL_DEMO", folder.toString());
        first = TestRuns.run(company("{train_every_days: 30, horizon_days: 60, min_customers: 5000}"), FIRST);
        scoresOfTheFirst = ask(
                company,
                "SELECT count(*) FROM churn WHERE churn_probability IS NOT NULL OR churn_reason_1 IS NOT NULL");
        countsOfTheFirst = ask(company, "SELECT count(*) > 300, sum(purchase_days) > 1000, sum(spend) > 0 FROM churn");
        second = TestRuns.run(company("{train_every_days: 30, horizon_days: 60, min_customers: 100}"), SECOND);
    }

    @AfterAll
    static void forget() {
        System.clearProperty("DANGOL_DEMO");
    }

    private static Company company(String models) throws IOException {
        Path file = folder.resolve("company.yaml");
        Files.writeString(
                file, Files.readString(Path.of("src/test/resources/purchases.yaml")) + "\nmodels: " + models + "\n");
        company = CompanyReader.read(file);
        return company;
    }

    @Test
    void tooFewCustomersGiveAReasonAWarningAndEmptyColumns() {
        Row row = versions().get(0);
        assertThat(row.<String>getAs("reason"))
                .matches("Only \\d+ customers could churn on 2025-08-01, models.horizon_days \\(60 days\\) before "
                        + "2025-09-30; a training takes 5000 \\(models.min_customers\\) or more.");
        assertThat(row.<String>getAs("parameters")).isNull();
        assertThat(row.<Boolean>getAs("is_tested")).isFalse();
        assertThat(first.warnings())
                .anyMatch(w -> w.startsWith("version 1 of the churn classifier is not shown: Only "));
        assertThat(scoresOfTheFirst).containsExactly("0");
        assertThat(countsOfTheFirst).containsExactly("true true true");
    }

    @Test
    void aVersionSaysWhatItWasTrainedOnAndHowGoodEachCandidateWas() {
        assertThat(versions().stream().map(r -> r.<Integer>getAs("version"))).containsExactly(1, 2);
        Row row = versions().get(1);
        assertThat(row.getAs("trained_as_of").toString()).isEqualTo(SECOND);
        assertThat(row.<String>getAs("evaluation")).isEqualTo("temporal");
        // Six past days 60 days apart: the latest, 2025-11-01, tests.
        assertThat(row.getAs("last_feature_day").toString()).isEqualTo("2025-09-02");
        assertThat(row.getAs("first_feature_day").toString()).isEqualTo("2025-01-05");
        assertThat(row.getAs("holdout_first_day").toString()).isEqualTo("2025-11-02");
        assertThat(row.getAs("holdout_last_day").toString()).isEqualTo(SECOND);
        assertThat(row.<String>getAs("reason")).isNull();
        assertThat(row.<Boolean>getAs("is_tested")).isTrue();
        assertThat(second.warnings()).noneMatch(w -> w.contains("classifier"));
        List<Row> quality = row.getList(row.fieldIndex("quality"));
        assertThat(quality.stream().map(q -> q.<String>getAs("model")))
                .containsExactly("logistic_regression", "gradient_boosted_trees", "bg_nbd", "naive");
        assertThat(quality).allSatisfy(q -> {
            assertThat(q.<Long>getAs("customers")).isGreaterThan(100);
            assertThat(q.<Double>getAs("auc")).isBetween(0.5, 1.0);
            assertThat(q.<Double>getAs("baseline_auc")).isEqualTo(quality.get(3).<Double>getAs("auc"));
            assertThat(q.getList(q.fieldIndex("deciles"))).isNotEmpty();
        });
        Row chosen = quality.stream()
                .filter(q -> q.getAs("model").equals(row.getAs("model")))
                .findFirst()
                .orElseThrow();
        assertThat(chosen.<Double>getAs("auc")).isGreaterThan(chosen.<Double>getAs("baseline_auc"));
        assertThat(chosen.<Double>getAs("brier")).isLessThan(chosen.<Double>getAs("baseline_brier"));
    }

    @Test
    void whoCanChurnHasAProbabilityItsVersionAndReasons() {
        assertThat(
                        ask(
                                company,
                                "SELECT count(*) FILTER ((churn_probability IS NOT NULL) <> coalesce(recency_days < 180, false)), "
                                        + "min(churn_probability) > 0, max(churn_probability) < 1, min(churn_model_version), "
                                        + "max(churn_model_version), count(*) FILTER (churn_reason_3 IS NOT NULL) > 10 FROM churn"))
                .containsExactly("0 true true 2 2 true");
        // Those who are said to leave are more often silent than those who are said to stay.
        assertThat(ask(
                        company,
                        "SELECT avg(recency_days) FILTER (churn_probability > 0.5) "
                                + "> avg(recency_days) FILTER (churn_probability <= 0.5) FROM churn"))
                .containsExactly("true");
    }

    @Test
    void trainingTwiceGivesTheSameModel() {
        Row again = training(company.models(), Silver::read);
        Row stored = versions().get(1);
        for (String column : again.schema().fieldNames()) {
            assertThat(text(again, column)).as(column).isEqualTo(text(stored, column));
        }
    }

    private static String text(Row row, String column) {
        Object value = row.getAs(column);
        return value instanceof scala.collection.Iterable<?> items ? items.mkString("\n") : String.valueOf(value);
    }

    @Test
    void aHorizonLongerThanTheHistoryIsSaid() {
        ModelPolicy usual = company.models();
        ModelPolicy tenYears = new ModelPolicy(
                usual.purchaseModel(), usual.timeUnit(), 3650, 3650, 12, 1, 100, 95, 100, ModelPolicy.Show.TESTED);
        assertThat(training(tenYears, Silver::read).<String>getAs("reason"))
                .isEqualTo(
                        "Nobody could churn on 2016-01-03, models.horizon_days (3650 days) before 2025-12-31: the history "
                                + "is shorter than the horizon, or nobody had bought or had a contract by then. Wait, or take a "
                                + "shorter horizon.");
    }

    /** No file of the last sixty days arrived. */
    @Test
    void oneOutcomeOnlyIsSaid() {
        Row row = training(
                company.models(),
                id -> id.equals(TableId.silver("purchase_day"))
                        ? Silver.read(id).filter("purchased_on <= DATE'2025-11-01'")
                        : Silver.read(id));
        assertThat(row.<String>getAs("reason"))
                .matches(
                        "Of the (\\d+) customers who could churn on 2025-11-01, models.horizon_days \\(60 days\\) before "
                                + "2025-12-31, \\1 did; a training takes 10 or more who did and as many who did not.");
        assertThat(row.<String>getAs("parameters")).isNull();
    }

    @Test
    void ofALargeCompanyTheSameShareOfTheCustomersIsTakenOnEveryDay() {
        Policy policy = company.policy(company.customerKeySecret());
        AsOf asOf = new AsOf(LocalDate.parse(SECOND));
        List<List<Example>> all = new PastDays(policy, Silver::read, asOf).before();
        PastDays large = new PastDays(policy, Silver::read, asOf, 600);
        List<List<Example>> some = large.before();

        long couldChurn = all.stream()
                .flatMap(List::stream)
                .map(Example::customer)
                .distinct()
                .count();
        assertThat(large.share()).isBetween(600.0 / 6 / 400, 600.0 / 6 / couldChurn);
        assertThat(some).hasSize(6);
        for (int day = 0; day < some.size(); day++) {
            // Whoever is taken is looked at with all that there is of him.
            assertThat(all.get(day)).containsAll(some.get(day));
            // Three standard deviations of a binomial: hashes are as good as chance.
            double chance = 3
                    * Math.sqrt(
                            large.share() * (1 - large.share()) / all.get(day).size());
            assertThat((double) some.get(day).size() / all.get(day).size()).isCloseTo(large.share(), within(chance));
        }
        Set<String> lately = some.get(0).stream().map(Example::customer).collect(Collectors.toSet());
        assertThat(some.get(1).stream()
                        .map(Example::customer)
                        .filter(c ->
                                all.get(0).stream().anyMatch(e -> e.customer().equals(c))))
                .as("who could churn on both days is taken on both")
                .isSubsetOf(lately);
    }

    /** Near the end, because it leaves a row behind that the next run takes back. */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void whatAKilledRunTrainedSaysNotThatNoTrainingIsDue() {
        String day = "2026-02-05";
        assertThat(TestRuns.plan(company, day)).anyMatch(s -> s.contains("last trained as of " + SECOND));
        Lake lake = TestRuns.lake(company);
        lake.append(
                ChurnModels.ID,
                lake.read(ChurnModels.ID)
                        .filter("version = 2")
                        .withColumn("version", functions.lit(3))
                        .withColumn("trained_as_of", functions.to_date(functions.lit("2026-02-01"))));
        assertThat(TestRuns.plan(company, day)).anyMatch(s -> s.contains("last trained as of " + SECOND));
    }

    @Test
    void aVersionSaysWhatItStandsAndFallsWith() {
        assertThat(versions().get(1).<String>getAs("settings")).contains("\"currency\":\"", "\"silent_days\":180");
    }

    /** Last, because it leaves other releases behind. */
    @Test
    @Order(Integer.MAX_VALUE)
    void afterARebuildABackfillAndARollbackTheModelOfTheReleaseScores() {
        String scores =
                "SELECT customer_key, churn_probability, churn_reason_1, churn_model_version FROM gold.churn ORDER BY ALL";
        List<String> scored = ask(company, scores);
        AsOf asOf = new AsOf(LocalDate.parse(SECOND));
        Run run = new Run(TestRuns.spark(), company, TestRuns.quiet());

        assertThat(run.work(asOf, Duration.ZERO, true).changed()).isTrue();
        assertThat(ask(company, scores)).as("everything built anew").isEqualTo(scored);
        assertThat(versions()).as("nothing is trained for it").hasSize(2);

        LocalDate before = LocalDate.parse("2025-12-30");
        assertThat(run.backfill(before, before, Duration.ZERO).failed()).isEmpty();
        assertThat(
                        ask(
                                company,
                                "SELECT count(*) > 300, count(churn_probability) FROM history.churn WHERE as_of_date = DATE '2025-12-30'"))
                .as("a day before the training is not scored by what the training has seen")
                .containsExactly("true 0");
        assertThat(ask(company, scores)).isEqualTo(scored);

        new Overrides(company, Map.of(), TestRuns.quiet()).rollback(1, "Look again.", Duration.ZERO, TestRuns.SESSIONS);
        assertThat(ask(company, "SELECT count(churn_probability) FROM churn")).containsExactly("0");
        TestRuns.run(company, SECOND);
        assertThat(versions()).hasSize(2);
        assertThat(ask(company, scores)).as("trained again, the same").isEqualTo(scored);
    }

    private static Row training(ModelPolicy models, Function<TableId, Dataset<Row>> silver) {
        Policy usual = company.policy(company.customerKeySecret());
        Policy policy = new Policy(
                usual.timeZone(),
                usual.currency(),
                usual.silentDays(),
                usual.ownIntervals(),
                usual.minPurchaseDays(),
                usual.intentionHorizonsDays(),
                models,
                usual.customerKeySecret());
        return new Training(TestRuns.spark(), policy, silver)
                .train(new AsOf(LocalDate.parse(SECOND)), 2)
                .first();
    }

    private static List<Row> versions() {
        return lake().read(ChurnModels.ID).orderBy("version").collectAsList();
    }

    private static Lake lake() {
        return new Lake(
                TestRuns.spark(),
                Folder.of(company.home(), TestRuns.spark().sparkContext().hadoopConfiguration()));
    }

    /** Silver of the company, each table read once; entities that it does not map have no rows. */
    private static final class Silver {
        private static final Map<TableId, Dataset<Row>> TABLES = new HashMap<>();

        static Dataset<Row> read(TableId id) {
            return TABLES.computeIfAbsent(
                    id,
                    t -> lake().exists(t)
                            ? lake().read(t)
                            : TestRuns.spark()
                                    .createDataFrame(List.of(), Contracts.of(t).schema()));
        }
    }
}
