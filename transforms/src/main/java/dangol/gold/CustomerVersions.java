package dangol.gold;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dangol.AsOf;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which version of silver.customer holds on a day. */
final class CustomerVersions {
    private CustomerVersions() {}

    /** The versions valid on the as-of day: one row for each customer. */
    static Dataset<Row> on(Dataset<Row> customer, AsOf asOf) {
        return customer.filter(validOn(asOf.date()));
    }

    /** Customers known on the as-of day, each in the version valid on it: one row for each. */
    static Dataset<Row> known(Dataset<Row> customer, AsOf asOf) {
        return on(customer, asOf).filter(asOf.includes(col("known_since")));
    }

    /**
     * The rows with a {@code segment}: that of the customer's version valid on the row's {@code day}, 'unknown' where it has
     * none. No row is lost or doubled.
     */
    static Dataset<Row> withSegment(Dataset<Row> rows, Dataset<Row> customer, Column day) {
        Dataset<Row> versions = customer.select(
                col("customer_key").as("version_of"),
                col("valid_from"),
                col("valid_to"),
                col("segment").as("version_segment"));
        return rows.join(
                        versions, col("customer_key").equalTo(col("version_of")).and(validOn(day)), "left")
                .withColumn("segment", coalesce(col("version_segment"), lit("unknown")))
                .drop("version_of", "valid_from", "valid_to", "version_segment");
    }

    private static Column validOn(Column day) {
        return col("valid_from")
                .leq(day)
                .and(col("valid_to").isNull().or(col("valid_to").gt(day)));
    }
}
