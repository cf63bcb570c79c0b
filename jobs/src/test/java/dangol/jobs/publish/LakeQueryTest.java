package dangol.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions to the lake that Spark answers. */
class LakeQueryTest {
    private static final TableId SHARES = TableId.state("measured_share");

    @TempDir
    Path home;

    @Test
    void stateIsReadAsItIs() throws Exception {
        SparkSession spark = TestRuns.spark();
        Company company = TestRuns.example("cdnow", home, home);
        new Lake(spark, Folder.of(home.toString(), spark.sparkContext().hadoopConfiguration()))
                .append(
                        SHARES,
                        spark.createDataFrame(
                                List.of(RowFactory.create(Date.valueOf("2025-07-01"), "tea", "gold", 25, 7L)),
                                Contracts.of(SHARES).schema()));
        // What a killed first run can leave.
        Files.createDirectories(home.resolve("state/key_use/_delta_log"));
        assertThat(answer(spark, company, "SELECT category, sum(wallets) AS n FROM state.measured_share GROUP BY ALL"))
                .isEqualToNormalizingNewlines("category,n\ntea,7\n");
    }

    @Test
    void nothingIsChanged() {
        SparkSession spark = TestRuns.spark();
        Company company = TestRuns.example("cdnow", home, home);
        new Lake(spark, Folder.of(home.toString(), spark.sparkContext().hadoopConfiguration()))
                .append(
                        SHARES,
                        spark.createDataFrame(
                                List.of(RowFactory.create(Date.valueOf("2025-07-01"), "tea", "gold", 25, 7L)),
                                Contracts.of(SHARES).schema()));
        for (String change : List.of(
                "INSERT OVERWRITE state.measured_share SELECT * FROM state.measured_share WHERE false",
                "WITH none AS (SELECT * FROM state.measured_share WHERE false) INSERT INTO state.measured_share SELECT * FROM none",
                "DELETE FROM state.measured_share",
                "CREATE TABLE mine AS SELECT * FROM state.measured_share")) {
            assertThatThrownBy(() -> answer(spark, company, change))
                    .as(change)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("'sql' only reads");
        }
        assertThat(answer(spark, company, "SELECT sum(wallets) AS n FROM state.measured_share"))
                .isEqualToNormalizingNewlines("n\n7\n");
        assertThat(answer(spark, company, "DESCRIBE state.measured_share")).contains("wallets,bigint");
    }

    /** The data dictionary tells to ask these with {@code --engine spark}. */
    @Test
    void everyExampleOnATableThatIsNotReleasedIsAnswered() throws Exception {
        SparkSession spark = TestRuns.spark();
        Company company = TestRuns.example("cdnow", home, home);
        Map<String, List<Map<String, String>>> examples;
        try (InputStream yaml = LakeQuery.class.getResourceAsStream("/dangol/jobs/dictionary/examples.yaml")) {
            examples = new ObjectMapper(new YAMLFactory()).readValue(yaml, new TypeReference<>() {});
        }
        List<String> asked = new ArrayList<>();
        examples.keySet().stream()
                .filter(t -> !t.startsWith("gold.") && !t.startsWith("bi."))
                .map(TableId::parse)
                .forEach(t -> SparkViews.add(
                        t.layer().lower(),
                        t.name(),
                        spark.createDataFrame(List.of(), Contracts.of(t).schema())));
        examples.forEach((table, questions) -> {
            if (!table.startsWith("gold.") && !table.startsWith("bi.")) {
                questions.forEach(q -> assertThatCode(() -> answer(spark, company, q.get("sql")))
                        .as(table + ": " + q.get("sql"))
                        .doesNotThrowAnyException());
                asked.add(table);
            }
        });
        assertThat(asked).contains("bronze.landed", "silver.customer", "state.churn_model", "state.wallet", "ops.run");
    }

    private static String answer(SparkSession spark, Company company, String sql) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LakeQuery(spark, company).run(sql, Rendering.CSV, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
