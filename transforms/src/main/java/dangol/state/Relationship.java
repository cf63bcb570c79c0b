package dangol.state;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Clock;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * One row for each customer of whom a wallet, an answer, a case, a referral or a consent is known up to the as-of day: the
 * last figure of each. Money in company currency, satisfaction and shares between 0 and 1.
 */
public final class Relationship implements Table {
    private static final TableId WALLET_SHARE = TableId.gold("wallet_share");
    private static final TableId STATED_VS_ACTUAL = TableId.gold("stated_vs_actual");
    private static final TableId SURVEY_RESPONSE = TableId.silver("survey_response");
    private static final TableId SERVICE_CASE = TableId.silver("service_case");
    private static final TableId REFERRAL = TableId.silver("referral");
    private static final TableId CONSENT = TableId.silver("consent");

    private static final String KEY = "customer_key";
    private static final int YEAR_DAYS = 365;

    @Override
    public TableId id() {
        return TableId.state("relationship");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(WALLET_SHARE, STATED_VS_ACTUAL, SURVEY_RESPONSE, SERVICE_CASE, REFERRAL, CONSENT);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.CUSTOMER;
    }

    @Override
    public List<Clock> clocks(Policy policy) {
        List<Integer> answers = new ArrayList<>(List.of(0));
        answers.addAll(policy.intentionHorizonsDays());
        return List.of(
                new Clock(SURVEY_RESPONSE, "responded_on", answers),
                Clock.of(SERVICE_CASE, "opened_on", 0, YEAR_DAYS),
                Clock.of(SERVICE_CASE, "resolved_on", 0),
                Clock.of(SERVICE_CASE, "reopened_on", 0),
                Clock.of(REFERRAL, "referred_on", 0),
                Clock.of(CONSENT, "decided_on", 0),
                // Quarters are over on their 90th to 92nd day.
                Clock.of(WALLET_SHARE, "quarter", 89, 90, 91));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return lastWallet(inputs.table(WALLET_SHARE))
                .join(lastScores(known(inputs.table(SURVEY_RESPONSE), asOf, "responded_on")), usingKey(), "full_outer")
                .join(lastIntention(inputs), usingKey(), "full_outer")
                .join(cases(known(inputs.table(SERVICE_CASE), asOf, "opened_on"), asOf), usingKey(), "full_outer")
                .join(referrals(known(inputs.table(REFERRAL), asOf, "referred_on")), usingKey(), "full_outer")
                .join(marketing(known(inputs.table(CONSENT), asOf, "decided_on")), usingKey(), "full_outer");
    }

    private static String[] usingKey() {
        return new String[] {KEY};
    }

    /**
     * All categories of the last quarter that is over and of which any share is known; where one is measured, the measured ones
     * alone. In a running quarter an answer has told of the rest, while our own spend has not all come.
     */
    private static Dataset<Row> lastWallet(Dataset<Row> wallets) {
        Column isMeasured = col("measured_share").isNotNull();
        Column ownMeasured = sum(when(isMeasured, Wallets.ownWallet())).cast("double");
        Column allMeasured = sum(when(isMeasured, col("wallet"))).cast("double");
        Column anyMeasured = count_if(isMeasured).gt(0);
        return wallets.filter(col("is_complete").and(col("share").isNotNull()))
                .withColumn("last_quarter", max("quarter").over(Window.partitionBy(KEY)))
                .filter(col("quarter").equalTo(col("last_quarter")))
                .groupBy(KEY)
                .agg(
                        max("quarter").as("wallet_quarter"),
                        when(anyMeasured, ownMeasured.divide(allMeasured))
                                // Of doubles the order of rows would decide the last digit.
                                .otherwise(
                                        avg(col("share").cast("decimal(20,15)")).cast("double"))
                                .as("wallet_share"),
                        when(
                                        count_if(isMeasured.and(col("method").equalTo("panel")))
                                                .gt(0),
                                        "panel")
                                .when(anyMeasured, "survey")
                                .otherwise("allocation_rule")
                                .as("wallet_method"),
                        when(anyMeasured, sum(when(isMeasured, col("headroom"))))
                                .otherwise(sum("headroom"))
                                .cast(Wallets.MONEY)
                                .as("headroom"));
    }

    /** The last satisfaction (0 to 1) and the last answer to the recommendation question (0 to 10) among some answers, one row a customer. */
    public static Dataset<Row> lastScores(Dataset<Row> responses) {
        Column scale = col("scale_max").minus(col("scale_min"));
        Column isCsat =
                col("kind").equalTo("csat").and(col("score").isNotNull()).and(scale.gt(0));
        // A scale of 1 to 10 is no recommendation scale, whatever the question was.
        Column isNps = col("kind")
                .equalTo("nps")
                .and(col("score").isNotNull())
                .and(col("scale_min").equalTo(0).and(col("scale_max").equalTo(10)));
        Column satisfaction = col("score").minus(col("scale_min")).divide(scale);
        Column answered = struct(col("responded_at"), col("response_id"));
        return responses
                .groupBy(KEY)
                .agg(
                        max_by(when(isCsat, satisfaction), when(isCsat, answered))
                                .as("last_satisfaction"),
                        max_by(when(isNps, col("score")), when(isNps, answered)).as("last_nps"));
    }

    /** The last stated intention and, once the longest horizon is over, whether the customer kept to it. */
    private static Dataset<Row> lastIntention(Inputs inputs) {
        int longest = inputs.policy().intentionHorizonsDays().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        Column last = struct(col("responded_on"), col("responded_at"), col("response_id"));
        Dataset<Row> times = inputs.table(SURVEY_RESPONSE).select("response_id", "responded_at");
        return inputs.table(STATED_VS_ACTUAL)
                .filter(col("horizon_days").equalTo(longest))
                .join(times, new String[] {"response_id"}, "left")
                .groupBy(KEY)
                .agg(
                        max_by(col("intended"), last).as("last_intention"),
                        max("responded_on").as("last_intention_on"),
                        max_by(col("came_back"), last).as("came_back_after"));
    }

    /** Of cases opened up to the day: those of the last 365 days, and those not resolved on it, one row a customer. */
    public static Dataset<Row> cases(Dataset<Row> cases, AsOf asOf) {
        Column isUnresolved = col("resolved_on").isNull().or(col("resolved_on").gt(asOf.date()));
        Column isReopened =
                asOf.includes(col("reopened_on")).and(col("reopened_at").gt(col("resolved_at")));
        return cases.groupBy(KEY)
                .agg(
                        count_if(col("opened_on").gt(date_sub(asOf.date(), YEAR_DAYS)))
                                .as("cases_365d"),
                        count_if(isUnresolved.or(isReopened)).as("open_cases"));
    }

    private static Dataset<Row> referrals(Dataset<Row> referrals) {
        return referrals.groupBy(KEY).agg(count(lit(1)).as("referrals_made"));
    }

    /** Where decisions are dated by the day alone, nobody knows which of two came last; no identifier may decide for the firm. */
    private static Dataset<Row> marketing(Dataset<Row> consents) {
        return consents.filter(col("purpose").equalTo("marketing"))
                .groupBy(KEY)
                .agg(max_by(col("granted"), struct(col("decided_at"), not(col("granted"))))
                        .as("has_marketing_consent"));
    }

    private static Dataset<Row> known(Dataset<Row> rows, AsOf asOf, String on) {
        return rows.filter(col(KEY).isNotNull().and(asOf.includes(col(on))));
    }
}
