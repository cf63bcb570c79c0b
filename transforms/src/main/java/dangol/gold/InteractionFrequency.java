package dangol.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.median;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;

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
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * One row for each customer, month, direction and channel with at least one contact: contacts, active days, median gap in
 * days, and contacts per 30 days of exposure, the days on which the customer was known within the month.
 */
public final class InteractionFrequency implements Table {
    private static final TableId INTERACTION_DAY = TableId.silver("interaction_day");
    private static final TableId CUSTOMER = TableId.silver("customer");

    @Override
    public TableId id() {
        return TableId.gold("interaction_frequency");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(INTERACTION_DAY, CUSTOMER);
    }

    @Override
    public Scope scope(Policy policy) {
        return new Scope.Period(
                        Scope.Unit.MONTH,
                        List.of(new Scope.Cut(INTERACTION_DAY, "occurred_on", 0)),
                        List.of(new Scope.Watch(CUSTOMER, List.of("known_since"), "known_since", true)),
                        Scope.Aging.DAILY)
                .eachCustomer();
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> customers = Segments.known(inputs.table(CUSTOMER), asOf).select("customer_key", "known_since");
        Dataset<Row> days = inputs.table(INTERACTION_DAY)
                .filter(asOf.includes(col("occurred_on")))
                .withColumn("month", trunc(col("occurred_on"), "month"));
        WindowSpec dayByDay = Window.partitionBy("customer_key", "month", "direction", "channel")
                .orderBy("occurred_on");
        // Joined before the window: all three steps then keep the one partitioning by customer.
        return days.join(customers, "customer_key", "left")
                .withColumn(
                        "gap_days",
                        datediff(col("occurred_on"), lag("occurred_on", 1).over(dayByDay)))
                .groupBy("customer_key", "month", "direction", "channel")
                .agg(
                        sum("interactions").as("interactions"),
                        sum("received").as("received"),
                        count(lit(1)).as("active_days"),
                        median(col("gap_days")).as("median_gap_days"),
                        exposureDays(asOf).as("exposure_days"))
                .withColumn(
                        "interactions_per_30_days",
                        col("interactions").multiply(30.0).divide(col("exposure_days")))
                .withColumn("is_complete", asOf.includes(last_day(col("month"))));
    }

    /** Days known within the month, both ends included; a customer in touch before known_since was known from that day. */
    private static Column exposureDays(AsOf asOf) {
        Column start = least(max("known_since"), min("occurred_on"));
        Column from = greatest(col("month"), start);
        Column to = least(last_day(col("month")), asOf.date());
        return datediff(to, from).plus(1);
    }
}
