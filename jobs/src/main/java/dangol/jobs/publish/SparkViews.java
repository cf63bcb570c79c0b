package dangol.jobs.publish;

import dangol.contract.TableId;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tables of a lake under the names {@code layer.table} in SQL that Spark evaluates. */
final class SparkViews {
    private static final Pattern NAME =
            Pattern.compile("\\b(bronze|silver|state|gold|history|ops)\\.([a-z][a-z0-9_]*)\\b");

    private SparkViews() {}

    /** Session views have no schema of their own, so a statement's {@code layer.table} becomes the view's name. */
    static void add(String layer, String table, Dataset<Row> rows) {
        rows.createOrReplaceTempView(layer + "__" + table);
    }

    /** A released table as readers see it: in {@code gold} the release's day, in {@code history} every kept day. */
    static void addReleased(Lake lake, Release release, TableId id) {
        Dataset<Row> rows = released(lake, release, id);
        add("gold", id.name(), Lake.ofDay(rows, release.asOf()));
        if (Lake.keepsDays(rows)) {
            add("history", id.name(), rows);
        }
    }

    /** All kept days of a released table. */
    static Dataset<Row> released(Lake lake, Release release, TableId id) {
        return lake.read(id, release.tables().get(id.toString()).version());
    }

    /** The rows of an answer. */
    static List<List<Object>> rows(Dataset<Row> answer) {
        List<List<Object>> rows = new ArrayList<>();
        for (Row row : answer.collectAsList()) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
                values.add(row.get(i));
            }
            rows.add(values);
        }
        return rows;
    }

    /** The statement with the views' names in place of the tables'. */
    static String named(String sql) {
        return NAME.matcher(sql).replaceAll("$1__$2");
    }
}
