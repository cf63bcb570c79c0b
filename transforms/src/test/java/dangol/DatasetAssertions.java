package dangol;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** spark-testing-base's assertions on the tests' own session. */
public final class DatasetAssertions extends JavaDatasetSuiteBase {
    private static final long serialVersionUID = 1L;

    /** Far below any unit a table states, far above the noise of summing doubles in another order. */
    private static final double TOLERANCE = 1e-9;

    @Override
    public SparkSession spark() {
        return TestSpark.session();
    }

    @Override
    public SQLContext sqlContext() {
        return TestSpark.session().sqlContext();
    }

    @Override
    public void sqlBeforeAllTestCases() {
        // The session is the tests' own; the base class must not start another.
    }

    /** Fails unless both hold the same rows, whatever their order; doubles may differ by 1e-9. */
    public void assertSameRows(Dataset<Row> expected, Dataset<Row> actual, List<String> key) {
        Column[] columns = Arrays.stream(expected.columns()).map(functions::col).toArray(Column[]::new);
        Column[] order = key.stream().map(functions::col).toArray(Column[]::new);
        Dataset<Row> left = expected.orderBy(order);
        Dataset<Row> right = nullable(actual.select(columns), expected).orderBy(order);
        assertDataFrameApproximateEquals(left, right, TOLERANCE);
    }

    /** Nullability is the writer's business; here only names, types and values count. */
    private Dataset<Row> nullable(Dataset<Row> rows, Dataset<Row> like) {
        Dataset<Row> cast = rows;
        for (var field : like.schema().fields()) {
            var type = cast.schema().apply(field.name()).dataType();
            if (!type.asNullable().equals(field.dataType().asNullable())) {
                throw new AssertionError(field.name() + " is " + type.sql() + ", the contract says "
                        + field.dataType().sql());
            }
        }
        return spark().createDataFrame(cast.toJavaRDD(), like.schema());
    }
}
