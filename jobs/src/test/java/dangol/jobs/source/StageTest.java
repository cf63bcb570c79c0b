package dangol.jobs.source;

import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What expressions of a mapping make of landed texts, without a run. */
@Tag("slow")
class StageTest {
    private static final String COMPANY = """
            company: corner_shop
            time_zone: Europe/London
            currency: GBP
            sources: SOURCES
            feeds:
              sales: {files: 'sales*.csv'}
            entities:
              transaction:
                - feed: sales
                  columns:
                    transaction_id: invoice
                    line_id: "'1'"
                    occurred_at: sold_at
                    kind: CASE WHEN amount < 0.0 THEN 'refund' ELSE 'sale' END
                    amount: amount
            """;

    @TempDir
    Path folder;

    @Test
    void aTextBelowZeroByLessThanOneIsBelowZeroPointZero() throws IOException {
        Path file = Files.writeString(
                folder.resolve("sales.csv"),
                "invoice,sold_at,amount\nA1,2024-01-05,-0.50\nA2,2024-01-05,0.50\nA3,2024-01-05,-12\nA4,2024-01-05, 0\n");
        Company company = CompanyReader.read(
                Files.writeString(folder.resolve("company.yaml"), COMPANY.replace("SOURCES", folder.toString())));
        Dataset<Row> landed = new FeedReader(TestRuns.spark(), folder.toString())
                .read(company.feed("sales"), List.of(file.toUri().toString()))
                .withColumn(Landing.BATCH_ID, lit(1L))
                .withColumn(Landing.INGESTED_AT, current_timestamp());
        Stage stage = new Stage(TestRuns.spark(), company, Map.of("sales", landed));
        assertThat(stage.faults(company.mappings())).isEmpty();
        assertThat(stage.candidates(company.mappings().get(0))
                        .selectExpr("concat_ws(' ', transaction_id, kind, _reason)")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactlyInAnyOrder("A1 refund", "A2 sale", "A3 refund", "A4 sale");
    }
}
