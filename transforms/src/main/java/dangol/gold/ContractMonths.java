package dangol.gold;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import dangol.AsOf;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How long contracts ran, in months of their own: month n lasts from n - 1 to n months after the contract started (the last
 * day of a month when it has no such day). Only months that are over on the as-of day count, for those that ended as for those
 * that run: else the last month of every contract would show its losses without those who stayed. A month is over n months
 * after the start and not on the day before: who leaves with its last day has ended on the day after, and is not seen sooner.
 */
final class ContractMonths {
    private ContractMonths() {}

    /**
     * The contracts that started up to the as-of day, with {@code is_lost} and {@code tenure_months}: the month that a
     * contract ended in, or the number of months that one which is not lost has stayed. 0 is a contract that ended on the day
     * it started, or whose first month is not over.
     */
    static Dataset<Row> of(Dataset<Row> subscriptions, AsOf asOf) {
        Column ended = when(asOf.includes(col("ended_on")), col("ended_on"));
        Column begun = col("stayed")
                .plus(when(added(col("stayed")).lt(col("ended")), 1).otherwise(0));
        return subscriptions
                .filter(asOf.includes(col("started_on")))
                .withColumn("over", months(asOf.date()))
                .withColumn("ended", ended)
                .withColumn("stayed", months(col("ended")))
                .withColumn("begun", begun)
                .withColumn("is_lost", coalesce(col("begun").between(lit(1), col("over")), lit(false)))
                .withColumn(
                        "tenure_months",
                        when(col("begun").equalTo(0), 0)
                                .when(col("is_lost"), col("begun"))
                                .otherwise(col("over")))
                .drop("over", "ended", "stayed", "begun");
    }

    /** The most whole months after the start of the contract that are not after a day. */
    private static Column months(Column day) {
        Column calendar = year(day)
                .minus(year(col("started_on")))
                .multiply(12)
                .plus(month(day))
                .minus(month(col("started_on")));
        return calendar.minus(when(added(calendar).gt(day), 1).otherwise(0));
    }

    private static Column added(Column months) {
        return add_months(col("started_on"), months);
    }
}
