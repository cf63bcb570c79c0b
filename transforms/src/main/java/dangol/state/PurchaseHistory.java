package dangol.state;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Clock;
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
 * One row for each customer with a sale, refund or cancellation up to the as-of day: what marts need of all the purchases.
 * Money in the company currency, intervals in days.
 */
public final class PurchaseHistory implements Table {
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    private static final String MONEY = "DECIMAL(28,2)";
    private static final int YEAR_DAYS = 365;

    @Override
    public TableId id() {
        return TableId.state("purchase_history");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(PURCHASE_DAY);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.CUSTOMER;
    }

    @Override
    public List<Clock> clocks(Policy policy) {
        int holdout = policy.models().holdoutDays();
        return List.of(Clock.of(PURCHASE_DAY, "purchased_on", 0, YEAR_DAYS, holdout, 2 * holdout));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        int silentDays = inputs.policy().silentDays();
        Column lastYear = col("purchased_on").gt(date_sub(asOf.date(), YEAR_DAYS));
        int holdoutDays = inputs.policy().models().holdoutDays();
        Column first = get(col("days"), lit(0));
        Column second = get(col("days"), lit(1));
        Column until = date_sub(asOf.date(), holdoutDays);
        return inputs.table(PURCHASE_DAY)
                .filter(asOf.includes(col("purchased_on")))
                .groupBy("customer_key")
                .agg(
                        array_sort(collect_set(when(col("is_purchase"), col("purchased_on"))))
                                .as("days"),
                        collect_list(struct(col("purchased_on").as("on"), col("net")))
                                .as("entries"),
                        sum("net").cast(MONEY).as("spend"),
                        sum(when(lastYear, col("net"))).cast(MONEY).as("spend_365d"))
                .withColumn("gaps", sort_array(transform(afterTheFirst(), PurchaseHistory::gapBefore)))
                .select(
                        col("customer_key"),
                        size(col("days")).cast("bigint").as("purchase_days"),
                        first.as("first_purchase_on"),
                        get(col("days"), size(col("days")).minus(1)).as("last_purchase_on"),
                        medianGap().as("median_interval_days"),
                        array_max(filter(
                                        afterTheFirst(),
                                        (day, i) -> gapBefore(day, i).geq(silentDays)))
                                .as("back_on"),
                        col("spend"),
                        col("spend_365d"),
                        // A refund belongs to the purchase day before it.
                        net(on -> on.geq(second)).as("repeat_spend"),
                        net(on -> trunc(on, "month").equalTo(trunc(first, "month")))
                                .as("first_month_revenue"),
                        days(day -> day.leq(until)).as("fit_purchase_days"),
                        array_max(filter(col("days"), day -> day.leq(until))).as("fit_last_purchase_on"),
                        net(on -> on.geq(second).and(on.leq(until))).as("fit_repeat_spend"),
                        days(day -> day.leq(until).and(day.gt(date_sub(until, holdoutDays))))
                                .as("before_holdout_purchase_days"),
                        days(day -> day.gt(until)).as("holdout_purchase_days"),
                        net(on -> on.gt(until)).as("holdout_spend"));
    }

    private static Column afterTheFirst() {
        return slice(col("days"), lit(2), greatest(size(col("days")).minus(1), lit(0)));
    }

    /** Days between element i of {@link #afterTheFirst} and the purchase day before it. */
    private static Column gapBefore(Column day, Column i) {
        return datediff(day, get(col("days"), i));
    }

    /** Mean of the two middle gaps, which are the same one when their number is odd; null without gaps. */
    private static Column medianGap() {
        Column gaps = col("gaps");
        Column lower = get(gaps, shiftright(size(gaps).minus(1), 1));
        Column upper = get(gaps, shiftright(size(gaps), 1));
        return lower.plus(upper).divide(lit(2.0));
    }

    private static Column days(java.util.function.UnaryOperator<Column> counts) {
        return size(filter(col("days"), counts::apply)).cast("bigint");
    }

    private static Column net(java.util.function.UnaryOperator<Column> counts) {
        return aggregate(
                filter(col("entries"), e -> counts.apply(e.getField("on"))),
                lit(0).cast(MONEY),
                (sum, e) -> sum.plus(e.getField("net")).cast(MONEY));
    }
}
