package dangol.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.TestRuns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
    private static final int ALL = 100_000;
    private static final int WANTED = 1_000;

    @AfterEach
    void asBefore() {
        TestRuns.spark().conf().unset("spark.sql.codegen.wholeStage");
        TestRuns.spark().conf().unset("spark.sql.codegen.factoryMode");
    }

    @ParameterizedTest
    @CsvSource({"true, FALLBACK", "false, NO_CODEGEN"})
    void everyWantedRowComesThroughASieveAndFewOthers(String wholeStage, String factory) {
        TestRuns.spark().conf().set("spark.sql.codegen.wholeStage", wholeStage);
        TestRuns.spark().conf().set("spark.sql.codegen.factoryMode", factory);
        Dataset<Row> rows = TestRuns.spark()
                .range(ALL)
                .select(
                        when(col("id").mod(1_000).notEqual(999), concat(lit("R-"), col("id")))
                                .as("receipt"),
                        col("id").mod(7).cast("int").as("line"),
                        col("id"));
        Keys wanted = Keys.of(rows.filter(col("id").lt(WANTED)).select("receipt", "line"));
        assertThat(wanted.count()).isEqualTo(WANTED);
        assertThat(wanted.sifts(ALL)).isTrue();

        Column[] by = {col("receipt"), col("line")};
        Dataset<Row> sifted = rows.filter(wanted.mayHold(by));
        long named = wanted.pick(rows, "receipt", "line").count();
        // A row without a key is nobody's; as large a part is left of the others as the sieve is made for.
        assertThat(named).isEqualTo(WANTED - 1);
        assertThat(wanted.pick(sifted, "receipt", "line").count()).isEqualTo(named);
        assertThat(sifted.count()).isBetween(named, named + ALL / 25);
        assertThat(rows.filter(wanted.mayHold(col("receipt"), lit(8))).count()).isLessThan(ALL / 25);
    }

    @Test
    void ofNoKeysNothingIsWanted() {
        Dataset<Row> rows = TestRuns.spark().range(ALL).toDF();
        Keys none = Keys.of(rows.filter(col("id").lt(0)));
        assertThat(rows.filter(none.mayHold(col("id"))).count()).isZero();
        assertThat(none.pick(rows, "id").count()).isZero();
    }
}
