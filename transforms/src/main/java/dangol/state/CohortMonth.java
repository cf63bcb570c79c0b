package dangol.state;

import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;

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
 * One row for each month, month of first purchase and segment with purchases or refunds: the buyers active and what they
 * spent, in the company currency.
 */
public final class CohortMonth implements Table {
    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    private static final TableId PURCHASES = TableId.state("purchase_history");
    private static final String MONEY = "DECIMAL(28,2)";

    @Override
    public TableId id() {
        return TableId.state("cohort_month");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(CUSTOMER, PURCHASE_DAY, PURCHASES);
    }

    @Override
    public Scope scope(Policy policy) {
        return new Scope.Sums("customer_key", "customers");
    }

    @Override
    public List<Clock> clocks(Policy policy) {
        return List.of(Clock.of(PURCHASE_DAY, "purchased_on", 0));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> buyers = Segments.on(
                "first_purchase_on",
                inputs.table(PURCHASES)
                        .filter(col("first_purchase_on").isNotNull())
                        .select("customer_key", "first_purchase_on", "first_month_revenue"),
                inputs.table(CUSTOMER));
        Column kept = greatest(lit(0).cast(MONEY), least(col("revenue"), col("first_month_revenue")));
        return inputs.table(PURCHASE_DAY)
                .filter(asOf.includes(col("purchased_on")))
                .groupBy(
                        col("customer_key"), trunc(col("purchased_on"), "month").as("month"))
                .agg(
                        bool_or(col("is_purchase")).as("is_active"),
                        sum("net").cast(MONEY).as("revenue"))
                .join(buyers, "customer_key")
                .withColumn("cohort_month", trunc(col("first_purchase_on"), "month"))
                .filter(col("month").geq(col("cohort_month")))
                .groupBy("month", "cohort_month", "segment")
                .agg(
                        count(lit(1)).as("customers"),
                        count_if(col("is_active")).as("active"),
                        sum("revenue").cast(MONEY).as("revenue"),
                        sum(kept).cast(MONEY).as("kept"));
    }
}
