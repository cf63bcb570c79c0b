package dangol.silver;

import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.StageSchema;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * One row for each key and customer it is registered to. A registration without a customer number registers nothing, and
 * a blank key is no key.
 */
public final class IdentityKey implements Table {
    private static final TableId STAGE = TableId.stage("identity_key");
    private static final Column KIND = col("key_kind");
    /** The key that a row of the stage registers; null for a blank one. */
    static final Column REGISTERED = SourceKey.of(KIND, col("key_value"));

    @Override
    public TableId id() {
        return TableId.silver("identity_key");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(STAGE);
    }

    @Override
    public Scope scope(Policy policy) {
        return new Scope.Owner(StageSchema.SOURCE_KEY, Map.of(STAGE, REGISTERED));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        List<String> key = inputs.contract().primaryKey();
        Column[] pair = key.stream().map(c -> col(c)).toArray(Column[]::new);
        Dataset<Row> latestOfEachFeed =
                Versions.latest(registrations(inputs), List.of(key.get(0), key.get(1), StageSchema.FEED));
        // A list that merely mentions a key does not take back what another feed made sure of, nor since when it is
        // known.
        WindowSpec ofPair = Window.partitionBy(pair);
        Dataset<Row> together = latestOfEachFeed
                .withColumn("verified", bool_or(col("verified")).over(ofPair))
                .withColumn("first_on", min(col("first_on")).over(ofPair));
        return Versions.latest(together, key)
                .select(inputs.contract().columnNames().stream()
                        .map(c -> col(c))
                        .toArray(Column[]::new));
    }

    /** The stage rows with the registered key in place of the customer's number. */
    private static Dataset<Row> registrations(Inputs inputs) {
        Column customer = col(StageSchema.SOURCE_KEY);
        return inputs.table(STAGE)
                .where(SourceKey.isCustomerId(customer))
                .withColumn("customer_key", SourceKey.customerKey(inputs.policy(), customer))
                .withColumn(StageSchema.SOURCE_KEY, REGISTERED)
                .withColumn("key_value", SourceKey.value(KIND, col("key_value")))
                .where(col(StageSchema.SOURCE_KEY).isNotNull());
    }
}
