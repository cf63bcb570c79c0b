package dangol.state;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
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
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * One row for each customer, definition of churn and run of months at whose ends the customer was not churned.
 *
 * <p>The state of a customer changes only with a purchase, a contract or the day on which the silence grows too long. So
 * the stretches of days without churn are computed, and become runs of months. A run that goes on has no last month: it
 * stays as it is until something happens to its customer or its own {@code changes_on} has come.
 */
public final class ChurnSpell implements Table {
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    private static final TableId SUBSCRIPTION = TableId.silver("subscription");
    private static final TableId SPELL = TableId.state("churn_spell");

    private static final String MONEY = "DECIMAL(28,2)";
    /** Stands for the last month of a run that goes on, where runs are compared. */
    private static final Column GOES_ON = lit(LocalDate.of(9999, 12, 1));

    @Override
    public TableId id() {
        return SPELL;
    }

    @Override
    public List<TableId> inputs() {
        return List.of(PURCHASE_DAY, SUBSCRIPTION);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.CUSTOMER;
    }

    @Override
    public List<Clock> clocks(Policy policy) {
        return List.of(
                Clock.of(PURCHASE_DAY, "purchased_on", 0),
                Clock.of(SUBSCRIPTION, "started_on", 0),
                Clock.of(SUBSCRIPTION, "ended_on", 0),
                Clock.of(SPELL, "changes_on", 0));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> purchaseDays = inputs.table(PURCHASE_DAY);
        Dataset<Row> stretches = monthsThere(byPurchases(purchaseDays, inputs.policy(), asOf), asOf)
                .unionByName(monthsThere(byContracts(inputs.table(SUBSCRIPTION), asOf), asOf));
        return withRevenueLost(runs(stretches), purchaseDays, asOf)
                .withColumn("last_month", when(col("last_month").notEqual(GOES_ON), col("last_month")));
    }

    /**
     * For each purchase day and both definitions by purchases the days from it to the next purchase or until the silence
     * grows too long: definition, started_on (since when the definition says anything of the customer), from, until
     * (exclusive).
     */
    private static Dataset<Row> byPurchases(Dataset<Row> purchaseDays, Policy policy, AsOf asOf) {
        WindowSpec inOrder = Window.partitionBy("customer_key").orderBy("purchased_on");
        WindowSpec sofar = inOrder.rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        Column gap = datediff(col("purchased_on"), lag("purchased_on", 1).over(inOrder));
        Column enough = col("number").geq(Math.max(policy.minPurchaseDays(), 2));
        Column silentOn = date_add(col("purchased_on"), policy.silentDays());
        Column ownSilentOn = date_add(col("purchased_on"), daysAllowed(policy.ownIntervals()));
        return PurchaseDays.merged(asOf, purchaseDays)
                .filter(col("bought"))
                .withColumn("number", row_number().over(inOrder))
                .withColumn("next_on", lead("purchased_on", 1).over(inOrder))
                .withColumn("gap", gap)
                .withColumn("median", percentile(col("gap"), lit(0.5)).over(sofar))
                .withColumn("first_on", min("purchased_on").over(sofar))
                .withColumn("enough_on", min(when(enough, col("purchased_on"))).over(sofar))
                .select(
                        col("customer_key"),
                        col("purchased_on").as("from"),
                        col("next_on"),
                        inline(array(
                                stretch("silent_days", "first_on", silentOn),
                                stretch("own_interval", "enough_on", ownSilentOn))))
                .filter(col("started_on").isNotNull())
                .withColumn("until", least(col("next_on"), col("silent_on")))
                .drop("next_on", "silent_on");
    }

    private static Column stretch(String definition, String startedOn, Column silentOn) {
        return struct(lit(definition).as("definition"), col(startedOn).as("started_on"), silentOn.as("silent_on"));
    }

    /** Days from a purchase to the first day that is more than k medians later; capped, so that a huge k means never. */
    private static Column daysAllowed(double ownIntervals) {
        Column whole = floor(col("median").multiply(lit(ownIntervals))).plus(1);
        return least(whole, lit(1_000_000L)).cast("int");
    }

    /**
     * The days with an active subscription, overlapping and adjoining ones as one stretch. One that runs on the as-of day has no
     * {@code until}, so that its row stays the same from day to day: the days of its contracts say when it changes.
     */
    private static Dataset<Row> byContracts(Dataset<Row> subscriptions, AsOf asOf) {
        WindowSpec inOrder = Window.partitionBy("customer_key").orderBy("started_on");
        WindowSpec before = inOrder.rowsBetween(Window.unboundedPreceding(), -1);
        WindowSpec sofar = inOrder.rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        Column tomorrow = date_add(asOf.date(), 1);
        Column opens = when(col("ran_until").isNull().or(col("started_on").gt(col("ran_until"))), 1)
                .otherwise(0);
        return subscriptions
                .filter(asOf.includes(col("started_on")).and(col("customer_key").isNotNull()))
                // An end after the as-of day is not known yet.
                .withColumn("ends_on", least(coalesce(col("ended_on"), tomorrow), tomorrow))
                .withColumn("ran_until", max("ends_on").over(before))
                .withColumn("stretch", sum(opens).over(sofar))
                .withColumn("first_on", min("started_on").over(sofar))
                .groupBy("customer_key", "first_on", "stretch")
                .agg(min("started_on").as("from"), max("ends_on").as("until"))
                .select(
                        col("customer_key"),
                        lit("contract").as("definition"),
                        col("first_on").as("started_on"),
                        col("from"),
                        when(asOf.includes(col("until")), col("until")).as("until"));
    }

    /** The stretch of days, on and on without {@code until}, as the months at whose end it holds; stretches that see none go. */
    private static Dataset<Row> monthsThere(Dataset<Row> stretches, AsOf asOf) {
        Column isOver = coalesce(asOf.includes(col("until")), lit(false));
        Column lastMonth =
                when(isOver, add_months(trunc(col("until"), "month"), -1)).otherwise(GOES_ON);
        return stretches
                .select(
                        col("customer_key"),
                        col("definition"),
                        trunc(col("started_on"), "month").as("started"),
                        trunc(col("from"), "month").as("first_month"),
                        lastMonth.as("last_month"),
                        when(not(isOver), col("until")).as("changes_on"))
                .filter(col("first_month").leq(col("last_month")));
    }

    /** Stretches that follow month on month as one run, and the month in which the customer was lost, null if not lost. */
    private static Dataset<Row> runs(Dataset<Row> stretches) {
        WindowSpec inOrder = Window.partitionBy("customer_key", "definition").orderBy("first_month");
        Column followsOn =
                col("first_month").equalTo(add_months(lag("last_month", 1).over(inOrder), 1));
        return stretches
                .repartition(col("customer_key"))
                .withColumn("opens", when(followsOn, 0).otherwise(1))
                .withColumn(
                        "run", sum("opens").over(inOrder.rowsBetween(Window.unboundedPreceding(), Window.currentRow())))
                .groupBy("customer_key", "definition", "started", "run")
                .agg(
                        min("first_month").as("first_month"),
                        max("last_month").as("last_month"),
                        max("changes_on").as("changes_on"))
                .withColumn("lost_in", when(col("last_month").notEqual(GOES_ON), add_months(col("last_month"), 1)))
                .drop("run");
    }

    /** What a lost customer spent in the 365 days before the month of the loss. */
    private static Dataset<Row> withRevenueLost(Dataset<Row> runs, Dataset<Row> purchaseDays, AsOf asOf) {
        Dataset<Row> spent = purchaseDays
                .filter(asOf.includes(col("purchased_on")))
                .select(col("customer_key").as("spender"), col("purchased_on").as("spent_on"), col("net"));
        Column inTheYearBefore =
                col("spent_on").lt(col("lost_in")).and(col("spent_on").geq(date_sub(col("lost_in"), 365)));
        return runs.join(spent, col("customer_key").equalTo(col("spender")).and(inTheYearBefore), "left")
                .groupBy("customer_key", "definition", "started", "first_month", "last_month", "changes_on", "lost_in")
                .agg(coalesce(sum("net"), lit(0)).cast(MONEY).as("revenue_lost"));
    }
}
