package dangol.gold;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.TestSpark;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class WilsonTest {

    @Test
    void itGivesTheLimitsOfNewcombesTable() {
        // Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20, 1/29.
        assertThat(limits(81, 263)).containsExactly(new double[] {0.2553, 0.3662}, within(5e-5));
        assertThat(limits(15, 148)).containsExactly(new double[] {0.0624, 0.1605}, within(5e-5));
        assertThat(limits(0, 20)).containsExactly(new double[] {0.0, 0.1611}, within(5e-5));
        assertThat(limits(1, 29)).containsExactly(new double[] {0.0061, 0.1718}, within(5e-5));
    }

    @Test
    void theLimitsStayBetweenZeroAndOne() {
        assertThat(limits(7, 7)[1]).isEqualTo(1.0, within(1e-15));
        assertThat(limits(0, 7)[0]).isBetween(0.0, 1e-15);
    }

    @Test
    void nothingIsSaidOfAnEmptyBase() {
        Row row = row(0, 0);
        assertThat(row.isNullAt(0)).isTrue();
        assertThat(row.isNullAt(1)).isTrue();
    }

    private static double[] limits(long successes, long n) {
        Row row = row(successes, n);
        return new double[] {row.getDouble(0), row.getDouble(1)};
    }

    private static Row row(long successes, long n) {
        StructType schema =
                new StructType().add("successes", DataTypes.LongType).add("n", DataTypes.LongType);
        return TestSpark.session()
                .createDataFrame(List.of(RowFactory.create(successes, n)), schema)
                .select(Wilson.low(col("successes"), col("n")), Wilson.high(col("successes"), col("n")))
                .first();
    }
}
