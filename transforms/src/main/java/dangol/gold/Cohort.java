package dangol.gold;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

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
 * One row for each month of first purchase, segment and number of months since: who came back and what they spent, in the
 * company currency.
 */
public final class Cohort implements Table {
    private static final TableId COHORT_MONTH = TableId.state("cohort_month");
    private static final String MONEY = "DECIMAL(28,2)";

    @Override
    public TableId id() {
        return TableId.gold("cohort");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(COHORT_MONTH);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        WindowSpec sofar = Window.partitionBy("cohort_month", "segment").orderBy("months_since");
        return everyMonth(monthSums(inputs.table(COHORT_MONTH)), asOf)
                .withColumn("retention", share("active", "customers"))
                .withColumn("cumulative", sum("revenue").over(sofar))
                .withColumn("cumulative_revenue_per_customer", share("cumulative", "customers"))
                .withColumn("gross_revenue_retention", when(col("kept_start").gt(0), share("kept", "kept_start")))
                .withColumn(
                        "net_revenue_retention", when(col("revenue_start").gt(0), share("revenue", "revenue_start")))
                .withColumn(
                        "is_complete", asOf.includes(last_day(add_months(col("cohort_month"), col("months_since")))))
                .drop("cumulative", "kept", "kept_start", "revenue_start");
    }

    private static Dataset<Row> monthSums(Dataset<Row> cohortMonths) {
        return Segments.withTotal(cohortMonths.withColumn("months_since", months(col("cohort_month"), col("month"))))
                .groupBy("cohort_month", "segment", "months_since")
                .agg(
                        sum("active").as("active"),
                        sum("revenue").cast(MONEY).as("revenue"),
                        sum("kept").cast(MONEY).as("kept"));
    }

    /** Every month from 0 to that of the as-of day, zero where nothing happened, with the figures of month 0 beside it. */
    private static Dataset<Row> everyMonth(Dataset<Row> sums, AsOf asOf) {
        Column start = try_element_at(col("by_month"), lit(0));
        Column now = try_element_at(col("by_month"), col("months_since"));
        return sums.groupBy("cohort_month", "segment")
                .agg(map_from_entries(collect_list(
                                struct(col("months_since"), struct(col("active"), col("revenue"), col("kept")))))
                        .as("by_month"))
                .withColumn("months_since", explode(sequence(lit(0), months(col("cohort_month"), asOf.date()))))
                .select(
                        col("cohort_month"),
                        col("segment"),
                        col("months_since"),
                        // Everybody of a cohort is active in its month 0.
                        start.getField("active").as("customers"),
                        coalesce(now.getField("active"), lit(0L)).as("active"),
                        coalesce(now.getField("revenue"), lit(0).cast(MONEY)).as("revenue"),
                        coalesce(now.getField("kept"), lit(0).cast(MONEY)).as("kept"),
                        start.getField("revenue").as("revenue_start"),
                        start.getField("kept").as("kept_start"));
    }

    private static Column months(Column from, Column to) {
        return year(to).minus(year(from)).multiply(12).plus(month(to)).minus(month(from));
    }

    private static Column share(String part, String whole) {
        return col(part).cast("double").divide(col(whole).cast("double"));
    }
}
