package dangol.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trunc;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.StageSchema;
import dangol.Table;
import dangol.contract.Column;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * One row for each business key of an event entity: its latest version, with the company's days of its instants and the
 * customers its keys are linked to. Rows that cannot be linked stay, without a customer.
 *
 * @param id the entity, whose contract names key, columns and parties
 */
public record Entity(TableId id) implements Table {
    private static final TableId LINK = TableId.silver("identity_link");
    private static final String LINK_KEY = "link_key";
    private static final String LINKED = "linked_customer_key";

    @Override
    public List<TableId> inputs() {
        return List.of(TableId.stage(id.name()), LINK);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.KEY;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        TableContract contract = inputs.contract();
        Dataset<Row> latest = Versions.latest(inputs.table(TableId.stage(id.name())), contract.primaryKey());
        Dataset<Row> links = inputs.table(LINK);
        Dataset<Row> linked = linked(latest, links, StageSchema.SOURCE_KEY, "customer_key", contract, inputs.policy());
        if (StageSchema.hasOther(contract)) {
            linked = linked(
                    linked, links, StageSchema.OTHER_SOURCE_KEY, "other_customer_key", contract, inputs.policy());
        }
        return linked.select(columns(contract, inputs.policy()));
    }

    /**
     * Adds the customer of a key. A customer number is its own proof; only keys of other kinds are looked up. The join
     * takes customer numbers along as keys that match nothing, and gives rows without a key one of their own, so that a
     * shuffle spreads both evenly.
     */
    private static Dataset<Row> linked(
            Dataset<Row> rows, Dataset<Row> links, String key, String customer, TableContract contract, Policy policy) {
        Dataset<Row> lookup = links.where(col("key_kind")
                        .notEqual(Policy.CUSTOMER_ID)
                        .and(col("customer_key").isNotNull()))
                .select(col("source_key").as(LINK_KEY), col("customer_key").as(LINKED));
        // No kind is empty, so ':' followed by anything is nobody's key.
        org.apache.spark.sql.Column spread =
                coalesce(col(key), concat(lit(":"), col(contract.primaryKey().get(0))));
        return rows.join(lookup, spread.equalTo(col(LINK_KEY)), "left")
                .withColumn(customer, coalesce(SourceKey.customerKey(policy, col(key)), col(LINKED)))
                .drop(LINK_KEY, LINKED);
    }

    private static org.apache.spark.sql.Column[] columns(TableContract contract, Policy policy) {
        List<org.apache.spark.sql.Column> columns = new ArrayList<>();
        for (Column column : contract.columns()) {
            columns.add(value(column, contract, policy).as(column.name()));
        }
        return columns.toArray(org.apache.spark.sql.Column[]::new);
    }

    /** A derived DATE {@code x_on} is the company's day of the mapped instant {@code x_at}, or of {@code x} itself. */
    private static org.apache.spark.sql.Column value(Column column, TableContract contract, Policy policy) {
        boolean derivedDay = !column.mapped() && column.type().equals(DataTypes.DateType);
        if (!derivedDay) {
            return col(column.name());
        }
        if (column.name().equals("quarter")) {
            return trunc(col("observed_on"), "quarter");
        }
        String stem = column.name().replaceFirst("_on$", "");
        String instant = contract.column(stem + "_at").isPresent() ? stem + "_at" : stem;
        return policy.dayOf(col(instant));
    }
}
