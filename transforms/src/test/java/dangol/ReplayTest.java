package dangol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Silver depends neither on the order in which rows arrive nor on how often the same row does. */
class ReplayTest {
    private static final List<TableId> SILVER = List.of(
            TableId.silver("identity_key"),
            TableId.silver("identity_link"),
            TableId.silver("transaction"),
            TableId.silver("customer"));
    private static final Policy POLICY =
            new Policy(ZoneId.of("Asia/Seoul"), "KRW", 180, 3, 3, List.of(30), ModelPolicy.USUAL, "secret");
    private static final AsOf AS_OF = new AsOf(java.time.LocalDate.of(2024, 6, 30));

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    void anyOrderAndRepetitionOfTheRowsGivesTheSameSilver(
            @ForAll("records") List<JsonNode> customers,
            @ForAll("registrations") List<JsonNode> keys,
            @ForAll("lines") List<JsonNode> lines,
            @ForAll Random order) {
        Map<TableId, List<String>> once = silver(customers, keys, lines);
        Map<TableId, List<String>> again =
                silver(replayed(customers, order), replayed(keys, order), replayed(lines, order));
        assertThat(again).isEqualTo(once);
    }

    @Provide
    Arbitrary<List<JsonNode>> records() {
        return rows("segment", "basic", "gold", null);
    }

    @Provide
    Arbitrary<List<JsonNode>> registrations() {
        return rows("key_value", "a@mail.example", " A@mail.example", "b@mail.example", " ")
                .map(rows -> with(rows, "key_kind", "email"));
    }

    @Provide
    Arbitrary<List<JsonNode>> lines() {
        return rows("transaction_id", "T-1", "T-2", "T-3")
                .map(rows -> with(with(rows, "line_id", "1"), "occurred_at", "2024-02-01T15:30:00Z"));
    }

    /** Few values, so that most rows are versions of each other and many tie. */
    private static Arbitrary<List<JsonNode>> rows(String column, String... values) {
        return Combinators.combine(
                        Arbitraries.of("customer_id:1", "customer_id:2", "email:a@mail.example", null),
                        Arbitraries.of("2024-01-01T14:00:00Z", "2024-01-01T16:00:00Z", "2024-02-01T00:00:00Z", null),
                        Arbitraries.of("crm", "shop"),
                        Arbitraries.of(1L, 2L),
                        Arbitraries.of(values))
                .as((key, at, feed, batch, value) -> (JsonNode) JsonNodeFactory.instance
                        .objectNode()
                        .put(StageSchema.SOURCE_KEY, key)
                        .put(StageSchema.VERSION_AT, at)
                        .put(StageSchema.FEED, feed)
                        .put(StageSchema.BATCH_ID, batch)
                        .put(StageSchema.ROW_HASH, batch)
                        .put(column, value))
                .list()
                .ofMaxSize(20);
    }

    private static List<JsonNode> with(List<JsonNode> rows, String column, String value) {
        rows.forEach(r -> ((ObjectNode) r).put(column, value));
        return rows;
    }

    private static List<JsonNode> replayed(List<JsonNode> rows, Random order) {
        List<JsonNode> replayed = new ArrayList<>(rows);
        rows.stream().filter(r -> order.nextBoolean()).forEach(replayed::add);
        Collections.shuffle(replayed, order);
        return replayed;
    }

    private static Map<TableId, List<String>> silver(
            List<JsonNode> customers, List<JsonNode> keys, List<JsonNode> lines) {
        Map<TableId, Dataset<Row>> built = new HashMap<>(Map.of(
                TableId.stage("customer"), dataset(TableId.stage("customer"), customers),
                TableId.stage("identity_key"), dataset(TableId.stage("identity_key"), keys),
                TableId.stage("transaction"), dataset(TableId.stage("transaction"), lines)));
        Map<TableId, List<String>> rows = new TreeMap<>();
        for (TableId id : SILVER) {
            Table table = Tables.of(id);
            Map<TableId, Dataset<Row>> inputs = new HashMap<>();
            table.inputs().forEach(i -> inputs.put(i, built.getOrDefault(i, dataset(i, List.of()))));
            Dataset<Row> made = table.rows(new Inputs(Contracts.of(id), POLICY, inputs), AS_OF);
            List<Row> collected = made.collectAsList();
            built.put(id, TestSpark.session().createDataFrame(collected, made.schema()));
            rows.put(id, collected.stream().map(Row::json).sorted().toList());
        }
        return rows;
    }

    private static Dataset<Row> dataset(TableId id, List<JsonNode> rows) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode().addAll(rows);
        return YamlRows.dataset(array, StageSchema.of(id));
    }
}
