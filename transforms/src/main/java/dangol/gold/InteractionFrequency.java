package dangol.gold;

import static org.apache.spark.sql.functions.bin;
import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.dayofmonth;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.rtrim;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
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
        // The days of a month fit into the bits of a number; a list of them, or a window over them, costs several times
        // as much.
        Column dayOfMonth = pow(lit(2), dayofmonth(col("occurred_on")).minus(1)).cast("int");
        return days.join(customers, "customer_key", "left")
                .groupBy("customer_key", "month", "direction", "channel")
                .agg(
                        sum("interactions").as("interactions"),
                        sum("received").as("received"),
                        count(lit(1)).as("active_days"),
                        bit_or(dayOfMonth).as("days"),
                        exposureDays(asOf).as("exposure_days"))
                .withColumn(
                        "median_gap_days",
                        when(col("active_days").gt(1), medianGap(pauses(col("days")), col("active_days"))))
                .withColumn(
                        "interactions_per_30_days",
                        col("interactions").multiply(30.0).divide(col("exposure_days")))
                .withColumn("is_complete", asOf.includes(last_day(col("month"))))
                .drop("days");
    }

    /**
     * The days without a contact between one with a contact and the next, as texts of so many zeros, the shortest first; before
     * them two empty texts, for before the first and after the last.
     */
    private static Column pauses(Column days) {
        return sort_array(split(rtrim(bin(days), lit("0")), "1"));
    }

    private static Column medianGap(Column pauses, Column activeDays) {
        Column lower = pause(pauses, activeDays);
        Column upper = pause(pauses, activeDays.plus(1));
        return lower.plus(upper).divide(2.0).plus(1);
    }

    /** How long the pause is whose place, behind the two empty texts, is half of a number. */
    private static Column pause(Column pauses, Column doubled) {
        return length(element_at(pauses, floor(doubled.divide(2)).plus(2).cast("int")));
    }

    /** Days known within the month, both ends included; a customer in touch before known_since was known from that day. */
    private static Column exposureDays(AsOf asOf) {
        Column start = least(max("known_since"), min("occurred_on"));
        Column from = greatest(col("month"), start);
        Column to = least(last_day(col("month")), asOf.date());
        return datediff(to, from).plus(1);
    }
}
