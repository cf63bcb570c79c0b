package dangol.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.jobs.TestRuns;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Format;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files land as, without a run. */
@Tag("slow")
class FeedReaderTest {
    @TempDir
    Path folder;

    @Test
    void aRowHasTheSameHashWhateverStandsBesideIt() throws IOException {
        String order = "{\"no\": \"A1\", \"customer\": {\"no\": 7}, \"amount\": 1.50}\n";
        String refund = "{\"no\": \"A2\", \"customer\": {\"no\": 7}, \"amount\": -1.50, \"original\": \"A1\"}\n";
        long alone = hash(Format.JSON, "no = 'A1'", file("orders-1.jsonl", order));
        assertThat(hash(Format.JSON, "no = 'A1'", file("orders-2.jsonl", order + refund)))
                .as("beside a row with one more key")
                .isEqualTo(alone);
        assertThat(hash(Format.JSON, "no = 'A1'", file("orders-3.jsonl", order + "{\"no\": \"A\n")))
                .as("beside a line that is no object")
                .isEqualTo(alone);
        assertThat(hash(Format.JSON, "original = 'A1'", file("orders-4.jsonl", refund)))
                .isNotEqualTo(alone)
                .isEqualTo(hash(Format.JSON, "original = 'A1'", file("orders-5.jsonl", order + refund)));
        assertThat(hash(Format.JSON, "no = 'A1'", file("orders-6.jsonl", order.replace("1.50", "1.5"))))
                .as("other words are another row")
                .isNotEqualTo(alone);
    }

    @Test
    void theOrderOfColumnsAndTheCapitalsOfTheirNamesAreNoContentAndTheColumnOfAValueIs() throws IOException {
        long hash = hash(Format.CSV, "true", file("a.csv", "id,first,second\n1,x,\n"));
        assertThat(hash(Format.CSV, "true", file("b.csv", "second,ID,first\n,1,x\n")))
                .isEqualTo(hash);
        assertThat(hash(
                        Format.CSV,
                        "second IS NULL AND _malformed IS NULL",
                        file("c.csv", "id,first,second\n1,x,\n"),
                        file("d.csv", "id,third\n2,y\n3\n")))
                .as("beside a file with another column and a line that is cut off")
                .isEqualTo(hash);
        assertThat(hash(Format.CSV, "true", file("e.csv", "id,first,second\n1,,x\n")))
                .isNotEqualTo(hash);
    }

    @Test
    void aFileOfUtf16IsReadLineByLineWhateverItsLinesEndWith() throws IOException {
        String text = "회원번호,이름,금액\r\nM1,김하나,5000\r\nM2,\"이,두리\",12900\r\nM3,박상\r\n";
        Map<String, Charset> encodings = Map.of(
                "UTF-16",
                StandardCharsets.UTF_16,
                "UTF-16LE",
                StandardCharsets.UTF_16LE,
                "utf-16be",
                StandardCharsets.UTF_16BE);
        for (Map.Entry<String, Charset> encoding : encodings.entrySet()) {
            for (String lines : List.of(text, text.replace("\r", ""))) {
                Path file = Files.write(folder.resolve("members.csv"), lines.getBytes(encoding.getValue()));
                assertThat(read(Format.CSV, Map.of("encoding", encoding.getKey()), file)
                                .filter("_row_hash IS NOT NULL")
                                .selectExpr("concat_ws('|', `회원번호`, `이름`, `금액`, _malformed)")
                                .as(Encoders.STRING())
                                .collectAsList())
                        .as(encoding.getKey())
                        .containsExactly("M1|김하나|5000", "M2|이,두리|12900", "M3|박상|M3,박상");
            }
        }
    }

    @Test
    void namesThatBecomeTheSameAreToldApartAtEveryDepthAndCapitalsOfACsvFileAre() throws IOException {
        Dataset<Row> visits = read(
                Format.JSON,
                Map.of(),
                file(
                        "visits.jsonl",
                        "{\"utm-source\": \"a\", \"utm_source\": \"b\", \"from\": {\"utm-source\": \"c\", \"utm_source\": \"d\"}, \"hits\": [{\"x y\": 1, \"x_y\": 2}]}\n"));
        assertThat(
                        texts(
                                visits.selectExpr(
                                        "concat_ws(' ', utm_source, utm_source_, from.utm_source, from.utm_source_, hits[0].x_y, hits[0].x_y_)")))
                .containsExactly("a b c d 1 2");

        assertThat(texts(read(
                                Format.CSV,
                                Map.of(),
                                file("visits.csv", "Id,ID,e-mail,e_mail\n1,2,3,4\n"),
                                file("more.csv", "id,e_mail\n5,6\n"))
                        .selectExpr("concat_ws(' ', Id, ID_, e_mail, e_mail_)")))
                .containsExactlyInAnyOrder("1 2 3 4", "5 6");
        assertThatThrownBy(() -> read(Format.CSV, Map.of(), file("twice.csv", "id,id\n1,2\n")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("twice.csv: two columns of the header have the same name: id, id.");
        assertThatThrownBy(() -> read(Format.JSON, Map.of(), file("twice.jsonl", "{\"id\": 1, \"Id\": 2}\n")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("The column `id` already exists.");
        assertThatThrownBy(() -> read(
                        Format.JSON,
                        Map.of(),
                        file("lines.jsonl", "{\"id\": 1}\n"),
                        file("other.jsonl", "{\"Id\": 2}\n")))
                .as("of which Spark would land the second line without its value")
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> read(Format.PARQUET, Map.of(), file("none.parquet", "no Parquet at all\n")))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void aHeaderIsReadWithTheSignsThatItsLinesAreReadWith() throws IOException {
        assertThat(texts(read(Format.CSV, Map.of(), file("number.csv", "#,id\n1,a\n"))
                        .selectExpr("concat_ws(' ', `_`, id)")))
                .containsExactly("1 a");
        assertThat(texts(read(Format.CSV, Map.of("Comment", "#"), file("remark.csv", "# of today\nno,id\n1,a\n"))
                        .selectExpr("concat_ws(' ', no, id)")))
                .containsExactly("1 a");
        assertThat(texts(read(
                                Format.CSV,
                                Map.of("Delimiter", "\t", "quote", ""),
                                file("inches.tsv", "id\tname\nx\t\"y\n"))
                        .selectExpr("concat_ws(' ', id, name)")))
                .containsExactly("x \"y");
    }

    @Test
    void whatIsEmptyInAllRowsOfJsonHasNoTypeUnlessAMappingNamesIt() throws IOException {
        Path file = file(
                "orders.jsonl",
                "{\"no\": \"A1\", \"Lines\": [], \"customer\": {\"no\": 7, \"e-mail\": null}, \"original\": null, \"note\": \"\"}\n");
        assertThat(type(read(Format.JSON, Map.of(), file))).isEqualTo("customer STRUCT<no: STRING>,no STRING");
        assertThat(type(reader().read(
                                feed(Format.JSON, Map.of()),
                                locations(file),
                                new StructType(),
                                Set.of("no", "lines", "e_mail", "original", "orginal"))))
                .isEqualTo("Lines ARRAY<STRING>,customer STRUCT<no: STRING, e_mail: STRING>,no STRING,original STRING");
        StructType held = StructType.fromDDL(
                "no STRING, lines ARRAY<STRUCT<sku: STRING, off: STRUCT<percent: STRING>>>, customer STRUCT<no: STRING, e_mail: STRING>");
        Path next = file(
                "orders-2.jsonl",
                "{\"no\": \"A2\", \"lines\": [{\"sku\": \"x\", \"off\": null, \"qty\": 2}], \"customer\": {\"no\": 8}}\n");
        Dataset<Row> rows = reader().read(feed(Format.JSON, Map.of()), locations(next), held, Set.of("no", "percent"));
        assertThat(type(rows))
                .isEqualTo(
                        "customer STRUCT<no: STRING, e_mail: STRING>,lines ARRAY<STRUCT<qty: STRING, sku: STRING, off: STRUCT<percent: STRING>>>,no STRING");
        assertThat(texts(rows.selectExpr("to_json(struct(customer, lines, no))")))
                .containsExactly(
                        "{\"customer\":{\"no\":\"8\"},\"lines\":[{\"qty\":\"2\",\"sku\":\"x\"}],\"no\":\"A2\"}");
        assertThat(reader().columns(feed(Format.JSON, Map.of()), locations(file)))
                .containsExactlyInAnyOrder("no", "Lines", "customer", "original", "note");
    }

    private static String type(Dataset<Row> rows) {
        return Stream.of(rows.schema().fields())
                .filter(f -> !f.name().startsWith("_"))
                .map(f -> f.name() + " " + f.dataType().sql().replace(" COMMENT ''", ""))
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static List<String> texts(Dataset<Row> column) {
        return column.as(Encoders.STRING()).collectAsList();
    }

    private long hash(Format format, String which, Path... files) {
        List<Long> hashes = read(format, Map.of(), files)
                .cache()
                .filter(which)
                .select(Landing.ROW_HASH)
                .as(Encoders.LONG())
                .collectAsList();
        assertThat(hashes).isNotEmpty();
        return hashes.get(0);
    }

    private Dataset<Row> read(Format format, Map<String, String> options, Path... files) {
        return reader().read(feed(format, options), locations(files));
    }

    private FeedReader reader() {
        return new FeedReader(TestRuns.spark(), folder.toString());
    }

    private static Feed feed(Format format, Map<String, String> options) {
        return new Feed("f", "*", format, ZoneId.of("UTC"), List.of(), null, options, "company.yaml:8");
    }

    private static List<String> locations(Path... files) {
        return Stream.of(files).map(f -> f.toUri().toString()).toList();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
