package dangol;

import dangol.contract.Contracts;
import dangol.contract.TableId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tables as of a day, computed in one go from tables that are there; what lies between is computed and not kept. */
public final class Derivation {
    private final Policy policy;
    private final AsOf asOf;
    private final Function<TableId, Dataset<Row>> held;
    private final UnaryOperator<Dataset<Row>> shared;
    private final Map<TableId, Dataset<Row>> computed = new HashMap<>();

    /** @param held the rows of a table that is there; null for one that is to be computed */
    public Derivation(Policy policy, AsOf asOf, Function<TableId, Dataset<Row>> held) {
        this(policy, asOf, held, UnaryOperator.identity());
    }

    /** @param shared what to do with rows that are read by more than one table */
    public Derivation(
            Policy policy, AsOf asOf, Function<TableId, Dataset<Row>> held, UnaryOperator<Dataset<Row>> shared) {
        this.policy = policy;
        this.asOf = asOf;
        this.held = held;
        this.shared = shared;
    }

    /** The rows of a table, computed from its inputs. */
    public Dataset<Row> rows(TableId id) {
        Dataset<Row> known = computed.get(id);
        if (known != null) {
            return known;
        }
        Table table = Tables.of(id);
        Map<TableId, Dataset<Row>> inputs = new HashMap<>();
        for (TableId input : table.inputs()) {
            Dataset<Row> rows = held.apply(input);
            inputs.put(input, rows == null ? rows(input) : rows);
        }
        Dataset<Row> rows = shared.apply(table.rows(new Inputs(Contracts.of(id), policy, inputs), asOf));
        computed.put(id, rows);
        return rows;
    }
}
