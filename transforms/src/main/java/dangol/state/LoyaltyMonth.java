package dangol.state;

import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Clock;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.gold.Segments;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each month of answer, segment, kind of score, scale and score: the answers whose horizon is over, how many of
 * them were followed by a purchase within it, and what was spent then, in the company currency.
 */
public final class LoyaltyMonth implements Table {
    private static final TableId SURVEY_RESPONSE = TableId.silver("survey_response");
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final String MONEY = "DECIMAL(28,2)";

    @Override
    public TableId id() {
        return TableId.state("loyalty_month");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(SURVEY_RESPONSE, PURCHASE_DAY, CUSTOMER);
    }

    @Override
    public Scope scope(Policy policy) {
        return new Scope.Sums("customer_key", "answers");
    }

    /** An answer counts when its horizon is over; all purchases that it looks for lie before. */
    @Override
    public List<Clock> clocks(Policy policy) {
        return List.of(Clock.of(SURVEY_RESPONSE, "responded_on", policy.models().horizonDays()));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> answers =
                closed(inputs.table(SURVEY_RESPONSE), inputs.policy().models().horizonDays(), asOf);
        Column came = col("came_back");
        return Segments.on("responded_on", withReturns(answers, inputs.table(PURCHASE_DAY)), inputs.table(CUSTOMER))
                .groupBy(
                        trunc(col("responded_on"), "month").as("month"),
                        col("segment"),
                        col("kind"),
                        col("scale_min"),
                        col("scale_max"),
                        col("score"))
                .agg(
                        count(lit(1)).as("answers"),
                        count_if(came).as("repurchased"),
                        coalesce(sum(when(came, col("spent"))), lit(0))
                                .cast(MONEY)
                                .as("spend"));
    }

    /** The scored answers of linked customers whose horizon is over by the day. */
    private static Dataset<Row> closed(Dataset<Row> responses, int horizonDays, AsOf asOf) {
        return responses
                .withColumn("horizon_ends_on", date_add(col("responded_on"), horizonDays))
                .filter(asOf.includes(col("horizon_ends_on")))
                .filter(col("customer_key").isNotNull().and(col("score").isNotNull()))
                .select(
                        "response_id",
                        "customer_key",
                        "responded_on",
                        "horizon_ends_on",
                        "kind",
                        "scale_min",
                        "scale_max",
                        "score");
    }

    /** The answers with {@code came_back} and {@code spent}, from the day after the answer to the end of the horizon. */
    private static Dataset<Row> withReturns(Dataset<Row> answers, Dataset<Row> purchaseDays) {
        Dataset<Row> purchases = purchaseDays.select(
                col("customer_key").as("buyer_key"), col("purchased_on"), col("is_purchase"), col("net"));
        Column within = col("purchased_on")
                .gt(col("responded_on"))
                .and(col("purchased_on").leq(col("horizon_ends_on")));
        return answers.join(
                        purchases, col("customer_key").equalTo(col("buyer_key")).and(within), "left")
                .groupBy("response_id", "customer_key", "responded_on", "kind", "scale_min", "scale_max", "score")
                .agg(
                        coalesce(bool_or(col("is_purchase")), lit(false)).as("came_back"),
                        sum("net").as("spent"));
    }
}
