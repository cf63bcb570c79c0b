package dangol.gold;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * One row for each buyer: x, tx, T in days and m in the company currency, as Fader, Hardie and Lee (2005) and Fader and
 * Hardie (2013) define them.
 */
public final class RfmSummary implements Table {
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");

    @Override
    public TableId id() {
        return TableId.gold("rfm_summary");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(PURCHASE_DAY);
    }

    @Override
    public Scope scope() {
        return Scope.CUSTOMER;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Column bought = col("bought");
        // How many purchase days there are up to a day: its own or, for a refund alone, the one it is netted into.
        Column purchaseDay = count_if(bought)
                .over(Window.partitionBy("customer_key")
                        .orderBy("purchased_on")
                        .rowsBetween(Window.unboundedPreceding(), Window.currentRow()));
        Column repeatSpend = coalesce(sum(when(col("purchase_day").geq(2), col("net"))), lit(0));
        return PurchaseDays.merged(asOf, inputs.table(PURCHASE_DAY))
                .withColumn("purchase_day", purchaseDay)
                .groupBy("customer_key")
                .agg(
                        count_if(bought).minus(1).as("frequency"),
                        min(when(bought, col("purchased_on"))).as("first_purchase_on"),
                        max(when(bought, col("purchased_on"))).as("last_purchase_on"),
                        repeatSpend.cast("DECIMAL(28,2)").as("repeat_spend"),
                        sum("net").cast("DECIMAL(28,2)").as("total_spend"))
                .filter(col("first_purchase_on").isNotNull())
                .withColumn("as_of_date", asOf.date())
                .withColumn("recency_days", datediff(col("last_purchase_on"), col("first_purchase_on")))
                .withColumn("observation_days", datediff(asOf.date(), col("first_purchase_on")))
                .withColumn(
                        "monetary_value",
                        col("repeat_spend")
                                .divide(nullif(col("frequency"), lit(0L)))
                                .cast("DECIMAL(18,4)"))
                .drop("repeat_spend");
    }
}
