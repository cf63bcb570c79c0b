package dangol;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/** Rows as a function gives them to Spark, with the names that Spark would give them. */
public final class NamedRows {
    private NamedRows() {}

    public static List<Row> of(Iterator<Row> rows, StructType schema) {
        List<Row> named = new ArrayList<>();
        rows.forEachRemaining(row -> {
            Object[] values = new Object[row.length()];
            for (int i = 0; i < values.length; i++) {
                values[i] = row.get(i);
            }
            named.add(new GenericRowWithSchema(values, schema));
        });
        return named;
    }
}
