package dangol.gold;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring_index;
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
 * One row for each silver entity, kind of key and linking rule: how many of its rows carry such a key and how many of them
 * could be given to a customer. Unit: rows and keys.
 */
public final class LinkCoverage implements Table {
    private static final TableId IDENTITY_LINK = TableId.silver("identity_link");

    private static final TableId KEY_USE = TableId.state("key_use");

    @Override
    public TableId id() {
        return TableId.gold("link_coverage");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(KEY_USE, IDENTITY_LINK);
    }

    @Override
    public Scope scope(Policy policy) {
        return new Scope.Sums("source_key", "rows");
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> rules = inputs.table(IDENTITY_LINK)
                .select(col("source_key"), col("rule").as("link_rule"));
        Column isAnonymous = col("source_key").equalTo("");
        Column kind = substring_index(col("source_key"), ":", 1);
        return inputs.table(KEY_USE)
                .join(rules, "source_key", "left")
                .withColumn("key_kind", when(isAnonymous, "none").otherwise(kind))
                .withColumn("rule", rule(isAnonymous))
                .groupBy("entity", "key_kind", "rule")
                .agg(
                        sum("rows").as("rows"),
                        // The anonymous rows share no key.
                        count(when(not(isAnonymous), true)).as("keys"),
                        sum("linked_rows").as("linked_rows"));
    }

    /** The company's own number is certain without registration; other keys have the rule of their registration, or none. */
    private static Column rule(Column isAnonymous) {
        return when(isAnonymous, "anonymous")
                .when(col("key_kind").equalTo(Policy.CUSTOMER_ID), Policy.CUSTOMER_ID)
                .otherwise(coalesce(col("link_rule"), lit("unregistered")));
    }
}
