package dangol.contract;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a table promises: the one authority for its columns, its grain and its rules (Open Data Contract Standard v3.1).
 *
 * @param version version of the contract; a change marks the table for rebuilding
 * @param period DATE column by whose months the rows lie together, empty for none
 * @param snapshot true when the table keeps a copy of itself for each as-of day, partitioned by {@code as_of_date}
 */
public record TableContract(
        TableId id,
        String version,
        String purpose,
        String usage,
        String limitations,
        String grain,
        String period,
        boolean snapshot,
        List<Column> columns,
        List<String> primaryKey,
        List<RowRule> rowRules,
        List<TableRule> tableRules) {

    public TableContract {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        rowRules = List.copyOf(rowRules);
        tableRules = List.copyOf(tableRules);
    }

    public Optional<Column> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    public List<String> partitionColumns() {
        return columns.stream().filter(Column::partition).map(Column::name).toList();
    }

    /** The Spark schema with each column's description as its comment. */
    public StructType schema() {
        return new StructType(columns.stream()
                .map(c -> new StructField(c.name(), c.type(), !c.required(), comment(c)))
                .toArray(StructField[]::new));
    }

    private static Metadata comment(Column column) {
        String unit = column.unit().isEmpty() ? "" : " [" + column.unit() + "]";
        return new MetadataBuilder()
                .putString("comment", column.description() + unit)
                .build();
    }
}
