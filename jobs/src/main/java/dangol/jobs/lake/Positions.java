package dangol.jobs.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where rows lie: for each data file, by its name without folders, the numbers of its rows, the first being 0. What was read
 * with {@link Lake#readWithPositions} says it of each row.
 */
public record Positions(Map<String, List<Long>> byFile) {
    /** @param rows with the columns {@link Lake#FILE} and {@link Lake#ROW}; each place at most once */
    public static Positions of(Dataset<Row> rows) {
        return new Positions(
                rows.groupBy(Lake.FILE).agg(collect_list(col(Lake.ROW)).as("rows")).collectAsList().stream()
                        .collect(Collectors.toMap(r -> r.getString(0), r -> r.getList(1))));
    }

    Set<String> files() {
        return byFile.keySet();
    }

    boolean isEmpty() {
        return byFile.isEmpty();
    }

    long count() {
        return byFile.values().stream().mapToLong(List::size).sum();
    }
}
