package dangol;

import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One table of silver or gold. An implementation has no state and touches nothing but its inputs: no files, no clock, no
 * session; it does not know whether it is given all rows or only those of the keys that changed.
 */
public interface Table {
    /** The table, which is also the name of its contract. */
    TableId id();

    /** Everything {@link #rows} reads; the run order is derived from it. */
    List<TableId> inputs();

    /** By which key the rows depend on the inputs. */
    Scope scope(Policy policy);

    /** When time alone changes the rows of a customer, for tables whose scope is an owner or of which each row is a customer's. */
    default List<Clock> clocks(Policy policy) {
        return List.of();
    }

    /** The rows as of the day, with the names and types of the contract, in any column order. */
    Dataset<Row> rows(Inputs inputs, AsOf asOf);
}
