package dangol.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * One row for each model of purchases and of spend, fitted on all buyers of the as-of day: parameters with standard
 * errors, or the reason why there are none. Times in the company's unit of models, money in the company currency.
 */
public final class PurchaseModels implements Table {
    static final TableId ID = TableId.gold("purchase_model");

    private static final TableId RFM_SUMMARY = TableId.gold("rfm_summary");

    @Override
    public TableId id() {
        return ID;
    }

    @Override
    public List<TableId> inputs() {
        return List.of(RFM_SUMMARY);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> buyers = inputs.table(RFM_SUMMARY);
        ModelFits fits =
                new ModelFits(inputs.policy().models(), inputs.contract().columnNames());
        return statistics(buyers)
                .repartition(1)
                .mapPartitions(fits, Encoders.row(fits.schema(inputs.contract())))
                .withColumn("as_of_date", asOf.date());
    }

    /** Distinct (x, tx, T) and distinct (x, m) with their customers, and a row without either, so that no lake is without rows. */
    private static Dataset<Row> statistics(Dataset<Row> buyers) {
        Column customers = count(lit(1)).as("customers");
        Dataset<Row> purchases =
                buyers.groupBy("frequency", "recency_days", "observation_days").agg(customers);
        Dataset<Row> spend = buyers.filter(col("frequency")
                        .gt(0)
                        .and(col("monetary_value").cast("double").gt(0)))
                .groupBy("frequency", "monetary_value")
                .agg(customers);
        return buyers.agg(customers)
                .unionByName(purchases, true)
                .unionByName(spend, true)
                .select(
                        col("frequency"),
                        col("recency_days"),
                        col("observation_days"),
                        col("monetary_value").cast("double").as("mean_spend"),
                        col("customers"));
    }
}
