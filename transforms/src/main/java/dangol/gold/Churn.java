package dangol.gold;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Fitting;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.UserDefinedFunction;

/**
 * One row for each customer known on the as-of day: purchases, silence, three definitions of churn side by side, the
 * state that follows, what the shown models of gold.purchase_model expect, and what the shown churn classifier of
 * state.churn_model says with its reasons. Times in days, money in the company currency. Customers who never bought are rows too.
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
        Set<TableId> inputs = new LinkedHashSet<>(List.of(CUSTOMER, PURCHASES, SUBSCRIPTION, PurchaseModels.ID));
        inputs.addAll(ChurnScores.inputs());
        return List.copyOf(inputs);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Policy policy = inputs.policy();
        Dataset<Row> customers = Segments.known(inputs.table(CUSTOMER), asOf)
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
                .withColumn("state", state(asOf, policy.silentDays()));
        return withForecast(customers, inputs, asOf)
                .join(ChurnScores.rows(inputs, asOf), usingKey(), "left")
                .select(inputs.columns());
    }

    private static Dataset<Row> withForecast(Dataset<Row> customers, Inputs inputs, AsOf asOf) {
        UserDefinedFunction forecast = udf(new PurchaseForecast(inputs.policy().models()), PurchaseForecast.FIGURES);
        Column buyer = struct(
                col("purchase_days").minus(1).as("frequency"),
                datediff(col("last_purchase_on"), col("first_purchase_on")).as("recency_days"),
                datediff(asOf.date(), col("first_purchase_on")).as("observation_days"),
                RfmSummary.monetaryValue().as("mean_spend"));
        return customers
                .crossJoin(broadcast(shownModels(inputs.table(PurchaseModels.ID))))
                .withColumn(
                        "forecast",
                        when(BOUGHT, forecast.apply(col("model_of_purchases"), col("model_of_spend"), buyer)))
                .select(col("*"), col("forecast.*"));
    }

    /** One row with the shown model of purchases and that of spend, each null where none is shown. */
    private static Dataset<Row> shownModels(Dataset<Row> models) {
        Column ofSpend = col("model").equalTo(Fitting.GAMMA_GAMMA);
        Column purchases = struct(
                col("model"), col("time_unit"), col("r"), col("alpha"), col("a"), col("b"), col("s"), col("beta"));
        Column spend = struct(col("p"), col("q"), col("gamma"));
        return models.filter(col("shown"))
                .agg(
                        max(when(not(ofSpend), purchases)).as("model_of_purchases"),
                        max(when(ofSpend, spend)).as("model_of_spend"));
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
