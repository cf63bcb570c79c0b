package dangol.gold;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each customer known on the as-of day: purchases, silence, three definitions of churn side by side and the
 * state that follows. Times in days, money in the company currency. Customers who never bought are rows too.
 */
public final class Churn implements Table {
    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId PURCHASES = TableId.state("purchase_history");
    private static final TableId SUBSCRIPTION = TableId.silver("subscription");

    private static final Column BOUGHT = col("purchase_days").gt(0);
    private static final Column HAD_CONTRACT = col("churned_contract").isNotNull();

    @Override
    public TableId id() {
        return TableId.gold("churn");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(CUSTOMER, PURCHASES, SUBSCRIPTION);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Policy policy = inputs.policy();
        return Segments.known(inputs.table(CUSTOMER), asOf)
                .join(inputs.table(PURCHASES), usingKey(), "left")
                .join(contracts(inputs.table(SUBSCRIPTION), asOf), usingKey(), "left")
                .withColumn("as_of_date", asOf.date())
                .withColumn("tenure_days", datediff(asOf.date(), col("known_since")))
                .withColumn("recency_days", datediff(asOf.date(), col("last_purchase_on")))
                .withColumn("purchase_days", coalesce(col("purchase_days"), lit(0L)))
                .withColumn("spend", orZero("spend"))
                .withColumn("spend_365d", orZero("spend_365d"))
                .withColumn("has_subscription", coalesce(col("has_subscription"), lit(false)))
                .withColumn("churned_silent_days", col("recency_days").geq(policy.silentDays()))
                .withColumn("churned_own_interval", silentForOwnIntervals(policy))
                .withColumn("days_to_silent", daysToSilent(policy.silentDays()))
                .withColumn("state", state(asOf, policy.silentDays()))
                .drop("back_on", "repeat_spend", "first_month_revenue");
    }

    /** One row for each customer who ever had a contract up to the day. */
    private static Dataset<Row> contracts(Dataset<Row> subscriptions, AsOf asOf) {
        Column active = col("ended_on").isNull().or(col("ended_on").gt(asOf.date()));
        return subscriptions
                .filter(asOf.includes(col("started_on")).and(col("customer_key").isNotNull()))
                .groupBy("customer_key")
                .agg(
                        count_if(active).gt(0).as("has_subscription"),
                        max(when(active, col("contract_ends_on"))).as("subscription_ends_on"))
                .withColumn("churned_contract", not(col("has_subscription")));
    }

    private static Column silentForOwnIntervals(Policy policy) {
        Column limit = col("median_interval_days").multiply(lit(policy.ownIntervals()));
        return when(
                col("purchase_days").geq(policy.minPurchaseDays()),
                col("recency_days").gt(limit));
    }

    private static Column daysToSilent(int silentDays) {
        return when(BOUGHT, greatest(lit(silentDays).minus(col("recency_days")), lit(0)));
    }

    /** The state rule of the contract; the first that is true. */
    private static Column state(AsOf asOf, int silentDays) {
        Column neverAnything = not(BOUGHT).and(not(HAD_CONTRACT));
        Column silent = not(BOUGHT).or(col("recency_days").geq(silentDays));
        return when(neverAnything.and(col("tenure_days").lt(silentDays)), "prospect")
                .when(neverAnything, "dormant")
                .when(not(col("has_subscription")).and(silent), "churned")
                .when(datediff(asOf.date(), col("back_on")).lt(silentDays), "reactivated")
                .when(col("churned_own_interval"), "at_risk")
                .otherwise("active");
    }

    private static Column orZero(String money) {
        return coalesce(col(money), lit(0).cast("DECIMAL(28,2)"));
    }

    private static String[] usingKey() {
        return new String[] {"customer_key"};
    }
}
