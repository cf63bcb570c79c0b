package dangol.gold;

import dangol.AsOf;
import dangol.Derivation;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.StageSchema;
import dangol.Table;
import dangol.TestSpark;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.model.purchase.PurchaseModelKind;
import dangol.model.purchase.TimeUnit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Rows of silver made in a test, and a table computed from them. */
final class Given {
    static final TableId CUSTOMER = TableId.silver("customer");
    static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    static final TableId SUBSCRIPTION = TableId.silver("subscription");
    static final TableId TRANSACTION = TableId.silver("transaction");

    /** Models that are fitted on the few customers of a test. */
    private static final ModelPolicy FEW_CUSTOMERS =
            new ModelPolicy(PurchaseModelKind.PARETO_NBD, TimeUnit.DAY, 60, 12, 1, 50, 90, 20, ModelPolicy.Show.TESTED);

    private final Map<TableId, List<Row>> rows = new HashMap<>();

    Given customer(String key, LocalDate knownSince, String segment) {
        return version(key, 1, LocalDate.of(1900, 1, 1), null, knownSince, segment);
    }

    Given version(String key, int version, LocalDate from, LocalDate to, LocalDate knownSince, String segment) {
        Map<String, Object> values = new HashMap<>();
        values.put("customer_key", key);
        values.put("version", version);
        values.put("valid_from", from);
        values.put("valid_to", to);
        values.put("known_since", knownSince);
        values.put("segment", segment);
        return add(CUSTOMER, values);
    }

    Given purchase(String key, LocalDate on, String net) {
        return day(key, on, "coffee", true, net);
    }

    Given refund(String key, LocalDate on, String net) {
        return day(key, on, "coffee", false, net);
    }

    Given day(String key, LocalDate on, String category, boolean isPurchase, String net) {
        return add(
                PURCHASE_DAY,
                Map.of(
                        "customer_key", key,
                        "purchased_on", on,
                        "category", category,
                        "is_purchase", isPurchase,
                        "net", new BigDecimal(net).setScale(2)));
    }

    /** A transaction line; a null key is an anonymous one. */
    Given line(String key, LocalDate on, String kind, String category, String amount) {
        Map<String, Object> values = new HashMap<>();
        values.put("transaction_id", key + "-" + on);
        values.put("line_id", kind);
        values.put("customer_key", key);
        values.put("occurred_on", on);
        values.put("kind", kind);
        values.put("category", category);
        values.put("amount", new BigDecimal(amount).setScale(2));
        return add(TRANSACTION, values);
    }

    Given subscription(String key, LocalDate from, LocalDate to) {
        Map<String, Object> values = new HashMap<>();
        values.put("subscription_id", key + "-" + from);
        values.put("customer_key", key);
        values.put("started_on", from);
        values.put("ended_on", to);
        return add(SUBSCRIPTION, values);
    }

    /** The same rows, those of each table in the opposite order. */
    Given reversed() {
        Given turned = new Given();
        rows.forEach((id, given) -> {
            List<Row> copy = new ArrayList<>(given);
            java.util.Collections.reverse(copy);
            turned.rows.put(id, copy);
        });
        return turned;
    }

    Dataset<Row> table(TableId id) {
        StructType schema = (StructType) StageSchema.of(id).asNullable();
        return TestSpark.session().createDataFrame(rows.getOrDefault(id, List.of()), schema);
    }

    Dataset<Row> compute(Table table, LocalDate asOf, Policy policy) {
        return new Derivation(policy, new AsOf(asOf), id -> id.layer() == Layer.SILVER ? table(id) : null)
                .rows(table.id());
    }

    static Policy policy(int silentDays, double ownIntervals, int minPurchaseDays) {
        return new Policy(
                ZoneId.of("Europe/London"),
                "GBP",
                silentDays,
                ownIntervals,
                minPurchaseDays,
                List.of(30),
                FEW_CUSTOMERS,
                "secret");
    }

    private Given add(TableId id, Map<String, Object> values) {
        StructField[] fields = StageSchema.of(id).fields();
        Object[] row = new Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            Object value = values.get(fields[i].name());
            row[i] = value instanceof LocalDate day ? java.sql.Date.valueOf(day) : value;
        }
        rows.computeIfAbsent(id, t -> new ArrayList<>()).add(RowFactory.create(row));
        return this;
    }
}
