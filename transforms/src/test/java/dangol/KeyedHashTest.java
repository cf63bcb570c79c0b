package dangol;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    private static final String SECRET = "not for everybody's eyes";

    @Test
    void itIsShaOfTheSecretTheBarAndTheTextAndNoPlanTellsTheSecret() {
        Dataset<Row> keys = TestSpark.session()
                .createDataset(Arrays.asList("customer_id:7", "email:김@example.kr", "", null), Encoders.STRING())
                .toDF("key")
                .withColumn("hash", new KeyedHash(SECRET).of(col("key")));
        assertThat(keys.withColumn(
                                "expected",
                                substring(
                                        sha2(
                                                concat(lit(SECRET + "|"), col("key"))
                                                        .cast("binary"),
                                                256),
                                        1,
                                        20))
                        .filter("NOT (hash <=> expected)")
                        .collectAsList())
                .isEmpty();
        assertThat(keys.filter("key IS NULL")
                        .select("hash")
                        .collectAsList()
                        .get(0)
                        .isNullAt(0))
                .isTrue();
        assertThat(keys.filter("hash > 'a'").queryExecution().toString())
                .contains("keyed")
                .doesNotContain("everybody");
    }

    @Test
    void theHashOfALiteralIsNoLiteralOfTheSecret() {
        Dataset<Row> one = TestSpark.session()
                .range(1)
                .select(new KeyedHash(SECRET).of(lit("customer_id:7")).as("hash"));
        assertThat(one.queryExecution().toString()).doesNotContain("everybody");
        assertThat(one.as(Encoders.STRING()).collectAsList()).isEqualTo(List.of("5a7f31398c398b459280"));
    }
}
