package dangol.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
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
 * One row for each customer, day and category with a sale, refund or cancellation; amounts in the company currency. The
 * same rows whatever the as-of day: marts take the days up to theirs.
 */
public final class PurchaseDay implements Table {
    private static final TableId TRANSACTION = TableId.silver("transaction");
    private static final Column IS_SALE = col("kind").equalTo("sale");

    @Override
    public TableId id() {
        return TableId.silver("purchase_day");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(TRANSACTION);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.periods(Scope.Unit.MONTH, new Scope.Cut(TRANSACTION, "occurred_on", 0))
                .eachCustomer();
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return inputs.table(TRANSACTION)
                .filter(col("customer_key").isNotNull().and(col("kind").isin("sale", "refund", "cancellation")))
                .groupBy(
                        col("customer_key"),
                        col("occurred_on").as("purchased_on"),
                        coalesce(col("category"), lit("unknown")).as("category"))
                .agg(
                        count_if(IS_SALE).as("sale_lines"),
                        total(IS_SALE, "quantity", "DECIMAL(28,3)").as("quantity"),
                        total(IS_SALE, "amount", "DECIMAL(28,2)").as("gross"),
                        total(not(IS_SALE), "amount", "DECIMAL(28,2)").as("returned"))
                .withColumn("is_purchase", col("sale_lines").gt(0))
                .withColumn("net", col("gross").plus(col("returned")).cast("DECIMAL(28,2)"));
    }

    private static Column total(Column lines, String amount, String type) {
        return coalesce(sum(when(lines, col(amount))), lit(0)).cast(type);
    }
}
