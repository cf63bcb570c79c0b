package dangol.state;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dangol.AsOf;
import dangol.Clock;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.StageSchema;
import dangol.Table;
import dangol.contract.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** One row for each entity and key that its rows carry up to the as-of day: how many rows, and how many found a customer. */
public final class KeyUse implements Table {
    private static final TableId SOCIAL_POST = TableId.silver("social_post");
    /** The entities whose rows are about a customer, each with the day that decides whether a row is known by the as-of day. */
    private static final Map<TableId, String> ENTITIES = entities();

    @Override
    public TableId id() {
        return TableId.state("key_use");
    }

    @Override
    public List<TableId> inputs() {
        return List.copyOf(ENTITIES.keySet());
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.sumsOfRows("rows");
    }

    @Override
    public List<Clock> clocks(Policy policy) {
        return ENTITIES.entrySet().stream()
                .map(e -> Clock.of(e.getKey(), e.getValue(), 0))
                .toList();
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return ENTITIES.keySet().stream()
                .map(entity -> rowsOf(entity, inputs.table(entity), asOf))
                .reduce(Dataset::unionByName)
                .orElseThrow()
                .groupBy("entity", StageSchema.SOURCE_KEY)
                .agg(count(lit(1)).as("rows"), count("customer_key").as("linked_rows"));
    }

    private static Dataset<Row> rowsOf(TableId entity, Dataset<Row> rows, AsOf asOf) {
        Column on = col(ENTITIES.get(entity));
        return ofCustomers(entity, rows)
                .filter(on.isNull().or(asOf.includes(on)))
                .select(
                        lit(entity.name()).as("entity"),
                        coalesce(col("source_key"), lit("")).as("source_key"),
                        col("customer_key"));
    }

    /** What the firm itself posted has no customer whom it could be linked to. */
    private static Dataset<Row> ofCustomers(TableId entity, Dataset<Row> rows) {
        return entity.equals(SOCIAL_POST) ? rows.filter(not(coalesce(col("author_is_firm"), lit(false)))) : rows;
    }

    private static Map<TableId, String> entities() {
        Map<TableId, String> days = new LinkedHashMap<>();
        days.put(TableId.silver("transaction"), "occurred_on");
        days.put(TableId.silver("survey_response"), "responded_on");
        days.put(SOCIAL_POST, "posted_on");
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
