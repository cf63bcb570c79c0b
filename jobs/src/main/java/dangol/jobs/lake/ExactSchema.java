package dangol.jobs.lake;

import dangol.contract.Column;
import dangol.contract.ContractException;
import dangol.contract.TableContract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Refuses a dataset whose names or types differ from its contract, and prints the difference. */
final class ExactSchema {
    private ExactSchema() {}

    /** The dataset with the contract's column order. */
    static Dataset<Row> enforce(TableContract contract, Dataset<Row> rows) {
        List<String> differences = differences(contract, rows.schema());
        if (!differences.isEmpty()) {
            throw new ContractException(contract.id() + " does not keep its contract (version " + contract.version()
                    + "):\n  " + String.join("\n  ", differences)
                    + "\n    -> Change the class or the contract so that both say the same.");
        }
        return rows.select(
                contract.columnNames().stream().map(functions::col).toArray(org.apache.spark.sql.Column[]::new));
    }

    static List<String> differences(TableContract contract, StructType actual) {
        List<String> differences = new ArrayList<>();
        Set<String> extra = new LinkedHashSet<>(Arrays.asList(actual.fieldNames()));
        for (Column column : contract.columns()) {
            String wanted = column.name() + " " + column.type().sql();
            if (!extra.remove(column.name())) {
                differences.add("- " + wanted + "   missing in the dataset");
            } else if (!same(column.type(), actual.apply(column.name()).dataType())) {
                differences.add("~ " + wanted + "   but the dataset has "
                        + actual.apply(column.name()).dataType().sql());
            }
        }
        extra.forEach(name -> differences.add(
                "+ " + name + " " + actual.apply(name).dataType().sql() + "   not in the contract"));
        return differences;
    }

    /** Whether a value may be null is enforced row by row by the table itself: Spark's plans know it too rarely. */
    private static boolean same(DataType wanted, DataType actual) {
        return wanted.asNullable().equals(actual.asNullable());
    }
}
