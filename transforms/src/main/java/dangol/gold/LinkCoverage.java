package dangol.gold;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each silver entity, kind of key and linking rule: how many of its rows carry such a key and how many of them
 * could be given to a customer. Unit: rows and keys.
 */
public final class LinkCoverage implements Table {
    private static final TableId IDENTITY_LINK = TableId.silver("identity_link");

    /** The entities whose rows are about a customer, each with the day that decides whether a row is known by the as-of day. */
    private static final Map<TableId, String> ENTITIES = entities();

    @Override
    public TableId id() {
        return TableId.gold("link_coverage");
    }

    @Override
    public List<TableId> inputs() {
        List<TableId> inputs = new ArrayList<>(ENTITIES.keySet());
        inputs.add(IDENTITY_LINK);
        return inputs;
    }

    @Override
    public Scope scope() {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> keys = ENTITIES.keySet().stream()
                .map(entity -> rowsOf(entity, inputs.table(entity), asOf))
                .reduce(Dataset::unionByName)
                .orElseThrow()
                .groupBy("entity", "source_key")
                .agg(count(lit(1)).as("rows"), count("customer_key").as("linked_rows"));
        Dataset<Row> rules = inputs.table(IDENTITY_LINK)
                .select(col("source_key"), col("rule").as("link_rule"));
        Column isAnonymous = col("source_key").isNull();
        Column kind = substring_index(col("source_key"), ":", 1);
        return keys.join(rules, "source_key", "left")
                .withColumn("key_kind", when(isAnonymous, "none").otherwise(kind))
                .withColumn("rule", rule(isAnonymous))
                .groupBy("entity", "key_kind", "rule")
                .agg(
                        sum("rows").as("rows"),
                        // Counts keys that are not null: the anonymous rows share none.
                        count("source_key").as("keys"),
                        sum("linked_rows").as("linked_rows"));
    }

    private static Dataset<Row> rowsOf(TableId entity, Dataset<Row> rows, AsOf asOf) {
        Column on = col(ENTITIES.get(entity));
        return rows.filter(on.isNull().or(asOf.includes(on)))
                .select(lit(entity.name()).as("entity"), col("source_key"), col("customer_key"));
    }

    /** The company's own number is certain without registration; other keys have the rule of their registration, or none. */
    private static Column rule(Column isAnonymous) {
        return when(isAnonymous, "anonymous")
                .when(col("key_kind").equalTo(Policy.CUSTOMER_ID), Policy.CUSTOMER_ID)
                .otherwise(coalesce(col("link_rule"), lit("unregistered")));
    }

    private static Map<TableId, String> entities() {
        Map<TableId, String> days = new LinkedHashMap<>();
        days.put(TableId.silver("transaction"), "occurred_on");
        days.put(TableId.silver("survey_response"), "responded_on");
        days.put(TableId.silver("social_post"), "posted_on");
        days.put(TableId.silver("service_case"), "opened_on");
        days.put(TableId.silver("campaign_touch"), "touched_on");
        days.put(TableId.silver("lead"), "created_on");
        days.put(TableId.silver("referral"), "referred_on");
        days.put(TableId.silver("consent"), "decided_on");
        days.put(TableId.silver("subscription"), "started_on");
        days.put(TableId.silver("customer_relation"), "since_on");
        days.put(TableId.silver("wallet_observation"), "observed_on");
        return days;
    }
}
