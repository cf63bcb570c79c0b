package dangol.jobs.run;

import static dangol.jobs.TestRuns.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.AsOf;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.publish.DuckDbFile;
import dangol.jobs.publish.ReleaseQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sources do between two runs: files come, go, come back and change their form, and runs are interrupted meanwhile. */
@Tag("slow")
class ArrivingTest {
    private static final String COMPANY = """
            company: corner_shop
            time_zone: Europe/London
            currency: GBP
            sources: SOURCES
            home: HOME
            quarantine_limit_percent: 60
            feeds:
              sales: {files: 'sales*.csv'}
            entities:
              transaction:
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
            """;
    private static final String TWO_TILLS = """
            company: corner_shop
            time_zone: Europe/London
            currency: GBP
            sources: SOURCES
            home: HOME
            quarantine_limit_percent: 60
            feeds:
              sales: {files: 'sales*.csv'}
              web: {files: 'web*.parquet'}
              shops: {files: 'shops*.csv', key: shop}
            entities:
              transaction:
                - feed: sales
                  join: {shops: shops.shop = sales.shop}
                  customer: sales.customer_no
                  columns: {transaction_id: sales.invoice, line_id: sales.line, occurred_at: sales.sold_at, kind: "'sale'", amount: sales.amount, channel: shops.channel}
                - feed: web
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount, channel: "'web'"}
            """;
    private static final String WEB_SHOP = """
            company: corner_shop
            time_zone: Europe/London
            currency: GBP
            sources: SOURCES
            home: HOME
            quarantine_limit_percent: 60
            feeds:
              orders: {files: 'orders*.jsonl'}
              sales: {files: 'sales*.csv'}
            entities:
              transaction:
                - feed: orders
                  explode: {line: lines}
                  where: test IS NULL
                  customer: customer.no
                  columns:
                    transaction_id: order_id
                    line_id: line.no
                    occurred_at: placed_at
                    kind: CASE WHEN original_id IS NULL THEN 'sale' ELSE 'refund' END
                    amount: line.amount
                    category: line.category
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
            """;
    private static final String HEADER = "invoice,line,customer_no,sold_at,amount\n";

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("files"));
    }

    @Test
    void anInterruptedBatchIsLandedAndWhatCameSinceBelongsToTheSameDay() throws IOException {
        sales("sales.csv", "A1,1,7,2024-01-05 10:00:00,1.00\n");
        Company company = company(COMPANY);
        TestRuns.run(company, "2024-03-31");

        sales("sales[1].csv", "A2,1,7,2024-04-01 10:00:00,20.00\n");
        sales("sales-gone.csv", "A3,1,7,2024-04-01 10:00:00,300.00\n");
        Workplace place = Workplace.open(TestRuns.spark(), company, TestRuns.quiet());
        new BatchLog(place.home()).begin(new Batch(2, new Ingest(place).files()));
        Files.delete(folder.resolve("files/sales-gone.csv"));
        sales("sales-3.csv", "A4,1,7,2024-04-02 10:00:00,4000.00\n");

        assertThat(TestRuns.plan(company, "2024-04-02"))
                .contains(
                        "bronze.sales: sales[1].csv (a batch that was interrupted)", "bronze.sales: sales-3.csv (new)");
        TestRuns.run(company, "2024-04-02");
        assertThat(ask(company, "SELECT sum(spend) FROM churn")).containsExactly("4021.00");
        assertThat(TestRuns.plan(company, "2024-04-02")).noneMatch(line -> line.startsWith("bronze."));

        // Killed between its last commit and the mark that all is there.
        sales("sales-4.csv", "A5,1,7,2024-04-03 10:00:00,50000.00\n");
        new Ingest(Workplace.open(TestRuns.spark(), company, TestRuns.quiet())).land();
        Files.delete(folder.resolve("lake/batches/00000004.done"));
        sales("sales-5.csv", "A6,1,7,2024-04-03 11:00:00,600000.00\n");
        TestRuns.run(company, "2024-04-03");
        assertThat(ask(company, "SELECT sum(spend) FROM churn")).containsExactly("654021.00");
        Dataset<Row> lines = TestRuns.lake(company)
                .read(TableId.ops("table_run"))
                .filter("table_name = 'bronze.sales'")
                .orderBy("run_id");
        assertThat(lines.selectExpr("rows_out").as(Encoders.LONG()).collectAsList())
                .as("one line of a run, of both batches, and of what had landed before the run")
                .containsExactly(1L, 2L, 2L);

        // A reader who has the release's file open is in nobody's way, and nobody in his.
        Folder home = place.home();
        Path file = DuckDbFile.find(home, company).orElseThrow();
        try (ReleaseQuery reader = ReleaseQuery.of(file)) {
            assertThat(DuckDbFile.shows(
                            home, company, new ReleaseStore(home).current().orElseThrow()))
                    .isTrue();
            assertThat(reader.connection()).isNotNull();
        }
    }

    @Test
    void aLookUpThatChangesLeavesTheRowsOfOtherFeedsAndAColumnThatNobodyNamesStopsItsFeedAlone() throws IOException {
        Files.writeString(folder.resolve("files/shops.csv"), "shop,channel\nS1,store\n");
        atShops("sales.csv", "A1,1,7,2024-01-05 10:00:00,1.00,S1\nA2,1,7,2024-01-06 10:00:00,two,S1\n");
        web("web-1.parquet", "'W1', '1', '8', '2024-01-05 10:00:00', '20.00', 1");
        Company company = company(TWO_TILLS);
        TestRuns.run(company, "2024-03-31");
        atShops("sales-2.csv", "A2,1,7,2024-01-06 10:00:00,300.00,S1\n");
        TestRuns.run(company, "2024-04-01");
        String figures = "SELECT sum(spend), count(*) FILTER (WHERE spend > 0) FROM churn";
        assertThat(ask(company, figures)).containsExactly("321.00 2");

        Files.writeString(folder.resolve("files/shops-2.csv"), "shop,channel\nS1,kiosk\n");
        web("web-2.parquet", "'W2', '1', '8', '2024-04-02 10:00:00', '4000.00', 1.5D");
        RunResult result = TestRuns.run(company, "2024-04-02");
        assertThat(result.warnings())
                .anySatisfy(w -> assertThat(w).contains("feed 'web' is stopped: column 'note' was INT and is DOUBLE"));
        assertThat(ask(company, figures)).containsExactly("321.00 2");
        Lake lake = TestRuns.lake(company);
        assertThat(lake.read(TableId.silver("transaction"))
                        .selectExpr("concat_ws(' ', transaction_id, channel)")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactlyInAnyOrder("A1 kiosk", "A2 kiosk", "W1 web");
        assertThat(lake.read(TableId.ops("quarantine")).count())
                .as("what was corrected long ago stays out of quarantine")
                .isZero();

        web("web-2.parquet", "'W2', '1', '8', '2024-04-02 10:00:00', '4000.00', 1");
        assertThat(TestRuns.run(company, "2024-04-02").warnings()).isEmpty();
        assertThat(ask(company, figures)).containsExactly("4321.00 2");
        new Run(TestRuns.spark(), company, TestRuns.quiet())
                .work(new AsOf(LocalDate.parse("2024-04-02")), Duration.ZERO, true);
        assertThat(ask(company, figures)).containsExactly("4321.00 2");
    }

    @Test
    void rowsOfADatabaseThatWereNeverChangedArriveAllTheSame() throws SQLException, IOException {
        String url = "jdbc:duckdb:" + folder.resolve("till.duckdb");
        database(
                url,
                "CREATE TABLE sales(invoice VARCHAR, line INT, customer_no VARCHAR, sold_at TIMESTAMP, amount DECIMAL(9,2), changed_at TIMESTAMP)",
                "INSERT INTO sales VALUES ('A1', 1, '7', '2024-01-05 10:00:00', 1, NULL), ('A2', 1, '7', '2024-01-05 10:00:00', 20, '2024-01-06 10:00:00'), ('A0', 1, '7', '2024-01-05 10:00:00', 50000, '9999-12-31 00:00:00')");
        Company company = company(
                COMPANY.replace("{files: 'sales*.csv'}", "{url: '" + url + "', table: sales, watermark: changed_at}"));
        TestRuns.run(company, "2024-03-31");
        assertThat(ask(company, "SELECT sum(spend) FROM churn")).containsExactly("50021.00");

        database(
                url,
                "INSERT INTO sales VALUES ('A3', 1, '7', '2024-04-01 10:00:00', 300, NULL), ('A4', 1, '7', '2024-04-01 10:00:00', 4000, '2024-04-01 10:00:00'),"
                        + " ('A5', 1, '7', '2024-04-01 10:00:00', 600000, '2024-01-01 10:00:00')");
        TestRuns.run(company, "2024-04-01");
        assertThat(ask(company, "SELECT sum(spend) FROM churn"))
                .as("all but the row that says it was there before")
                .containsExactly("54321.00");
        assertThat(TestRuns.lake(company).read(TableId.bronze("sales")).count()).isEqualTo(5);
    }

    @Test
    void aFileThatSaysAgainWhatItSaidBeforeIsTakenAndARotatedOneIsNot() throws IOException {
        Company company = company(COMPANY);
        Folder home = Folder.of(company.home(), TestRuns.spark().sparkContext().hadoopConfiguration());
        Folder sources =
                Folder.of(company.sources(), TestRuns.spark().sparkContext().hadoopConfiguration());
        List<List<String>> taken = new java.util.ArrayList<>();
        List<Map<String, String>> states = List.of(
                Map.of("sales.csv", "X"),
                Map.of("sales.csv", "Y"),
                Map.of("sales.csv", "X"),
                Map.of("sales.csv", "X"),
                // Rotated: what was today's is yesterday's.
                Map.of("sales.csv", "Z", "sales.1.csv", "X"),
                Map.of("sales.csv", "Q", "sales.1.csv", "Z", "sales.2.csv", "X"));
        for (int i = 0; i < states.size(); i++) {
            for (Map.Entry<String, String> file : states.get(i).entrySet()) {
                Path path = folder.resolve("files").resolve(file.getKey());
                Files.writeString(path, file.getValue());
                Files.setLastModifiedTime(
                        path,
                        FileTime.from(Instant.EPOCH.plusSeconds(file.getValue().charAt(0))));
            }
            BatchLog log = new BatchLog(home);
            Batch batch = new Batch(i + 1, new Arrivals(company, sources, log).find());
            log.begin(batch);
            log.finish(batch);
            taken.add(batch.files().getOrDefault("sales", List.of()).stream()
                    .map(f -> f.path())
                    .toList());
        }
        assertThat(taken)
                .containsExactly(
                        List.of("sales.csv"),
                        List.of("sales.csv"),
                        List.of("sales.csv"),
                        List.of(),
                        List.of("sales.csv"),
                        List.of("sales.csv"));
    }

    @Test
    void aRunThatWaitedForTheFirstOneDoesNotBringASecondSecret() throws IOException {
        Company company = company(COMPANY);
        Workplace first = Workplace.open(TestRuns.spark(), company, TestRuns.quiet());
        Workplace second = Workplace.open(TestRuns.spark(), company, TestRuns.quiet());
        first.claim();
        first.claim();
        assertThatThrownBy(second::claim)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another one made the lake")
                .hasMessageContaining("Run the day again");
        Workplace third = Workplace.open(TestRuns.spark(), company, TestRuns.quiet());
        third.claim();
        assertThat(third.policy().customerKeySecret()).isEqualTo(first.policy().customerKeySecret());
    }

    @Test
    void keysThatNoLineOfADayHasAreNoLostColumnsAndFilesThatCannotBeReadStopTheirFeedAlone() throws IOException {
        sales("sales.csv", "S1,1,7,2024-01-05 10:00:00,100000.00\n");
        orders("orders.jsonl", "\"order_id\": \"O1\", \"Order_Id\": \"O1\"");
        Company company = company(WEB_SHOP);
        assertThatThrownBy(() -> TestRuns.run(company, "2024-03-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "company.yaml:8: feed 'orders': its files cannot be read (orders.jsonl): The column `order_id` already exists.")
                .hasMessageContaining("-> Names that differ in capitals only are one name");
        assertThat(folder.resolve("lake")).doesNotExist();

        // 'category', 'original_id' and 'test' are mapped and empty, 'vouchers' is nobody's.
        String order =
                "\"placed_at\": \"2024-01-05 10:00:00\", \"customer\": {\"no\": 7}, \"test\": null, \"vouchers\": []";
        orders(
                "orders.jsonl",
                "\"order_id\": \"O1\", \"original_id\": null, \"lines\": [{\"no\": 1, \"amount\": 1, \"category\": \"\"}], "
                        + order);
        assertThatThrownBy(() -> TestRuns.run(company(WEB_SHOP.replace("line.category", "line.categry")), "2024-03-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("category: No such struct field `categry`");
        TestRuns.run(company, "2024-03-31");
        assertThat(ask(company, "SELECT sum(spend) FROM churn")).containsExactly("100001.00");

        orders(
                "orders-2.jsonl",
                "\"order_id\": \"O2\", \"lines\": [{\"no\": 1, \"amount\": 20, \"off\": 3}], "
                        + order.replace("[]", "[{\"code\": \"V1\"}]"),
                "\"order_id\": \"O3\", \"original_id\": \"O1\", \"lines\": [{\"no\": 1, \"amount\": -1}], " + order);
        assertThat(TestRuns.run(company, "2024-04-01").warnings()).noneMatch(w -> w.contains("is stopped"));
        assertThat(ask(company, "SELECT sum(spend) FROM churn")).containsExactly("100020.00");

        // No refund, no test, no voucher; and one that was lost, beside a till that goes on.
        orders(
                "orders-3.jsonl",
                "\"order_id\": \"O4\", \"lines\": [{\"no\": 1, \"amount\": 300}], \"vouchers\": null, "
                        + order.replaceAll(", \"test.*", ""));
        orders(
                "orders-4.jsonl",
                "\"order_id\": \"O5\", \"lines\": [], \"test\": \"yes\", \"vouchers\": {}, "
                        + order.replaceAll(", \"test.*", ""));
        Ingest whole = new Ingest(Workplace.open(TestRuns.spark(), company, TestRuns.quiet()));
        assertThat(whole.stopped()).isEmpty();
        assertThat(whole.files()).containsOnlyKeys("orders");
        Files.delete(folder.resolve("files/orders-4.jsonl"));
        Map<String, String> lost = Map.of(
                "order_id", "\"lines\": [{\"no\": 1, \"amount\": 5}], " + order,
                "lines", "\"order_id\": \"O6\", " + order,
                "customer", "\"order_id\": \"O6\", \"lines\": [{\"no\": 1}], \"placed_at\": \"2024-01-05 10:00:00\"");
        Path kept = folder.resolve("orders-3.jsonl");
        Files.move(folder.resolve("files/orders-3.jsonl"), kept);
        for (Map.Entry<String, String> column : lost.entrySet()) {
            orders("orders-6.jsonl", column.getValue());
            assertThat(new Ingest(Workplace.open(TestRuns.spark(), company, TestRuns.quiet()))
                            .stopped()
                            .get("orders"))
                    .startsWith("feed 'orders' is stopped: column '" + column.getKey() + "' is missing. Nothing of it");
        }
        orders("orders-6.jsonl", "\"order_id\": null, \"lines\": [{\"no\": 1, \"amount\": 5}], " + order);
        assertThat(new Ingest(Workplace.open(TestRuns.spark(), company, TestRuns.quiet())).stopped())
                .as("a key that is there, and always empty, is a matter of quarantine")
                .isEmpty();
        Files.delete(folder.resolve("files/orders-6.jsonl"));
        Files.move(kept, folder.resolve("files/orders-3.jsonl"));

        orders("orders-5.jsonl", "\"order_id\": \"O7\", \"Order_Id\": \"O7\"");
        sales("sales-2.csv", "S2,1,7,2024-04-02 10:00:00,4000.00\n");
        assertThat(TestRuns.run(company, "2024-04-02").warnings())
                .anySatisfy(w -> assertThat(w)
                        .startsWith(
                                "feed 'orders' is stopped: its files cannot be read (orders-3.jsonl, orders-5.jsonl): The column `order_id` already exists.")
                        .endsWith("Nothing of it is taken until then ("
                                + company.feed("orders").where() + ")."));
        assertThat(ask(company, "SELECT sum(spend) FROM churn")).containsExactly("104020.00");

        Files.delete(folder.resolve("files/orders-5.jsonl"));
        assertThat(TestRuns.run(company, "2024-04-02").warnings()).noneMatch(w -> w.contains("is stopped"));
        assertThat(ask(company, "SELECT sum(spend) FROM churn")).containsExactly("104320.00");
    }

    private void orders(String name, String... lines) throws IOException {
        Files.writeString(folder.resolve("files").resolve(name), "{" + String.join("}\n{", lines) + "}\n");
    }

    private Company company(String yaml) throws IOException {
        return TestRuns.company(folder, yaml);
    }

    private void sales(String name, String lines) throws IOException {
        Files.writeString(folder.resolve("files").resolve(name), HEADER + lines);
    }

    private void atShops(String name, String lines) throws IOException {
        Files.writeString(folder.resolve("files").resolve(name), HEADER.replace("amount", "amount,shop") + lines);
    }

    private void web(String name, String row) throws IOException {
        Path written = folder.resolve("written");
        TestRuns.spark()
                .sql("SELECT * FROM VALUES (" + row + ") AS t(invoice, line, customer_no, sold_at, amount, note)")
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(written.toString());
        try (var files = Files.list(written)) {
            Path part = files.filter(f -> f.getFileName().toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(part, folder.resolve("files").resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        FileUtil.fullyDelete(written.toFile());
    }

    private static void database(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
