package dangol.jobs.source;

import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.company.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final String TILL = """
            company: corner_shop
            time_zone: Asia/Seoul
            currency: KRW
            sources: SOURCES
            feeds:
              sales: {files: 'sales*.csv'}
              shops: {files: 'shops*.csv', key: no}
            entities:
              transaction:
                - feed: sales
                  join: {shops: shops.no = sales.shop}
                  customer: {customer_id: member, card: card}
                  version_at: changed
                  columns:
                    transaction_id: invoice
                    line_id: "'1'"
                    occurred_at: sold_at
                    kind: "'sale'"
                    amount: amount
                    quantity: pieces
                    product_code: code
                    store: shops.name
              subscription:
                - feed: sales
                  columns: {subscription_id: invoice, started_on: sold_at}
              customer:
                - feed: sales
                  customer: member
                  version_at: changed
                  columns: {segment: code}
            """;

    /** A sale as a source gives it that has all in order. */
    private static final Map<String, String> SALE = Map.of(
            "invoice", "'A'",
            "member", "'7'",
            "card", "''",
            "sold_at", "'2025-03-01'",
            "changed", "''",
            "amount", "'5'",
            "pieces", "'1'",
            "code", "'x'",
            "shop", "'S1'");

    @TempDir
    Path folder;

    private Dataset<Row> landed(Company company, Path file) throws IOException {
        return new FeedReader(TestRuns.spark(), folder.toString())
                .read(company.feed("sales"), List.of(file.toUri().toString()))
                .withColumn(Landing.BATCH_ID, lit(1L))
                .withColumn(Landing.INGESTED_AT, current_timestamp());
    }

    @Test
    void aTextBelowZeroByLessThanOneIsBelowZeroPointZero() throws IOException {
        Path file = Files.writeString(
                folder.resolve("sales.csv"),
                "invoice,sold_at,amount\nA1,2024-01-05,-0.50\nA2,2024-01-05,0.50\nA3,2024-01-05,-12\nA4,2024-01-05, 0\n");
        Company company = CompanyReader.read(
                Files.writeString(folder.resolve("company.yaml"), COMPANY.replace("SOURCES", folder.toString())));
        Stage stage = new Stage(TestRuns.spark(), company, Map.of("sales", landed(company, file)));
        assertThat(stage.faults(company.mappings())).isEmpty();
        assertThat(stage.candidates(company.mappings().get(0))
                        .selectExpr("concat_ws(' ', transaction_id, kind, _reason)")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactlyInAnyOrder("A1 refund", "A2 sale", "A3 refund", "A4 sale");
    }

    @Test
    void aWholeNumberIsWrittenAsOneWhateverTypeItCameIn() throws IOException {
        Dataset<Row> kinds = sales(List.of(
                Map.of(
                        "invoice", "12345678D",
                        "member", "CAST(1001 AS DECIMAL(38,18))",
                        "pieces", "CAST('NaN' AS DOUBLE)",
                        "code", "12.5D",
                        "card", "CAST('NaN' AS DOUBLE)"),
                Map.of(
                        "invoice", "2D",
                        "member", "CAST(NULL AS DECIMAL(38,18))",
                        "pieces", "2D",
                        "code", "-3D",
                        "card", "CAST('NaN' AS DOUBLE)"),
                Map.of(
                        "invoice", "3D",
                        "member", "CAST(NULL AS DECIMAL(38,18))",
                        "pieces", "3D",
                        "code", "0D",
                        "card", "98765432D")));
        assertThat(candidates(
                        "transaction",
                        kinds,
                        "concat_ws(' ', transaction_id, product_code, quantity, source_key, _reason)"))
                .containsExactlyInAnyOrder("12345678 12.5 customer_id:1001", "2 -3 2.000", "3 0 3.000 card:98765432");
    }

    @Test
    void whatJsonHasForAMissingNumberIsNoValue() throws IOException {
        Path file = Files.writeString(
                folder.resolve("sales.jsonl"),
                "{\"invoice\":\"A1\",\"member\":NaN,\"card\":\"NaN\",\"sold_at\":\"2024-01-05\",\"amount\":1.50,\"pieces\":NaN}\n"
                        + "{\"invoice\":\"A2\",\"member\":7,\"sold_at\":\"2024-01-05\",\"amount\":2,\"pieces\":2,\"code\":\"Nan Bread\"}\n"
                        + "{\"invoice\":\"A3\",\"member\":8,\"sold_at\":\"2024-01-05\",\"amount\":NaN,\"pieces\":1}\n");
        String yaml = COMPANY.replace("sales*.csv", "sales*.jsonl")
                .replace("columns:", "customer: {customer_id: member, card: card}\n      columns:")
                .replace("amount: amount", "amount: amount\n        quantity: pieces\n        product_name: code");
        Company company = CompanyReader.read(
                Files.writeString(folder.resolve("company.yaml"), yaml.replace("SOURCES", folder.toString())));
        assertThat(new Stage(TestRuns.spark(), company, Map.of("sales", landed(company, file)))
                        .candidates(company.mappings().get(0))
                        .selectExpr("concat_ws(' ', transaction_id, source_key, quantity, product_name, _reason)")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactlyInAnyOrder(
                        "A1",
                        "A2 customer_id:7 2.000 Nan Bread",
                        "A3 customer_id:8 1.000 amount is required and empty");
    }

    @Test
    void whatNamesNoDayIsSetAside() throws IOException {
        String[] given = {
            "45717", "202503", "14:05", " 2025-03-01 14:05", "9999-12-31 23:59:59", "2025-03-01T20:30:00Z", "2019"
        };
        Dataset<Row> texts = sales(Stream.of(given)
                .map(at -> Map.of("invoice", "'" + at + "'", "sold_at", "'" + at + "'", "changed", "'" + at + "'"))
                .toList());
        assertThat(candidates(
                        "transaction", texts, "concat_ws(' | ', transaction_id, occurred_at, version_at, _reason)"))
                .containsExactlyInAnyOrder(
                        "45717 | occurred_at: '45717' is no TIMESTAMP",
                        "202503 | occurred_at: '202503' is no TIMESTAMP",
                        "14:05 | occurred_at: '14:05' is no TIMESTAMP",
                        " 2025-03-01 14:05 | 2025-03-01 05:05:00 | 2025-03-01 05:05:00",
                        "9999-12-31 23:59:59 | 9999-12-31 14:59:59 | 9999-12-31 14:59:59",
                        "2025-03-01T20:30:00Z | 2025-03-01 20:30:00 | 2025-03-01 20:30:00",
                        "2019 | 2018-12-31 15:00:00 | 2018-12-31 15:00:00");
        assertThat(candidates("subscription", texts, "concat_ws(' | ', subscription_id, started_on, _reason)"))
                .as("a day of a text with an offset is the day there")
                .containsExactlyInAnyOrder(
                        "45717 | started_on: '45717' is no DATE",
                        "202503 | started_on: '202503' is no DATE",
                        "14:05 | started_on: '14:05' is no DATE",
                        " 2025-03-01 14:05 | 2025-03-01",
                        "9999-12-31 23:59:59 | 9999-12-31",
                        "2025-03-01T20:30:00Z | 2025-03-02",
                        "2019 | 2019-01-01");
        assertThat(candidates(
                        "transaction",
                        sales(List.of(
                                Map.of("invoice", "'micros'", "sold_at", "timestamp_millis(1740787200000000)"),
                                Map.of("invoice", "'millis'", "sold_at", "timestamp_millis(1740787200000)"))),
                        "concat_ws(' | ', transaction_id, occurred_at, _reason)"))
                .satisfiesExactlyInAnyOrder(
                        row -> assertThat(row)
                                .startsWith("micros | occurred_at: '")
                                .endsWith("' is no TIMESTAMP"),
                        row -> assertThat(row).isEqualTo("millis | 2025-03-01 00:00:00"));
    }

    @Test
    void aNumberIsRefusedWhereATimeIsWanted() throws IOException {
        Company company = till();
        Dataset<Row> landed = sales(List.of(Map.of("sold_at", "1740787200L", "changed", "1740787200L")));
        assertThat(stage(company, landed).faults(company.mappingsOf("transaction")))
                .extracting(Fault::toString)
                .hasSize(2)
                .allSatisfy(
                        fault -> assertThat(fault).contains("a number (BIGINT) is no time; write timestamp_seconds("));
    }

    @Test
    void ofFilesThatAreTakenTogetherTheLastByNameCounts() throws IOException {
        Dataset<Row> files = sales(List.of(
                Map.of("_source_file", "'sales-1.csv'"),
                Map.of("_source_file", "'sales-2.csv'", "changed", "'2025-03-02'")));
        assertThat(candidates("transaction", files, "concat_ws(' ', _source_file, source_file)"))
                .as("whose name says nothing where the row says since when it holds")
                .containsExactlyInAnyOrder("sales-1.csv sales-1.csv", "sales-2.csv");
        assertThat(candidates("customer", files, "concat_ws(' ', _source_file, source_file)"))
                .as("but of customers, who change without a new date as well")
                .containsExactlyInAnyOrder("sales-1.csv sales-1.csv", "sales-2.csv sales-2.csv");

        String[] names = {"'a'", "'b'", "'c'", "'d'", "'e'", "'f'", "'g'", "'h'"};
        assertThat(candidates(
                        "transaction",
                        sales(Stream.of(names).map(n -> Map.of("shop", n)).toList()),
                        "store"))
                .as("of each shop that stands in both files of the look-up")
                .hasSize(names.length)
                .containsOnly("new name");
    }

    private Company till() throws IOException {
        return CompanyReader.read(
                Files.writeString(folder.resolve("company.yaml"), TILL.replace("SOURCES", folder.toString())));
    }

    private static Stage stage(Company company, Dataset<Row> sales) {
        return new Stage(TestRuns.spark(), company, Map.of("sales", sales, "shops", shops()));
    }

    private List<String> candidates(String entity, Dataset<Row> sales, String expression) throws IOException {
        Company company = till();
        Stage stage = stage(company, sales);
        assertThat(stage.faults(company.mappings())).isEmpty();
        return stage.candidates(company.mappingsOf(entity).get(0))
                .selectExpr(expression)
                .as(Encoders.STRING())
                .collectAsList();
    }

    /** Rows that differ from a sale in order in some columns. */
    private static Dataset<Row> sales(List<Map<String, String>> different) {
        return different.stream()
                .map(row -> {
                    Map<String, String> columns = new TreeMap<>(SALE);
                    columns.put("_source_file", "'sales.csv'");
                    columns.putAll(row);
                    return landed(columns);
                })
                .reduce(Dataset::unionByName)
                .orElseThrow();
    }

    /** Each shop has another name in the later file. */
    private static Dataset<Row> shops() {
        return Stream.of("a", "b", "c", "d", "e", "f", "g", "h")
                .flatMap(no -> Stream.of(
                        landed(Map.of(
                                "no", "'" + no + "'", "name", "'new name'", "_source_file", "'shops-2025-02.csv'")),
                        landed(Map.of(
                                "no", "'" + no + "'", "name", "'old name'", "_source_file", "'shops-2025-01.csv'"))))
                .reduce(Dataset::unionByName)
                .orElseThrow();
    }

    private static Dataset<Row> landed(Map<String, String> columns) {
        String values = columns.entrySet().stream()
                .map(c -> c.getValue() + " AS " + c.getKey())
                .collect(Collectors.joining(", "));
        return TestRuns.spark()
                .sql("SELECT *, xxhash64(*) AS _row_hash FROM (SELECT " + values + ")")
                .withColumn(Landing.MALFORMED, lit(null).cast("string"))
                .withColumn(Landing.BATCH_ID, lit(1L))
                .withColumn(Landing.INGESTED_AT, current_timestamp());
    }
}
