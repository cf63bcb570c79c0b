package dangol.jobs.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.TestRuns;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.metrics.source.CodegenMetrics;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DaysByReferenceTest {
    private static final LocalDate FIRST = LocalDate.parse("2025-01-01");

    @Test
    void theNextDayIsAnsweredByTheSameCode() {
        SparkSession spark = TestRuns.spark().newSession();
        spark.conf().set("spark.sql.codegen.wholeStage", "true");
        spark.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");

        assertThat(figures(spark, FIRST.plusDays(9)))
                .containsExactly(RowFactory.create("a", 5L, 2L, 1), RowFactory.create("b", 5L, 3L, 0));
        long compiled = CodegenMetrics.METRIC_COMPILATION_TIME().getCount();
        assertThat(figures(spark, FIRST.plusDays(10)))
                .containsExactly(RowFactory.create("a", 6L, 3L, 0), RowFactory.create("b", 5L, 2L, 1));
        assertThat(CodegenMetrics.METRIC_COMPILATION_TIME().getCount()).isEqualTo(compiled);

        spark.conf().set("spark.sql.codegen.wholeStage", "false");
        assertThat(figures(spark, FIRST.plusDays(9)))
                .containsExactly(RowFactory.create("a", 5L, 2L, 1), RowFactory.create("b", 5L, 3L, 0));
    }

    /** All purchases of each customer up to a day, those of its last five days, and the days since the last. */
    private static List<Row> figures(SparkSession spark, LocalDate day) {
        return spark.range(100)
                .select(
                        expr("DATE '" + FIRST + "' + CAST(id AS INT)").as("on"),
                        when(col("id").mod(2).equalTo(0), "a").otherwise("b").as("customer"))
                .filter(col("on").leq(lit(day)))
                .withColumn("last", max("on").over(Window.partitionBy("customer")))
                .groupBy("customer")
                .agg(
                        count(lit(1)).as("purchases"),
                        count(when(col("on").gt(lit(day.minusDays(5))), 1)).as("of_five_days"),
                        max(datediff(lit(day), col("last"))).as("recency"))
                .orderBy("customer")
                .collectAsList();
    }
}
