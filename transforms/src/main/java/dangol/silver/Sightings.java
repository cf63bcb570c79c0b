package dangol.silver;

import static dangol.StageSchema.BATCH_ID;
import static dangol.StageSchema.FEED;
import static dangol.StageSchema.OTHER_SOURCE_KEY;
import static dangol.StageSchema.SOURCE_KEY;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dangol.Inputs;
import dangol.Policy;
import dangol.StageSchema;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Where customers were seen outside their records: in events, as either party, and as owners of registered keys. */
final class Sightings {
    private static final TableId KEYS = TableId.silver("identity_key");
    private static final TableId LINKS = TableId.silver("identity_link");
    private static final String DAY = "seen_on";

    /** The day by which an event makes its parties known; a relation names parties and is no event. */
    private static final Map<String, Column> DAYS = new TreeMap<>(Map.ofEntries(
            Map.entry("campaign_touch", col("touched_on")),
            Map.entry("consent", col("decided_on")),
            Map.entry("customer_relation", none(DataTypes.DateType)),
            Map.entry("lead", col("created_on")),
            Map.entry("referral", col("referred_on")),
            // Who is told of a case before it is opened is in contact then, and nobody is before he is known.
            Map.entry("service_case", least(col("opened_on"), col("notified_on"))),
            Map.entry("social_post", col("posted_on")),
            Map.entry("subscription", col("started_on")),
            Map.entry("survey_response", col("responded_on")),
            Map.entry("transaction", col("occurred_on")),
            Map.entry("wallet_observation", col("observed_on"))));

    private Sightings() {}

    static List<TableId> inputs() {
        List<TableId> inputs = new ArrayList<>(List.of(KEYS, LINKS));
        DAYS.keySet().forEach(entity -> inputs.add(TableId.silver(entity)));
        return List.copyOf(inputs);
    }

    /**
     * One row for each customer seen: {@code customer_key}, {@code seen_id} (the company's own number), {@code
     * first_seen_on} (null when nothing is dated) and {@code first_seen}, feed and batch of the earliest row.
     */
    static Dataset<Row> of(Inputs inputs) {
        Dataset<Row> seen = registrations(inputs).unionByName(numbers(inputs));
        for (Map.Entry<String, Column> event : DAYS.entrySet()) {
            TableId id = TableId.silver(event.getKey());
            Dataset<Row> rows = inputs.table(id);
            seen = seen.unionByName(party(rows, SOURCE_KEY, "customer_key", event.getValue()));
            if (StageSchema.hasOther(Contracts.of(id))) {
                seen = seen.unionByName(party(rows, OTHER_SOURCE_KEY, "other_customer_key", event.getValue()));
            }
        }
        return firstOfEach(seen);
    }

    private static Dataset<Row> party(Dataset<Row> rows, String key, String customer, Column day) {
        return rows.where(col(customer).isNotNull())
                .select(
                        col(customer).as("customer_key"),
                        SourceKey.customerId(col(key)).as("seen_id"),
                        day.as(DAY),
                        col(FEED),
                        col(BATCH_ID));
    }

    private static Dataset<Row> registrations(Inputs inputs) {
        return inputs.table(KEYS)
                .select(
                        col("customer_key"),
                        none(DataTypes.StringType).as("seen_id"),
                        col("first_on").as(DAY),
                        col(FEED),
                        col(BATCH_ID));
    }

    /** A registered key does not hold its owner's number; the links do. */
    private static Dataset<Row> numbers(Inputs inputs) {
        return inputs.table(LINKS)
                .where(col("rule").equalTo(Policy.CUSTOMER_ID))
                .select(
                        col("customer_key"),
                        SourceKey.customerId(col(SOURCE_KEY)).as("seen_id"),
                        none(DataTypes.DateType).as(DAY),
                        none(DataTypes.StringType).as(FEED),
                        none(DataTypes.LongType).as(BATCH_ID));
    }

    /** In two steps: the first has only numbers to keep, so that millions of events are hashed and not sorted. */
    private static Dataset<Row> firstOfEach(Dataset<Row> seen) {
        return seen.groupBy("customer_key", "seen_id", FEED)
                .agg(min(DAY).as(DAY), min(BATCH_ID).as(BATCH_ID))
                .groupBy("customer_key")
                .agg(
                        max("seen_id").as("seen_id"),
                        min(DAY).as("first_seen_on"),
                        min(when(col(BATCH_ID).isNotNull(), struct(BATCH_ID, FEED)))
                                .as("first_seen"));
    }

    private static Column none(DataType type) {
        return lit(null).cast(type);
    }
}
