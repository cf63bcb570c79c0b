package dangol.silver;

import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.StageSchema;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each source key known to the company. Only what is certain links: the company's own customer number, and
 * a verified key that is registered to nobody else, verified or not.
 */
public final class IdentityLink implements Table {
    private static final TableId CUSTOMERS = TableId.stage("customer");
    private static final TableId REGISTRATIONS = TableId.stage("identity_key");
    private static final TableId KEYS = TableId.silver("identity_key");

    @Override
    public TableId id() {
        return TableId.silver("identity_link");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(CUSTOMERS, REGISTRATIONS, KEYS);
    }

    /** A key stops linking when a second customer registers it. */
    @Override
    public Scope scope(Policy policy) {
        return Scope.SOURCE_KEY;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return customerNumbers(inputs).unionByName(registeredKeys(inputs.table(KEYS)));
    }

    /** A registration with a blank key registers nothing, and so tells of no customer. */
    private static Dataset<Row> customerNumbers(Inputs inputs) {
        Column key = col(StageSchema.SOURCE_KEY);
        return inputs.table(CUSTOMERS)
                .select(key)
                .union(inputs.table(REGISTRATIONS)
                        .where(IdentityKey.REGISTERED.isNotNull())
                        .select(key))
                .where(SourceKey.isCustomerId(key))
                .distinct()
                .select(
                        key,
                        lit(Policy.CUSTOMER_ID).as("key_kind"),
                        inputs.policy().customerKey(key).as("customer_key"),
                        lit(Policy.CUSTOMER_ID).as("rule"),
                        lit(1.0).as("probability"),
                        lit(1L).as("customers"));
    }

    private static Dataset<Row> registeredKeys(Dataset<Row> keys) {
        Column linked = not(col("rule").isin("shared", "unverified"));
        return keys.groupBy(StageSchema.SOURCE_KEY, "key_kind")
                .agg(
                        min("customer_key").as("customer_key"),
                        coalesce(bool_or(col("verified")), lit(false)).as("verified"),
                        count(lit(1)).as("customers"))
                .withColumn("rule", rule())
                .select(
                        col(StageSchema.SOURCE_KEY),
                        col("key_kind"),
                        when(linked, col("customer_key")).as("customer_key"),
                        col("rule"),
                        when(linked, lit(1.0)).as("probability"),
                        col("customers"));
    }

    private static Column rule() {
        return when(col("customers").gt(1), lit("shared"))
                .when(not(col("verified")), lit("unverified"))
                .when(col("key_kind").equalTo("email"), lit("verified_email"))
                .otherwise(concat(lit("registered_"), col("key_kind")));
    }
}
