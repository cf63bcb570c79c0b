package dangol.state;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.lit;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.gold.ChurnFeatures;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each training of the churn classifier: the model with its data window, features, parameters and figures, or
 * the reason why there is none. Training is a job of its own; other runs carry the rows on.
 */
public final class ChurnModels implements Table {
    public static final TableId ID = TableId.state("churn_model");

    /** What a model stands and falls with, beside the horizon: who is asked about, and in what money. */
    public static Map<String, Object> definitions(Policy policy) {
        return new TreeMap<>(Map.of("silent_days", policy.silentDays(), "currency", policy.currency()));
    }

    /** True for a row of a training that had the definitions of a policy; old rows do not say. */
    public static Column hasDefinitions(Policy policy) {
        Column same = col("horizon_days").equalTo(policy.models().horizonDays());
        for (Map.Entry<String, Object> definition : definitions(policy).entrySet()) {
            Column then = get_json_object(col("settings"), "$." + definition.getKey());
            same = same.and(coalesce(then.equalTo(String.valueOf(definition.getValue())), lit(true)));
        }
        return same;
    }

    @Override
    public TableId id() {
        return ID;
    }

    /** What training reads, so that it comes after them. */
    @Override
    public List<TableId> inputs() {
        Set<TableId> inputs = new LinkedHashSet<>(ChurnFeatures.inputs());
        inputs.addAll(ChurnFeatures.labels());
        return List.copyOf(inputs);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.KEPT;
    }

    /** No rows: what there is before the first training. */
    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Column[] columns = Arrays.stream(inputs.contract().schema().fields())
                .map(f -> lit(null).cast(f.dataType()).as(f.name()))
                .toArray(Column[]::new);
        return inputs.table(TableId.silver("customer"))
                .filter(col("customer_key").isNull())
                .filter(lit(false))
                .select(columns);
    }
}
