package dangol.jobs.lake;

import dangol.contract.Column;
import dangol.contract.ContractException;
import dangol.contract.TableContract;
import io.delta.tables.DeltaTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Brings a table that holds the only copy of its rows to a changed contract: new columns are added and are null in the old rows,
 * columns that the contract no longer names stay and are null in the new ones. Nothing is removed or converted.
 */
final class Evolution {
    private final SparkSession spark;
    private final String location;
    private final TableContract contract;
    private final StructType held;

    private Evolution(SparkSession spark, String location, TableContract contract, StructType held) {
        this.spark = spark;
        this.location = location;
        this.contract = contract;
        this.held = held;
    }

    static Evolution of(SparkSession spark, String location, TableContract contract) {
        StructType held = DeltaTable.forPath(spark, location).toDF().schema();
        return new Evolution(spark, location, contract, held);
    }

    /**
     * Changes the table and then marks it as made from the contract; a crash between the two is mended by the next call.
     *
     * @throws ContractException when rows would be lost or could not keep the contract
     */
    void apply(String property, String fingerprint) {
        List<String> faults = new ArrayList<>();
        List<String> added = new ArrayList<>();
        for (Column column : contract.columns()) {
            int at = Arrays.asList(held.fieldNames()).indexOf(column.name());
            if (at >= 0) {
                String type = held.fields()[at].dataType().sql();
                if (!type.equals(column.type().sql())) {
                    faults.add("~ " + column.name() + " is " + type + " in the table and "
                            + column.type().sql() + " in the contract");
                }
            } else if (column.required()) {
                faults.add("+ " + column.name() + " is required, and the rows that are there have no value for it");
            } else {
                added.add("`" + column.name() + "` " + column.type().sql() + " COMMENT '"
                        + column.description().replace("'", "\\'") + "'");
            }
        }
        if (!faults.isEmpty()) {
            throw new ContractException(
                    contract.id() + " holds records that cannot be made again, and its contract now differs:\n  "
                            + String.join("\n  ", faults)
                            + "\n    -> Keep the column as it was and add a new one that may be null.");
        }
        if (!added.isEmpty()) {
            alter("ADD COLUMNS (" + String.join(", ", added) + ")");
        }
        for (StructField field : held.fields()) {
            boolean required =
                    contract.column(field.name()).map(Column::required).orElse(false);
            if (!field.nullable() && !required) {
                alter("ALTER COLUMN `" + field.name() + "` DROP NOT NULL");
            }
        }
        alter("SET TBLPROPERTIES ('" + property + "' = '" + fingerprint + "')");
    }

    private void alter(String change) {
        spark.sql("ALTER TABLE delta.`" + location + "` " + change);
    }
}
