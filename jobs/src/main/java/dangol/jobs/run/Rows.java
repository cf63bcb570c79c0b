package dangol.jobs.run;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import dangol.StageSchema;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.ToldToDeltaDataSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** What every table that is built again does with rows, whatever it is a table of. */
final class Rows {
    static final String CUSTOMER_KEY = "customer_key";
    static final String OTHER_CUSTOMER_KEY = "other_customer_key";
    static final String MONTH = "month";

    private Rows() {}

    /** Rows without a key share the empty one, so that they can be owned, too. */
    static Column named(String sourceKey) {
        return coalesce(col(sourceKey), lit("")).as(StageSchema.SOURCE_KEY);
    }

    /** Whose a row is. */
    static Column ownerOf(String owner) {
        return owner.equals(CUSTOMER_KEY) ? col(CUSTOMER_KEY) : named(StageSchema.SOURCE_KEY);
    }

    /** Those columns that a table has. */
    static String[] parties(TableId id, String... names) {
        return Stream.of(names)
                .filter(n -> Contracts.of(id).column(n).isPresent())
                .toArray(String[]::new);
    }

    /** The months that days of rows are in. */
    static List<LocalDate> months(Dataset<Row> rows, List<String> days) {
        Column[] all = days.stream().map(Lake::monthOf).toArray(Column[]::new);
        return rows.select(explode(array_compact(array(all))).as("month"))
                .distinct()
                .as(Encoders.LOCALDATE())
                .collectAsList();
    }

    /** One column with the values of some columns, under the name of the first; no nulls. */
    static Dataset<Row> keys(Dataset<Row> rows, String... columns) {
        List<Column> values = new ArrayList<>();
        for (String column : columns) {
            values.add(column.endsWith(StageSchema.SOURCE_KEY) ? named(column) : col(column));
        }
        return rows.select(
                explode(array_compact(array(values.toArray(Column[]::new)))).as(columns[0]));
    }

    /** Those of an input's rows that owners have a part in. */
    static Dataset<Row> narrowed(TableId input, Dataset<Row> rows, String owner, Keys owners) {
        Dataset<Row> own =
                owners.pick(rows.withColumn("_owner", ownerOf(owner)), "_owner").drop("_owner");
        if (parties(input, OTHER_CUSTOMER_KEY).length == 0 || !owner.equals(CUSTOMER_KEY)) {
            return own;
        }
        // A row that both parties have a part in comes with its own.
        Dataset<Row> asOther = owners.pick(rows, OTHER_CUSTOMER_KEY).join(owners.rows(), using(owner), "left_anti");
        Column[] all = columns(Contracts.of(input).columnNames());
        return own.select(all).unionByName(asOther.select(all));
    }

    /** The rows as they are now. */
    static Dataset<Row> keep(Dataset<Row> rows) {
        return ToldToDeltaDataSource.keep(rows);
    }

    static Column[] columns(List<String> names) {
        return names.stream().map(n -> col(n)).toArray(Column[]::new);
    }

    static String[] using(String... columns) {
        return columns;
    }

    static String[] using(List<String> columns) {
        return columns.toArray(String[]::new);
    }
}
