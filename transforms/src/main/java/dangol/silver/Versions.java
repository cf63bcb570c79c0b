package dangol.silver;

import static dangol.StageSchema.BATCH_ID;
import static dangol.StageSchema.ROW_HASH;
import static dangol.StageSchema.SOURCE_FILE;
import static dangol.StageSchema.VERSION_AT;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Which of several rows about the same thing counts. */
final class Versions {
    private static final String LATER = "later_version";
    private static final List<String> ORDER = List.of(VERSION_AT, BATCH_ID, SOURCE_FILE, ROW_HASH);

    private Versions() {}

    /**
     * The latest row of each key: by version_at (rows without one are the oldest), then the later batch, then, where the stage tells
     * it, the file whose name comes last, then the larger row hash, then all other columns, so that the order in which rows
     * arrive never matters.
     */
    static Dataset<Row> latest(Dataset<Row> stage, List<String> key) {
        WindowSpec newestFirst = Window.partitionBy(partition(key)).orderBy(newestFirst(stage, key));
        // Not row_number() = 1: Spark would then also sort before the shuffle, to drop older versions there, and nearly
        // no row is an older version.
        return stage.withColumn(LATER, lag(lit(true), 1).over(newestFirst))
                .where(col(LATER).isNull())
                .drop(LATER);
    }

    /** The key behind its hash: sorting compares one number instead of strings that begin alike. */
    private static Column[] partition(List<String> key) {
        Column[] columns = key.stream().map(c -> col(c)).toArray(Column[]::new);
        List<Column> partition = new ArrayList<>(List.of(columns));
        partition.add(0, xxhash64(columns));
        return partition.toArray(Column[]::new);
    }

    /** A total order, the newest row first. */
    static Column[] newestFirst(Dataset<Row> stage, List<String> key) {
        List<Column> order = new ArrayList<>();
        ORDER.forEach(c -> order.add(col(c).desc_nulls_last()));
        for (String column : stage.columns()) {
            if (!key.contains(column) && !ORDER.contains(column)) {
                order.add(col(column).desc_nulls_last());
            }
        }
        return order.toArray(Column[]::new);
    }
}
