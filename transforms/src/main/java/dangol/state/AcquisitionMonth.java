package dangol.state;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
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
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each month, month of acquisition and channel with purchases or refunds: what the customers won then spent, in
 * the company currency.
 */
public final class AcquisitionMonth implements Table {
    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");

    @Override
    public TableId id() {
        return TableId.state("acquisition_month");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(CUSTOMER, PURCHASE_DAY);
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
        Dataset<Row> won = inputs.table(CUSTOMER)
                .filter(col("version").equalTo(1))
                .select(
                        col("customer_key"),
                        trunc(col("known_since"), "month").as("cohort_month"),
                        coalesce(col("acquisition_channel"), lit("unknown")).as("acquisition_channel"));
        return inputs.table(PURCHASE_DAY)
                .filter(asOf.includes(col("purchased_on")))
                .groupBy(
                        col("customer_key"), trunc(col("purchased_on"), "month").as("month"))
                .agg(sum("net").as("spend"))
                .join(won, "customer_key")
                .groupBy("month", "cohort_month", "acquisition_channel")
                .agg(
                        count(lit(1)).as("customers"),
                        sum("spend").cast("DECIMAL(28,2)").as("spend"));
    }
}
