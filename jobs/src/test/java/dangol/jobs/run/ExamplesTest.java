package dangol.jobs.run;

import static dangol.jobs.TestRuns.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.AsOf;
import dangol.RealData;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.independent.IndependentComputation;
import dangol.model.purchase.BgNbd;
import dangol.model.purchase.GammaGamma;
import dangol.model.purchase.LifetimeValue;
import dangol.model.purchase.PurchaseStatistic;
import dangol.model.purchase.TimeUnit;
import dangol.state.ChurnModels;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every company of conf/examples on its real data, end to end, against published figures and counts of the raw files. */
@Tag("slow")
class ExamplesTest {
    @TempDir
    Path home;

    @Test
    void cdnowGivesThePublishedSummaryAndModels() {
        Company company = run("cdnow", "cdnow", "1997-09-30");
        // Fader, Hardie & Lee 2005: 2,357 customers, 946 of them repeat buyers with 2,457 repeat purchase days.
        assertThat(ask(company, "SELECT count(*), count(*) FILTER (frequency > 0), sum(frequency) FROM rfm_summary"))
                .containsExactly("2357 946 2457");
        theModelsAreThosePublished(company);
        theForecastsAreThoseOfThePlainModels(company);

        TestRuns.run(company, "1998-06-30");
        assertThat(ask(company, "SELECT sum(spend), count(*) FROM churn")).containsExactly("244091.94 2357");
        // 1,882 purchase days in the 39 weeks after the calibration period.
        assertThat(ask(
                        company,
                        "SELECT (SELECT sum(frequency) FROM gold.rfm_summary) - (SELECT sum(frequency) FROM history.rfm_summary "
                                + "WHERE as_of_date = DATE '1997-09-30')"))
                .containsExactly("1882");
        theHoldoutIsThatPublished(company);

        // A day that was run changes nothing when it is run again; the next day needs gold only.
        assertThat(TestRuns.run(company, "1998-06-30").changed()).isFalse();
        assertThat(ask(company, "SELECT release FROM release")).containsExactly("2");
        // Days between the two that were run have no copy, and the plan says so.
        assertThat(TestRuns.plan(company, "1998-07-01"))
                .contains("gold.rfm_summary: 1998-07-01, what changes in state.purchase_history")
                .allMatch(line -> line.startsWith("gold.") || line.startsWith("state.") || line.startsWith("gap: "));
    }

    /** Fader, Hardie and Lee 2005, table 2 (weeks); Fader and Hardie 2013, section 4; MBG/NBD as published for the same data. */
    private static void theModelsAreThosePublished(Company company) {
        assertThat(parameters(company, "r, alpha, a, b, log_likelihood", "bg_nbd"))
                .containsExactly(new double[] {.24259, 4.41360, .79292, 2.42590, -9582.429}, within(1e-3));
        assertThat(parameters(company, "r, alpha, s, beta, log_likelihood", "pareto_nbd"))
                .containsExactly(new double[] {.55328, 10.5776, .60621, 11.6679, -9594.974}, within(5e-3));
        assertThat(parameters(company, "r, alpha, a, b", "mbg_nbd"))
                .containsExactly(new double[] {.525, 6.183, .891, 1.614}, within(1e-3));
        assertThat(parameters(company, "p, q, gamma, log_likelihood", "gamma_gamma"))
                .containsExactly(new double[] {6.25, 3.74, 15.44, -4055.92}, within(1e-2));
        assertThat(ask(company, "SELECT model, customers, converged, shown FROM purchase_model ORDER BY model"))
                .containsExactly(
                        "bg_nbd 2357 true true",
                        "gamma_gamma 946 true true",
                        "mbg_nbd 2357 true false",
                        "pareto_nbd 2357 true false");
    }

    /** Fader, Hardie and Lee 2005, table 4: by repeat purchases 0 to 6 and 7 or more, customers, what came and what BG/NBD expected. */
    private static void theHoldoutIsThatPublished(Company company) {
        assertThat(ask(
                        company,
                        "SELECT fitted_until, customers, round(actual * customers), shown, better_than_baseline "
                                + "FROM model_quality WHERE model = 'bg_nbd'"))
                .containsExactly("1997-09-30 2357 1882.0 true true");
        assertThat(numbers(ask(
                        company, "SELECT r, alpha, a, b, log_likelihood FROM model_quality WHERE model = 'bg_nbd'")))
                .containsExactly(new double[] {.24259, 4.41360, .79292, 2.42590, -9582.429}, within(1e-3));
        assertThat(groups(company, "customers")).containsExactly(1411, 439, 214, 100, 62, 38, 29, 64);
        assertThat(groups(company, "actual"))
                .containsExactly(
                        new double[] {.2367, .6970, 1.3925, 1.56, 2.5323, 2.9474, 3.8621, 6.3594}, within(5e-5));
        assertThat(groups(company, "predicted"))
                .containsExactly(
                        new double[] {.2251, .5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.1570}, within(3e-3));
    }

    private static double[] groups(Company company, String figure) {
        return numbers(ask(
                company,
                "SELECT string_agg(CAST(" + figure + " AS VARCHAR), ' ' ORDER BY group_number) "
                        + "FROM model_holdout WHERE model = 'bg_nbd' AND grouping = 'frequency'"));
    }

    private static double[] parameters(Company company, String names, String model) {
        return numbers(ask(company, "SELECT " + names + " FROM purchase_model WHERE model = '" + model + "'"));
    }

    /** Every customer, by the models of the release. */
    private static void theForecastsAreThoseOfThePlainModels(Company company) {
        double[] shown = parameters(company, "r, alpha, a, b", "bg_nbd");
        double[] spends = parameters(company, "p, q, gamma", "gamma_gamma");
        BgNbd model = new BgNbd(TimeUnit.WEEK, shown[0], shown[1], shown[2], shown[3]);
        LifetimeValue value =
                new LifetimeValue(model, new GammaGamma(spends[0], spends[1], spends[2]), 12, 365.25 / 12, 0.01);
        List<String> customers = ask(
                company,
                "SELECT frequency, r.recency_days, observation_days, coalesce(monetary_value, 0), p_alive, "
                        + "expected_purchases_90d, lifetime_value FROM churn JOIN rfm_summary r USING (customer_key)");
        assertThat(customers).hasSize(2357).allSatisfy(line -> {
            double[] row = numbers(List.of(line));
            PurchaseStatistic customer = PurchaseStatistic.ofDays(TimeUnit.WEEK, (long) row[0], row[1], row[2]);
            assertThat(row[4]).isCloseTo(model.probabilityAlive(customer), within(1e-9));
            assertThat(row[5]).isCloseTo(model.expectedPurchases(customer, 90 / 7.0), within(1e-9));
            assertThat(row[6]).isCloseTo(row[3] > 0 ? value.of(customer, row[3]) : value.of(customer), within(0.00501));
        });
        // Who bought once is alive by construction of the model.
        assertThat(ask(company, "SELECT DISTINCT p_alive FROM churn WHERE purchase_days = 1"))
                .containsExactly("1.0");
    }

    private static double[] numbers(List<String> lines) {
        return Arrays.stream(lines.get(0).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Test
    void onlineRetailIsAccountedForToTheLastRow() throws SQLException {
        Company company = run("online_retail", "online_retail", "2010-12-09");
        Row transactions = ops(company, "table_run")
                .filter("table_name = 'silver.transaction'")
                .first();
        assertThat(transactions.<Long>getAs("rows_in")).isEqualTo(525_461);
        assertThat(transactions.<Long>getAs("rows_out")
                        + transactions.<Long>getAs("quarantined")
                        + transactions.<Long>getAs("duplicates"))
                .isEqualTo(525_461);
        Dataset<Row> lines = silver(company, "transaction");
        assertThat(lines.select("transaction_id").distinct().count()).isEqualTo(28_816);
        assertThat(lines.filter("customer_key IS NULL AND source_key IS NULL").count())
                .isPositive();

        // The cohort grid: distinct active customers by months since the first purchase.
        assertThat(cohort(company, "2009-12-01"))
                .containsExactly("955 337 319 406 363 343 360 327 321 346 403 473 237");
        assertThat(cohort(company, "2010-01-01")).containsExactly("383 79 119 117 101 115 99 88 107 122 116 38");
        assertThat(cohort(company, "2010-02-01")).containsExactly("374 89 84 109 92 75 72 107 95 103 27");
        assertThat(ask(
                        company,
                        "SELECT DISTINCT is_complete FROM cohort WHERE segment = 'all' AND "
                                + "cohort_month + to_months(CAST(months_since AS INT)) = DATE '2010-12-01'"))
                .containsExactly("false");
        assertThat(IndependentComputation.differences(
                        IndependentComputation.compare(company, LocalDate.parse("2010-12-09"))))
                .isEmpty();
    }

    @Test
    void olistPaymentsAndPersonsAddUp() {
        Path sources = RealData.require("olist_sample").getParent();
        Company company = TestRuns.example("olist", sources, home.resolve("olist"));
        TestRuns.run(company, "2018-09-30");
        assertThat(ask(company, "SELECT sum(spend), count(*) FROM churn")).containsExactly("468087.37 2995");
        Dataset<Row> responses = silver(company, "survey_response");
        assertThat(responses.count()).isEqualTo(2_993);
        assertThat(responses.filter(functions.col("comment").contains("\n")).count())
                .isPositive();
        assertThat(responses.filter("customer_key IS NULL").count()).isZero();
        assertThat(silver(company, "lead").count()).isEqualTo(8_000);
        assertThat(silver(company, "lead").filter("status = 'won'").count()).isEqualTo(842);
    }

    @Test
    void yogurtGivesThreeDifferentShares() {
        Company company = run("yogurt", "scanner_panels", "1990-03-31");
        assertThat(ask(
                        company,
                        "SELECT brand, printf('%.4f %.4f %.4f', share_of_sums, share_among_buyers, mean_of_shares), sole_buyers "
                                + "FROM wallet_share_summary WHERE segment = 'all' ORDER BY share_of_sums DESC"))
                .containsExactly(
                        "own 0.3961 0.5459 0.4039 8",
                        "dannon 0.3750 0.5081 0.4220 15",
                        "weight 0.2134 0.4710 0.1443 1",
                        "hiland 0.0155 0.0899 0.0298 0");
    }

    @Test
    void tweetsComeOnceWithTheirOffset() {
        Company company = run("airline_tweets", "airline_tweets", "2015-02-24");
        Dataset<Row> posts = silver(company, "social_post");
        assertThat(posts.count()).isEqualTo(11_224);
        // 2015-02-24 11:15:59 -0800
        assertThat(posts.filter("post_id = '570301130888122368' AND posted_at = TIMESTAMP'2015-02-24T19:15:59Z'")
                        .count())
                .isEqualTo(1);
        assertThat(ask(company, "SELECT count(*) FROM churn")).containsExactly("6550");
    }

    @Test
    void contractsOfATelephoneCompanyStayAsPublished() throws SQLException {
        Company company = TestRuns.example("telco_churn", RealData.require("telco_churn"), home.resolve("telco_churn"));
        new Run(TestRuns.spark(), company, TestRuns.quiet())
                .train(new AsOf(LocalDate.parse("2018-01-01")), Duration.ZERO);
        theChurnClassifierIsAsGoodAsThePublishedOnes(company);
        assertThat(ask(
                        company,
                        "SELECT tenure_months, printf('%.6f', survival) FROM survival WHERE grouping = 'all' "
                                + "AND tenure_months IN (1, 6, 12, 24, 48, 72) ORDER BY tenure_months"))
                .containsExactly(
                        "1 0.945961", "6 0.884826", "12 0.843200", "24 0.788736", "48 0.708840", "72 0.592790");
        assertThat(ask(
                        company,
                        "SELECT printf('%.6f', standard_error), contracts, contracts_without_month, median_months FROM survival "
                                + "WHERE grouping = 'all' AND tenure_months = 12"))
                .containsExactly("0.004492 7032 11 ");
        assertThat(
                        ask(
                                company,
                                "SELECT DISTINCT contracts, median_months FROM survival WHERE group_name = 'Month-to-month with internet'"))
                .containsExactly("3351 34");
        assertThat(ask(
                        company,
                        "SELECT DISTINCT degrees_of_freedom, p_value < 1e-100 FROM survival WHERE grouping = 'plan'"))
                .containsExactly("5 true");
        assertThat(IndependentComputation.differences(
                        IndependentComputation.compare(company, LocalDate.parse("2018-01-01"))))
                .isEmpty();
    }

    /** Logistic regression .845 and boosted trees .847 over five folds with all columns, each within .013 and .011. */
    private static void theChurnClassifierIsAsGoodAsThePublishedOnes(Company company) {
        Row version = TestRuns.lake(company).read(ChurnModels.ID).first();
        assertThat(version.<String>getAs("evaluation")).isEqualTo("cross_validation");
        assertThat(version.<Boolean>getAs("is_tested")).isTrue();
        assertThat(version.<Long>getAs("customer_days")).isEqualTo(7_032);
        assertThat(version.<Long>getAs("churned")).isEqualTo(1_869);
        List<Row> quality = version.getList(version.fieldIndex("quality"));
        assertThat(quality.get(0).<Double>getAs("auc")).isCloseTo(.845, within(.013));
        assertThat(quality.get(1).<Double>getAs("auc")).isCloseTo(.847, within(.011));
        assertThat(quality.get(2).<String>getAs("reason")).isEqualTo("Nobody bought.");
        assertThat(quality.subList(0, 2)).allSatisfy(q -> {
            // What is calibrated already loses next to nothing by two more parameters.
            assertThat(q.<Double>getAs("brier")).isCloseTo(q.<Double>getAs("brier_uncalibrated"), within(.001));
            assertThat(q.<Double>getAs("baseline_auc")).isEqualTo(.5);
            assertThat(q.<Double>getAs("calibration_error")).isLessThan(.03);
        });
        // On the day itself, who left the same day can no more churn.
        assertThat(
                        ask(
                                company,
                                "SELECT count(*), count(churn_probability), avg(churn_probability) BETWEEN .15 AND .3, "
                                        + "count(*) FILTER (churn_reason_1 LIKE 'attribute %'), count(DISTINCT churn_model_version) FROM churn"))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("7043 5174 true ").endsWith(" 1"));
    }

    @Test
    void koreanReviewsStayIntact() {
        Company company = run("nsmc", "nsmc", "2015-08-31");
        Dataset<Row> posts = silver(company, "social_post");
        assertThat(posts.count()).isEqualTo(21_474);
        Row review = posts.filter("post_id = '10215502'").first();
        assertThat(review.<String>getAs("text")).isEqualTo("인생 최고의 영화. 말이 필요없음. 감독판은 감동이 좀 덜함.");
        assertThat(review.getAs("posted_on").toString()).isEqualTo("2015-08-11");
        assertThat(ask(company, "SELECT entity, key_kind, rule, \"rows\", linked_rows FROM link_coverage"))
                .containsExactly("social_post handle unregistered 21474 0");
    }

    private Company run(String name, String folder, String day) {
        Company company = TestRuns.example(name, RealData.require(folder), home.resolve(name));
        TestRuns.run(company, day);
        return company;
    }

    private static List<String> cohort(Company company, String month) {
        return ask(
                company,
                "SELECT string_agg(CAST(active AS VARCHAR), ' ' ORDER BY months_since) FROM cohort "
                        + "WHERE segment = 'all' AND cohort_month = DATE '" + month + "'");
    }

    private static Dataset<Row> silver(Company company, String table) {
        return TestRuns.lake(company).read(TableId.silver(table));
    }

    private static Dataset<Row> ops(Company company, String table) {
        return TestRuns.lake(company).read(TableId.ops(table));
    }
}
