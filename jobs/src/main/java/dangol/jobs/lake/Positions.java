package dangol.jobs.lake;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArray;
import scala.Tuple2;

/**
 * Where rows lie: for each data file, by its name without folders, the numbers of its rows. What was read with {@link
 * Lake#readWithPositions} says it of each row.
 */
public record Positions(Map<String, RowNumbers> byFile) {
    /** @param rows with the columns {@link Lake#FILE} and {@link Lake#ROW} */
    public static Positions of(Dataset<Row> rows) {
        Map<String, RowNumbers> byFile = new HashMap<>();
        rows.select(Lake.FILE, Lake.ROW)
                .mapPartitions(
                        (MapPartitionsFunction<Row, Tuple2<String, byte[]>>) Positions::ofPartition,
                        Encoders.tuple(Encoders.STRING(), Encoders.BINARY()))
                .collectAsList()
                .forEach(part -> byFile.merge(part._1(), RowNumbers.read(part._2()), RowNumbers::and));
        return new Positions(byFile);
    }

    private static Iterator<Tuple2<String, byte[]>> ofPartition(Iterator<Row> rows) {
        Map<String, RoaringBitmapArray> byFile = new HashMap<>();
        rows.forEachRemaining(r -> byFile.computeIfAbsent(r.getString(0), f -> new RoaringBitmapArray())
                .add(r.getLong(1)));
        return byFile.entrySet().stream()
                .map(e -> new Tuple2<>(e.getKey(), new RowNumbers(e.getValue()).bytes()))
                .iterator();
    }

    Set<String> files() {
        return byFile.keySet();
    }

    boolean isEmpty() {
        return byFile.isEmpty();
    }

    long count() {
        return byFile.values().stream().mapToLong(RowNumbers::count).sum();
    }
}
