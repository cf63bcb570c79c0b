package dangol.state;

import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import dangol.AsOf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of silver.purchase_day that a mart may see, laid together by customer so that windows and groups by
 * customer_key need no further shuffle.
 */
final class PurchaseDays {
    private PurchaseDays() {}

    /** The rows up to the as-of day with customer_key, purchased_on, is_purchase and net. */
    private static Dataset<Row> upTo(AsOf asOf, Dataset<Row> purchaseDays) {
        return purchaseDays
                .filter(asOf.includes(col("purchased_on")))
                .select("customer_key", "purchased_on", "is_purchase", "net")
                .repartition(col("customer_key"));
    }

    /** One row for each customer and day over all categories: bought (the day is a purchase day) and net. */
    static Dataset<Row> merged(AsOf asOf, Dataset<Row> purchaseDays) {
        return upTo(asOf, purchaseDays)
                .groupBy("customer_key", "purchased_on")
                .agg(
                        bool_or(col("is_purchase")).as("bought"),
                        sum("net").cast("DECIMAL(28,2)").as("net"));
    }
}
