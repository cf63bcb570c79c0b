package dangol;

import dangol.contract.TableContract;
import dangol.contract.TableId;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What a table is built from: the tables it declared, its own contract and the company's definitions. */
public final class Inputs {
    private final TableContract contract;
    private final Policy policy;
    private final Map<TableId, Dataset<Row>> tables;

    public Inputs(TableContract contract, Policy policy, Map<TableId, Dataset<Row>> tables) {
        this.contract = contract;
        this.policy = policy;
        this.tables = Map.copyOf(tables);
    }

    /** @throws IllegalArgumentException when the table was not declared as an input */
    public Dataset<Row> table(TableId id) {
        Dataset<Row> rows = tables.get(id);
        if (rows == null) {
            throw new IllegalArgumentException(contract.id() + " reads " + id + " without declaring it in inputs().");
        }
        return rows;
    }

    /** The contract of the table that is being built. */
    public TableContract contract() {
        return contract;
    }

    /** The columns of that contract, in its order. */
    public Column[] columns() {
        return contract.columnNames().stream().map(functions::col).toArray(Column[]::new);
    }

    public Policy policy() {
        return policy;
    }
}
