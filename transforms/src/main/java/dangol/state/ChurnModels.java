package dangol.state;

import static org.apache.spark.sql.functions.col;
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
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each training of the churn classifier: the model with its data window, features, parameters and figures, or
 * the reason why there is none. Training is a job of its own; other runs carry the rows on.
 */
public final class ChurnModels implements Table {
    public static final TableId ID = TableId.state("churn_model");

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
