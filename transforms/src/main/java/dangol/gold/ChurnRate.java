package dangol.gold;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_ym_interval;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * One row for each month, segment and definition of churn: customers at the start, lost, won back, new and at the end, the
 * rate with its Wilson interval, and the revenue of the lost in the company currency.
 *
 * <p>The state of a customer changes only with a purchase, a contract or the day on which the silence grows too long. So
 * each customer's stretches of not being churned are computed once, as days; they become stretches of months at whose end
 * the customer was there, and only those months are unfolded.
 */
public final class ChurnRate implements Table {
    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    private static final TableId SUBSCRIPTION = TableId.silver("subscription");

    private static final String MONEY = "DECIMAL(28,2)";
    private static final List<String> COUNTS = List.of("at_start", "churned", "reactivated", "new", "at_end");

    @Override
    public TableId id() {
        return TableId.gold("churn_rate");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(CUSTOMER, PURCHASE_DAY, SUBSCRIPTION);
    }

    @Override
    public Scope scope() {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> purchaseDays = inputs.table(PURCHASE_DAY);
        Dataset<Row> stretches = monthsThere(byPurchases(purchaseDays, inputs.policy(), asOf), asOf)
                .unionByName(monthsThere(byContracts(inputs.table(SUBSCRIPTION), asOf), asOf));
        Dataset<Row> lost = withRevenueLost(withNeighbours(stretches, asOf), purchaseDays, asOf);
        Dataset<Row> sums = monthSums(Segments.on("month", unfolded(lost, asOf), inputs.table(CUSTOMER)));
        return everyMonth(sums, asOf)
                .withColumn(
                        "churn_rate",
                        col("churned")
                                .cast("double")
                                .divide(nullif(col("at_start"), lit(0L)).cast("double")))
                .withColumn("wilson_low", Wilson.low(col("churned"), col("at_start")))
                .withColumn("wilson_high", Wilson.high(col("churned"), col("at_start")))
                .withColumn("is_complete", asOf.includes(last_day(col("month"))));
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

    /** The days with an active subscription, overlapping and adjoining ones as one stretch. */
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
                        col("until"));
    }

    /** The stretch of days as the months at whose end (the as-of day in the last) it holds; stretches that see none go. */
    private static Dataset<Row> monthsThere(Dataset<Row> stretches, AsOf asOf) {
        Column lastMonth = when(asOf.includes(col("until")), add_months(trunc(col("until"), "month"), -1))
                .otherwise(thisMonth(asOf));
        return stretches
                .select(
                        col("customer_key"),
                        col("definition"),
                        trunc(col("started_on"), "month").as("started"),
                        trunc(col("from"), "month").as("first_month"),
                        lastMonth.as("last_month"))
                .filter(col("first_month").leq(col("last_month")));
    }

    /** Whether the customer came with the first month, and the month in which the customer was lost, null if not lost. */
    private static Dataset<Row> withNeighbours(Dataset<Row> stretches, AsOf asOf) {
        WindowSpec inOrder = Window.partitionBy("customer_key", "definition").orderBy("first_month");
        Column following = add_months(col("last_month"), 1);
        Column stayedBefore = col("first_month").equalTo(add_months(col("month_before"), 1));
        Column staysAfter = col("month_after").equalTo(following);
        return stretches
                .repartition(col("customer_key"))
                .withColumn("month_before", lag("last_month", 1).over(inOrder))
                .withColumn("month_after", lead("first_month", 1).over(inOrder))
                .withColumn("came", not(coalesce(stayedBefore, lit(false))))
                .withColumn(
                        "lost_in",
                        when(following.leq(thisMonth(asOf)).and(not(coalesce(staysAfter, lit(false)))), following))
                .drop("month_before", "month_after");
    }

    /** What a lost customer spent in the 365 days before the month of the loss. */
    private static Dataset<Row> withRevenueLost(Dataset<Row> stretches, Dataset<Row> purchaseDays, AsOf asOf) {
        Dataset<Row> spent = purchaseDays
                .filter(asOf.includes(col("purchased_on")))
                .select(col("customer_key").as("spender"), col("purchased_on").as("spent_on"), col("net"));
        Column inTheYearBefore =
                col("spent_on").lt(col("lost_in")).and(col("spent_on").geq(date_sub(col("lost_in"), 365)));
        return stretches
                .join(spent, col("customer_key").equalTo(col("spender")).and(inTheYearBefore), "left")
                .groupBy("customer_key", "definition", "started", "first_month", "last_month", "came", "lost_in")
                .agg(coalesce(sum("net"), lit(0)).cast(MONEY).as("spent"));
    }

    /** One row for each month in which the customer was there at the end or was lost. */
    private static Dataset<Row> unfolded(Dataset<Row> stretches, AsOf asOf) {
        Column month = col("month");
        Column isFirst = month.equalTo(col("first_month"));
        Column comes = isFirst.and(col("came"));
        Column isNew = month.equalTo(col("started"));
        Column lost = coalesce(month.equalTo(col("lost_in")), lit(false));
        Column until = least(add_months(col("last_month"), 1), thisMonth(asOf));
        return stretches
                .withColumn("month", explode(sequence(col("first_month"), until, make_ym_interval(lit(0), lit(1)))))
                .select(
                        col("customer_key"),
                        col("definition"),
                        month,
                        not(isFirst).as("at_start"),
                        lost.as("churned"),
                        comes.and(not(isNew)).as("reactivated"),
                        comes.and(isNew).as("new"),
                        month.leq(col("last_month")).as("at_end"),
                        when(lost, col("spent")).as("revenue_lost"));
    }

    private static Dataset<Row> monthSums(Dataset<Row> customerMonths) {
        String[] key = {"month", "segment", "definition"};
        Dataset<Row> bySegment = aggregated(
                customerMonths, key, COUNTS.stream().map(c -> count_if(col(c)).as(c)));
        return aggregated(Segments.withTotal(bySegment), key, COUNTS.stream().map(c -> sum(c).as(c)));
    }

    private static Dataset<Row> aggregated(Dataset<Row> rows, String[] key, Stream<Column> counts) {
        Column[] columns = Stream.of(key).map(k -> col(k)).toArray(Column[]::new);
        Column lost = coalesce(sum("revenue_lost"), lit(0)).cast(MONEY).as("revenue_lost");
        return rows.groupBy(columns).agg(lost, counts.toArray(Column[]::new));
    }

    /** Every month from the segment's first to that of the as-of day, zero where nobody was there. */
    private static Dataset<Row> everyMonth(Dataset<Row> sums, AsOf asOf) {
        Column figures = struct(Stream.concat(COUNTS.stream(), Stream.of("revenue_lost"))
                .map(c -> col(c))
                .toArray(Column[]::new));
        Column now = try_element_at(col("by_month"), col("month"));
        Column[] counts = COUNTS.stream()
                .map(c -> coalesce(now.getField(c), lit(0L)).as(c))
                .toArray(Column[]::new);
        return sums.groupBy("segment", "definition")
                .agg(
                        min("month").as("first_month"),
                        map_from_entries(collect_list(struct(col("month"), figures)))
                                .as("by_month"))
                .withColumn(
                        "month",
                        explode(sequence(col("first_month"), thisMonth(asOf), make_ym_interval(lit(0), lit(1)))))
                .withColumn("revenue_lost", coalesce(now.getField("revenue_lost"), lit(0).cast(MONEY)))
                .select(Stream.concat(
                                Stream.of(col("month"), col("segment"), col("definition"), col("revenue_lost")),
                                Stream.of(counts))
                        .toArray(Column[]::new));
    }

    private static Column thisMonth(AsOf asOf) {
        return trunc(asOf.date(), "month");
    }
}
