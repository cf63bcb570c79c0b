package dangol.gold;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import dangol.AsOf;
import dangol.Scope;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which segment a customer belonged to on a day, from the versions of silver.customer, and the total over all of them. */
public final class Segments {
    private static final Column NAMED = coalesce(col("segment"), lit("unknown"));

    private Segments() {}

    /** The customers known on the as-of day: customer_key, known_since and the segment of that day, one row each. */
    static Dataset<Row> known(Dataset<Row> customers, AsOf asOf) {
        return customers
                .filter(asOf.includes(col("known_since")).and(validOn(asOf.date())))
                .select(col("customer_key"), col("known_since"), NAMED.as("segment"));
    }

    /** The rows with the segment that their customer had on the day in the given column; 'unknown' without a record. */
    public static Dataset<Row> on(String day, Dataset<Row> rows, Dataset<Row> customers) {
        Dataset<Row> versions = customers.select(
                col("customer_key").as("version_of"), col("valid_from"), col("valid_to"), col("segment"));
        return rows.join(
                        versions,
                        rows.col("customer_key").equalTo(col("version_of")).and(validOn(rows.col(day))),
                        "left")
                .withColumn("segment", NAMED)
                .drop("version_of", "valid_from", "valid_to");
    }

    /** Each row twice: for its own segment and for 'all'. Sums over both are right because a customer is in one segment. */
    static Dataset<Row> withTotal(Dataset<Row> rows) {
        return rows.withColumn("segment", explode(array(col("segment"), lit("all"))));
    }

    /** A changed segment of a customer reopens all periods from the day it holds. */
    static Scope.Watch watch(TableId customer) {
        return new Scope.Watch(
                customer, List.of("segment", "valid_from", "valid_to"), "greatest(valid_from, known_since)", false);
    }

    /** True for the version that holds on the day. */
    static Column validOn(Column day) {
        return col("valid_from")
                .leq(day)
                .and(col("valid_to").isNull().or(col("valid_to").gt(day)));
    }
}
