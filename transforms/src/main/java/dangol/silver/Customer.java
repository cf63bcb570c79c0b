package dangol.silver;

import static dangol.StageSchema.BATCH_ID;
import static dangol.StageSchema.FEED;
import static dangol.StageSchema.SOURCE_KEY;
import static dangol.StageSchema.VERSION_AT;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * One row for each customer and version of the customer record (slowly changing dimension, type 2); one inferred version
 * for a customer without a record who appears in events or registered a key.
 */
public final class Customer implements Table {
    private static final TableId RECORDS = TableId.stage("customer");
    private static final String KEY = "customer_key";

    /** The day the first version holds from, and undated customers are known since: before all business. */
    private static final Column BEGINNING = lit(LocalDate.of(1900, 1, 1));

    @Override
    public TableId id() {
        return TableId.silver("customer");
    }

    @Override
    public List<TableId> inputs() {
        List<TableId> inputs = new ArrayList<>(Sightings.inputs());
        inputs.add(RECORDS);
        return List.copyOf(inputs);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.CUSTOMER;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Map<String, Column> derived = Map.of(
                "version",
                coalesce(col("version"), lit(1)),
                "valid_from",
                coalesce(col("valid_from"), BEGINNING),
                "is_current",
                col("valid_to").isNull(),
                "customer_id",
                coalesce(SourceKey.customerId(col(SOURCE_KEY)), col("seen_id")),
                "is_inferred",
                col("version").isNull(),
                "known_since",
                coalesce(least(col("first_registered_on"), col("first_seen_on")), BEGINNING),
                FEED,
                coalesce(col(FEED), col("first_seen." + FEED)),
                BATCH_ID,
                coalesce(col(BATCH_ID), col("first_seen." + BATCH_ID)));
        return versions(inputs.table(RECORDS), inputs.contract(), inputs.policy())
                .join(
                        Sightings.of(inputs).withColumnRenamed(KEY, "seen_key"),
                        col(KEY).equalTo(col("seen_key")),
                        "full_outer")
                .withColumn(KEY, coalesce(col(KEY), col("seen_key")))
                .select(inputs.contract().columnNames().stream()
                        .map(name -> derived.getOrDefault(name, col(name)).as(name))
                        .toArray(Column[]::new));
    }

    /** The versions of the records in time order, each from its day until the day of the next one. */
    private static Dataset<Row> versions(Dataset<Row> records, TableContract contract, Policy policy) {
        WindowSpec inTime = Window.partitionBy(KEY).orderBy("valid_from");
        Column record = struct(contract.columns().stream()
                .filter(dangol.contract.Column::mapped)
                .map(c -> col(c.name()))
                .toArray(Column[]::new));
        return lastOfEachDay(records, policy)
                .withColumn("same_as_before", record.eqNullSafe(lag(record, 1).over(inTime)))
                .where(not(col("same_as_before")))
                .withColumn("version", row_number().over(inTime))
                .withColumn("valid_to", lead("valid_from", 1).over(inTime))
                .withColumn("first_registered_on", first("registered_on").over(inTime))
                .withColumn(
                        "valid_from", when(col("version").equalTo(1), BEGINNING).otherwise(col("valid_from")));
    }

    /** Records that do not say since when they hold count as one state before all dated ones, told by the latest batch. */
    private static Dataset<Row> lastOfEachDay(Dataset<Row> records, Policy policy) {
        Column key = col(SOURCE_KEY);
        Dataset<Row> dated = records.where(SourceKey.isCustomerId(key))
                .withColumn(KEY, SourceKey.customerKey(policy, key))
                .withColumn("valid_from", greatest(policy.dayOf(col(VERSION_AT)), BEGINNING));
        return Versions.latest(dated, List.of(KEY, "valid_from"));
    }
}
