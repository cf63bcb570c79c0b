package dangol.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.AsOf;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.OutageException;
import dangol.jobs.lake.Folder;
import dangol.jobs.quality.HeldBackException;
import io.delta.tables.DeltaTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run says and does when its files or its configuration are wrong. */
@Tag("slow")
class BadInputTest {
    private static final String COMPANY = """
            company: corner_shop
            time_zone: Europe/London
            currency: GBP
            sources: SOURCES
            home: HOME
            quarantine_limit_percent: 25
            feeds:
              sales: {files: 'sales*.csv'}
            entities:
              transaction:
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
    void aMissingFileAnUnknownColumnAndAWrongTypeAreRefusedBeforeAnythingIsWritten() throws IOException {
        assertThatThrownBy(() -> run(COMPANY, "2024-12-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("company.yaml:8: feed 'sales' finds no file with anything in it: sales*.csv");

        file("sales.csv", "A1,1,7,2024-01-05 10:00:00,12.50\n");
        String wrong = COMPANY.replace("line_id: line", "line_id: lin")
                .replace("occurred_at: sold_at", "occurred_at: array(1)")
                .replace("amount: amount", "amount: 'abs(amount'");
        assertThatThrownBy(() -> run(wrong, "2024-12-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("company.yaml:13: line_id: A column")
                .hasMessageContaining("`lin` cannot be resolved")
                .hasMessageContaining("company.yaml:13: occurred_at:")
                .hasMessageContaining("company.yaml:13: amount: Syntax error at or near end of input");

        assertThatThrownBy(() -> run(COMPANY, "2023-12-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--as-of 2023-12-31: nothing in the sources happened on or before this day");

        String database = COMPANY.replace(
                "{files: 'sales*.csv'}",
                "{format: jdbc, url: 'jdbc:duckdb:" + folder.resolve("nowhere/crm.duckdb") + "', table: sales}");
        assertThatThrownBy(() -> run(database, "2024-12-31"))
                .isInstanceOf(OutageException.class)
                .hasMessageContaining(
                        "company.yaml:8: feed 'sales' cannot be read over JDBC: IO Error: Cannot open file")
                .hasMessageContaining("Check 'url:', 'table:' or 'query:', and that the database is up.");

        String down = database.replaceAll("url: '[^']*'", "url: 'jdbc:postgresql://localhost:1/crm'");
        assertThatThrownBy(() -> run(down, "2024-12-31"))
                .isInstanceOf(OutageException.class)
                .hasMessageContaining(
                        "company.yaml:8: feed 'sales' cannot be read over JDBC: Connection to localhost:1");
        String unknown = database.replaceAll("url: '[^']*'", "url: 'jdbc:nosuchdb://localhost:1/crm'");
        assertThatThrownBy(() -> run(unknown, "2024-12-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("No suitable driver");
        String noTable = database.replace("nowhere/", "");
        assertThatThrownBy(() -> run(noTable, "2024-12-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Catalog Error");

        assertThat(folder.resolve("lake")).doesNotExist();
    }

    @Test
    void aLostOrForeignSecretOfTheCustomerKeysIsRefused() throws IOException {
        file("sales.csv", "A1,1,7,2024-01-05 10:00:00,12.50\n");
        Company company = company(COMPANY);
        TestRuns.run(company, "2024-12-31");
        Path secret = folder.resolve("lake/customer-key.secret");
        String kept = Files.readString(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        List<String> keys = TestRuns.ask(company, "SELECT customer_key FROM churn");

        file("sales-2.csv", "A2,1,7,2024-01-06 10:00:00,12.50\n");
        for (String[] trouble : new String[][] {
            {null, "is missing"}, {"", "is empty"}, {"0123456789abcdef", "is not the one that the customer keys"}
        }) {
            Files.delete(secret);
            if (trouble[0] != null) {
                Files.writeString(secret, trouble[0]);
            }
            assertThatThrownBy(() -> TestRuns.run(company, "2025-01-01"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(
                            "customer-key.secret: this file, the secret behind all customer keys, " + trouble[1])
                    .hasMessageContaining("Bring it back from where it is kept");
            Files.writeString(secret, "");
        }

        Files.delete(secret);
        Company named = company(COMPANY + "customer_key_secret: " + kept.strip() + "\n");
        assertThat(TestRuns.run(named, "2025-01-01").changed()).isTrue();
        assertThat(TestRuns.ask(named, "SELECT customer_key FROM churn")).isEqualTo(keys);
    }

    @Test
    void aFolderOfSourcesThatIsNotThereIsWrongAtFirstAndAnOutageOnceFilesWereTakenFromIt() throws IOException {
        file("sales.csv", "A1,1,7,2024-01-05 10:00:00,12.50\n");
        Path away = folder.resolve("not mounted");
        Files.move(folder.resolve("files"), away);
        assertThatThrownBy(() -> run(COMPANY, "2024-12-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the folder of the sources")
                .hasMessageContaining("is not there.\n    -> Put the files there");
        Files.move(away, folder.resolve("files"));
        run(COMPANY, "2024-12-31");
        Files.move(folder.resolve("files"), away);
        assertThatThrownBy(() -> run(COMPANY, "2025-01-01"))
                .isInstanceOf(OutageException.class)
                .hasMessageContaining("is not there. Files were taken from the sources before.")
                .hasMessageContaining("-> Check that its disk or share is mounted");
        assertThatThrownBy(() -> run(COMPANY, "2025-01-01")).isInstanceOf(OutageException.class);

        // Who asks next morning reads of this night, and of its tries once.
        RunLog log = new RunLog(Folder.of(folder.resolve("lake").toString(), new Configuration()));
        RunRecord tried = log.last().orElseThrow();
        assertThat(tried.number()).isEqualTo(2);
        assertThat(tried.asOf()).isEqualTo("2025-01-01");
        assertThat(tried.outcome()).isEqualTo(RunRecord.NOT_BEGUN);
        assertThat(tried.message()).contains("Files were taken from the sources before.");
        assertThat(tried.feeds()).containsKey("sales");
        Files.move(away, folder.resolve("files"));
        run(COMPANY, "2025-01-01");
        assertThat(TestRuns.spark()
                        .read()
                        .format("delta")
                        .load(folder.resolve("lake/ops/run").toString())
                        .orderBy("started_at")
                        .select("outcome")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactly("succeeded", "failed", "succeeded");
    }

    @Test
    void brokenRowsAreSetAsideWithReasonAndTextAndComeBackWhenCorrected() throws IOException {
        file("sales.csv", """
                A1,1,7,2024-01-05 10:00:00,12.50
                A1,1,7,2024-01-05 10:00:00,12.50
                A2,1,7,2024-02-05 10:00:00,twelve
                A3,1,8
                A4,1,,2024-03-31 23:30:00,3.00
                A5,1,8,2024-03-31 23:30:00,-1
                A6,1,9,2024-03-31 23:30:00,1
                A7,1,9,2024-03-31 23:30:00,1
                A8,1,9,2024-03-31 23:30:00,1
                A9,1,9,2024-03-31 23:30:00,1
                A10,1,9,2024-03-31 23:30:00,1
                A11,1,9,2024-03-31 23:30:00,1
                """);
        Company company = company(COMPANY);
        TestRuns.run(company, "2024-12-31");

        assertThat(texts(TestRuns.lake(company).read(TableId.ops("quarantine")).select("reason")))
                .containsExactlyInAnyOrder(
                        "amount: 'twelve' is no DECIMAL(18,2)",
                        "malformed: the line does not have the form of its file",
                        "A sale has an amount of zero or more.");
        assertThat(texts(TestRuns.lake(company)
                        .read(TableId.ops("quarantine"))
                        .filter("entity = ''")
                        .select("raw")))
                .containsExactly("A3,1,8");
        assertThat(TestRuns.ask(
                        company, "SELECT as_of, feed, entity, reason, rows FROM meta.quarantine ORDER BY reason"))
                .as("counts without a value of the rows")
                .containsExactly(
                        "2024-12-31 sales transaction A sale has an amount of zero or more. 1",
                        "2024-12-31 sales transaction amount: '…' is no DECIMAL(18,2) 1",
                        "2024-12-31 sales  malformed: the line does not have the form of its file 1");
        assertThat(TestRuns.ask(company, "SELECT feed, file, as_of, rows FROM meta.source"))
                .containsExactly("sales sales.csv 2024-12-31 12");
        Row counted = TestRuns.lake(company)
                .read(TableId.ops("table_run"))
                .filter("table_name = 'silver.transaction'")
                .first();
        assertThat(counted.<Long>getAs("rows_in")).isEqualTo(11);
        assertThat(counted.<Long>getAs("rows_out")).isEqualTo(8);
        assertThat(counted.<Long>getAs("quarantined")).isEqualTo(2);
        assertThat(counted.<Long>getAs("duplicates")).isEqualTo(1);
        // 23:30 in London on 31 March 2024 is already summer time, and still 31 March there.
        assertThat(texts(TestRuns.lake(company)
                        .read(TableId.silver("transaction"))
                        .filter("transaction_id = 'A4'")
                        .selectExpr("concat_ws(' ', occurred_at, occurred_on, customer_key)")))
                .containsExactly("2024-03-31 22:30:00 2024-03-31");

        file("sales-corrected.csv", "A2,1,7,2024-02-05 10:00:00,12.00\n");
        TestRuns.run(company, "2024-12-31");

        assertThat(TestRuns.lake(company)
                        .read(TableId.silver("transaction"))
                        .filter("transaction_id = 'A2' AND amount = 12.00")
                        .count())
                .isEqualTo(1);
        assertThat(texts(TestRuns.lake(company)
                        .read(TableId.ops("quarantine"))
                        .filter("entity <> ''")
                        .select("reason")))
                .containsExactly("A sale has an amount of zero or more.");
        assertThat(TestRuns.ask(company, "SELECT sum(spend) FROM churn")).containsExactly("30.50");

        // A file of the same content under another name brings nothing.
        file("sales-again.csv", "A2,1,7,2024-02-05 10:00:00,12.00\n");
        assertThat(TestRuns.plan(company, "2024-12-31")).isEmpty();

        // Else it would be the source that has been quiet longest for ever.
        Company renamed =
                company(COMPANY.replace("sales: {files", "tills: {files").replace("feed: sales", "feed: tills"));
        TestRuns.run(renamed, "2025-01-01");
        assertThat(TestRuns.ask(renamed, "SELECT feed, as_of FROM meta.source"))
                .as("a feed that the YAML no longer has")
                .containsExactly("tills 2025-01-01");
    }

    @Test
    void aCustomerAndAKeyLeaveQuarantineWhenTheyComeCorrected() throws IOException {
        String members = COMPANY.replace("feeds:", "feeds:\n  members: {files: 'members*.csv'}")
                .replace("percent: 25", "percent: 90")
                .replace("entities:", """
                        entities:
                          customer:
                            - feed: members
                              customer: no
                              columns: {birth_year: born, segment: segment}
                          identity_key:
                            - feed: members
                              customer: no
                              columns: {key_kind: "'email'", key_value: e_mail, verified: verified}
                        """.stripTrailing());
        file("sales.csv", "A1,1,7,2024-01-05 10:00:00,12.50\n");
        Path files = folder.resolve("files");
        String header = "no,born,segment,e_mail,verified\n";
        Files.writeString(
                files.resolve("members.csv"),
                header + "7,19x0,gold,a@b.example,perhaps\n8,1879,gold,c@d.example,Y\n9,1990,gold,e@f.example,Y\n");
        Company company = company(members);
        TestRuns.run(company, "2024-12-31");
        String aside = "concat_ws(' ', entity, get_json_object(raw, '$.no'), record_key)";
        assertThat(texts(TestRuns.lake(company).read(TableId.ops("quarantine")).selectExpr(aside)))
                .containsExactlyInAnyOrder(
                        "customer 7 {\"source_key\":\"customer_id:7\"}",
                        "customer 8 {\"source_key\":\"customer_id:8\"}",
                        "identity_key 7 {\"source_key\":\"customer_id:7\",\"key_kind\":\"email\",\"key_value\":\"a@b.example\"}");

        Files.writeString(
                files.resolve("members-2.csv"),
                header + "7,1970,gold,x@b.example,Y\n8,1878,gold,c@d.example,Y\n9,1991,gold,e@f.example,Y\n");
        TestRuns.run(company, "2024-12-31");
        assertThat(texts(TestRuns.lake(company).read(TableId.ops("quarantine")).selectExpr(aside)))
                .as("another key of the customer corrects nothing")
                .containsExactlyInAnyOrder(
                        "customer 8 {\"source_key\":\"customer_id:8\"}",
                        "customer 8 {\"source_key\":\"customer_id:8\"}",
                        "identity_key 7 {\"source_key\":\"customer_id:7\",\"key_kind\":\"email\",\"key_value\":\"a@b.example\"}");

        Files.writeString(
                files.resolve("members-3.csv"), header + "8,1978,gold,c@d.example,Y\n7,1970,gold,a@b.example,Y\n");
        TestRuns.run(company, "2024-12-31");
        assertThat(TestRuns.lake(company).read(TableId.ops("quarantine")).count())
                .isZero();
        new Run(TestRuns.spark(), company, TestRuns.quiet())
                .work(new AsOf(LocalDate.parse("2024-12-31")), Duration.ZERO, true);
        assertThat(TestRuns.lake(company).read(TableId.ops("quarantine")).count())
                .as("nor do they come back when all is made anew")
                .isZero();
    }

    @Test
    void tooManyBrokenRowsHoldTheReleaseBackAndReadersKeepTheLastOne() throws IOException {
        file("sales.csv", "A1,1,7,2024-01-05 10:00:00,12.50\n");
        Company company = company(COMPANY);
        TestRuns.run(company, "2024-12-31");
        file("sales-2.csv", "B1,1,7,2024-01-06,x\nB2,1,7,2024-01-06,y\n");

        assertThatThrownBy(() -> TestRuns.run(company, "2025-01-01"))
                .isInstanceOf(HeldBackException.class)
                .hasMessageContaining("feed 'sales' as transaction: 2 of 3 rows (66.7 %)")
                .as("without a value of the rows, as this goes into records, logs and mails")
                .hasMessageContaining("mostly: amount: '…' is no DECIMAL(18,2)");

        assertThat(TestRuns.ask(company, "SELECT as_of FROM release")).containsExactly("2024-12-31");
        Folder home = Folder.of(company.home(), TestRuns.spark().sparkContext().hadoopConfiguration());
        try (RunLock held = RunLock.take(home, Duration.ZERO, new Progress(System.err))) {
            assertThatThrownBy(() -> TestRuns.run(company, "2025-01-01"))
                    .isInstanceOf(LakeBusyException.class)
                    .hasMessageContaining("--wait");
        }
        assertThat(texts(TestRuns.lake(company).read(TableId.ops("run")).select("outcome")))
                .containsExactlyInAnyOrder("succeeded", "held back");
    }

    @Test
    @Tag("long")
    void lateReplacedRepeatedAndFutureRowsSettleThemselves() throws IOException {
        file("sales.csv", "A1,1,7,2024-01-05 10:00:00,12.50\nA2,1,8,2024-02-03 10:00:00,20.00\n");
        Company company = company(COMPANY);
        TestRuns.run(company, "2024-03-31");

        // A kill between turning readers to a release and putting its file in place leaves this: no figure may be lost.
        Files.delete(folder.resolve("lake/corner_shop.duckdb"));
        // The file is replaced by a shorter one, a row comes ten weeks late, one lies in the future, and all comes once
        // more.
        file("sales.csv", "A3,1,7,2024-03-10 10:00:00,5.00\n");
        file("sales-late.csv", "L1,1,7,2024-01-20 10:00:00,7.50\n");
        file("sales-future.csv", "F1,1,9,2024-12-24 10:00:00,99.00\n");
        file("sales-again.csv", "A2,1,8,2024-02-03 10:00:00,20.00\nA1,1,7,2024-01-05 10:00:00,12.50\n");
        RunResult result = TestRuns.run(company, "2024-04-01");

        assertThat(TestRuns.ask(company, "SELECT sum(spend), count(*) FROM churn"))
                .containsExactly("45.00 2");
        assertThat(result.warnings())
                .anySatisfy(w -> assertThat(w).contains("published figures of complete periods changed"));
        assertThat(texts(TestRuns.lake(company)
                        .read(TableId.ops("restatement"))
                        .filter(
                                "table_name = 'gold.cohort' AND figure = 'revenue' AND row_key LIKE '%\"segment\":\"all\"%'")
                        .selectExpr("concat_ws(' ', row_key, was, is_now, reason)")))
                .containsExactlyInAnyOrder(
                        "{\"cohort_month\":\"2024-01-01\",\"segment\":\"all\",\"months_since\":0} 12.5 20.0 late or corrected rows of sales",
                        "{\"cohort_month\":\"2024-01-01\",\"segment\":\"all\",\"months_since\":2} 0.0 5.0 late or corrected rows of sales");

        String changed = "SELECT release, compared_with, as_of, was, is_now, reason FROM meta.restatement"
                + " WHERE figure = 'revenue' AND row_key LIKE '%\"segment\":\"all\"%' ORDER BY was DESC";
        List<String> told = List.of(
                "2 1 2024-04-01 12.5 20.0 late or corrected rows of sales",
                "2 1 2024-04-01 0.0 5.0 late or corrected rows of sales");
        assertThat(TestRuns.ask(company, changed)).isEqualTo(told);

        BackfillResult past = new Run(TestRuns.spark(), company, new Progress(System.err))
                .backfill(LocalDate.parse("2024-02-28"), LocalDate.parse("2024-02-29"), Duration.ZERO);
        assertThat(past.failed()).isEmpty();
        assertThat(TestRuns.ask(company, changed))
                .as("what an earlier release changed, in the file of the next one")
                .isEqualTo(told);
        assertThat(TestRuns.ask(
                        company,
                        "SELECT as_of_date, sum(spend), max(recency_days) FROM history.churn GROUP BY 1 ORDER BY 1"))
                .containsExactly(
                        "2024-02-28 40.00 39", "2024-02-29 40.00 40", "2024-03-31 32.50 86", "2024-04-01 45.00 58");
        assertThat(TestRuns.plan(company, "2024-04-01"))
                .containsExactly(
                        "gap: the tables that keep a copy for each day have none of 30 days from 2024-03-01 on:"
                                + " ./dangol backfill --conf " + company.file() + " --from 2024-03-01 --to 2024-03-30");
        assertThat(TestRuns.plan(company, "2024-04-04"))
                .as("days after the last release are no past days yet")
                .contains(
                        "gap: the tables that keep a copy for each day have none of 32 days from 2024-03-01 on; after this run:"
                                + " ./dangol backfill --conf " + company.file() + " --from 2024-03-01 --to 2024-04-03");
        aScheduledDayBeforeTheReadersDayDoesNotTurnThemBack(company);

        // As a changed contract does, which makes a table anew while the others keep their days.
        DeltaTable.forPath(TestRuns.spark(), TestRuns.lake(company).location(TableId.gold("customer_360")))
                .delete("as_of_date <> '2024-04-01'");
        assertThat(TestRuns.plan(company, "2024-04-01"))
                .anySatisfy(gap -> assertThat(gap)
                        .startsWith("gap: gold.customer_360 lacks what an earlier release has, as after a change of the"
                                + " contract: the copies of 4 days from 2024-02-28 on: ./dangol backfill")
                        .endsWith(" --from 2024-02-28 --to 2024-03-31"));
    }

    private void aScheduledDayBeforeTheReadersDayDoesNotTurnThemBack(Company company) {
        AsOf past = new AsOf(LocalDate.parse("2024-03-30"));
        Run run = new Run(TestRuns.spark(), company, TestRuns.quiet());
        assertThat(run.inTurn(past, Duration.ZERO).release().asOf()).isEqualTo("2024-04-01");
        assertThat(TestRuns.ask(company, "SELECT as_of FROM release")).containsExactly("2024-04-01");
        assertThat(TestRuns.ask(
                        company, "SELECT max(recency_days) FROM history.churn WHERE as_of_date = DATE '2024-03-30'"))
                .containsExactly("56");
        assertThatThrownBy(() -> run.trainInTurn(past, Duration.ZERO))
                .isInstanceOf(PastDayException.class)
                .hasMessageContaining("./dangol train --conf " + company.file() + " --as-of 2024-04-01");
    }

    @Test
    @Tag("long")
    void aLostColumnStopsItsFeedAndACutOffFileIsLeftOut() throws IOException {
        file("sales.csv", "A1,1,7,2024-01-05 10:00:00,12.50\n");
        Company company = company(COMPANY);
        TestRuns.run(company, "2024-03-31");

        Files.writeString(
                folder.resolve("files/sales-2.csv"),
                "invoice,line,customer_no,sold_at,total\nA2,1,7,2024-04-01 09:00:00,1\n");
        RunResult stopped = TestRuns.run(company, "2024-04-01");
        assertThat(stopped.warnings())
                .anySatisfy(w -> assertThat(w)
                        .contains("feed 'sales' is stopped: column 'amount' is missing in sales-2.csv")
                        .contains("company.yaml:8"));
        assertThat(Status.lines(company, Folder.of(company.home(), new Configuration()), Instant.now(), List.of()))
                .anySatisfy(l -> assertThat(l)
                        .startsWith("STALE")
                        .contains("tables: feed 'sales' is stopped: column 'amount' is missing in sales-2.csv"));
        assertThat(TestRuns.ask(company, "SELECT stale <> '' FROM meta.tables WHERE name = 'gold.churn'"))
                .containsExactly("true");
        assertThat(TestRuns.ask(company, "SELECT sum(spend) FROM churn")).containsExactly("12.50");

        Files.delete(folder.resolve("files/sales-2.csv"));
        byte[] whole = packed(HEADER + "A3,1,7,2024-04-02 09:00:00,2.50\n");
        Path file = folder.resolve("files/sales-3.csv.gz");
        String packedToo = COMPANY.replace("sales*.csv", "sales*.csv*");
        Files.write(file, Arrays.copyOf(whole, whole.length - 12));
        assertThat(TestRuns.run(company(packedToo), "2024-04-02").warnings())
                .anySatisfy(w -> assertThat(w).contains("sales-3.csv.gz is cut off or damaged"));

        Files.write(file, whole);
        assertThat(TestRuns.run(company(packedToo), "2024-04-02").warnings()).isEmpty();
        assertThat(TestRuns.ask(company, "SELECT sum(spend) FROM churn")).containsExactly("15.00");
        assertThat(TestRuns.ask(company, "SELECT count(*) FROM meta.tables WHERE stale <> ''"))
                .containsExactly("0");
    }

    @Test
    void aFileThatSparkWouldNotReadIsToldAndTakenOnceItIsRenamed() throws IOException {
        String any = COMPANY.replace("sales*.csv", "*sales*.csv");
        file("_sales-2.csv", "A2,1,7,2024-01-06 10:00:00,2.50\n");
        assertThatThrownBy(() -> run(any, "2024-12-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("feed 'sales' finds no file with anything in it: *sales*.csv")
                .hasMessageContaining("Spark reads no file named like _sales-2.csv")
                .hasMessageContaining("rename it");

        file("sales.csv", "A1,1,7,2024-01-05 10:00:00,12.50\n");
        Company company = company(any);
        assertThat(TestRuns.run(company, "2024-12-31").warnings())
                .anySatisfy(w -> assertThat(w).contains("feed 'sales': _sales-2.csv was left out.", "rename it"));
        assertThat(TestRuns.ask(company, "SELECT sum(spend) FROM churn")).containsExactly("12.50");

        Path files = folder.resolve("files");
        Files.move(files.resolve("_sales-2.csv"), files.resolve("sales-2.csv"));
        assertThat(TestRuns.run(company, "2024-12-31").warnings()).noneMatch(w -> w.contains("feed 'sales'"));
        assertThat(TestRuns.ask(company, "SELECT sum(spend) FROM churn")).containsExactly("15.00");

        file("notes-10:30.csv", "");
        assertThatThrownBy(() -> run(any, "2025-01-01"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("a file was found whose name cannot be read: notes-10:30.csv")
                .hasMessageContaining("Rename it without ':'");
    }

    @Test
    void filesOfBlanksArePassedOverAndTheSoundOneBesideThemIsTaken() throws IOException {
        String packedToo = COMPANY.replace("sales*.csv", "sales*.csv*");
        Path files = folder.resolve("files");
        Files.write(files.resolve("sales-1.csv.gz"), packed(""));
        Files.writeString(files.resolve("sales-2.csv"), "\uFEFF");
        Files.writeString(files.resolve("sales-3.csv"), "\n");
        assertThatThrownBy(() -> run(packedToo, "2024-12-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("feed 'sales' finds no file with anything in it");

        file("sales-4.csv", "A1,1,7,2024-01-05 10:00:00,12.50\n");
        Company company = company(packedToo);
        assertThat(TestRuns.run(company, "2024-12-31").warnings()).isEmpty();
        assertThat(TestRuns.ask(company, "SELECT sum(spend) FROM churn")).containsExactly("12.50");

        Files.write(files.resolve("sales-5.csv.gz"), packed("\r\n"));
        Files.writeString(files.resolve("sales-6.csv"), "\uFEFF \n\n");
        file("sales-7.csv", "A2,1,7,2024-01-06 10:00:00,2.50\n");
        assertThat(TestRuns.run(company, "2024-12-31").warnings()).noneMatch(w -> w.contains("feed 'sales'"));
        assertThat(TestRuns.ask(company, "SELECT sum(spend) FROM churn")).containsExactly("15.00");
    }

    @Test
    void aLakeOfAnotherCompanyIsRefused() throws IOException {
        file("sales.csv", "A1,1,7,2024-01-05 10:00:00,12.50\n");
        Files.createDirectories(folder.resolve("lake"));
        Files.writeString(folder.resolve("lake/lake.txt"), "other_shop\n");
        assertThatThrownBy(() -> run(COMPANY, "2024-12-31"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("belongs to company 'other_shop', not to 'corner_shop'");
    }

    private void run(String yaml, String day) throws IOException {
        TestRuns.run(company(yaml), day);
    }

    private Company company(String yaml) throws IOException {
        return TestRuns.company(folder, yaml);
    }

    private void file(String name, String lines) throws IOException {
        Files.writeString(folder.resolve("files").resolve(name), HEADER + lines);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    private static List<String> texts(Dataset<Row> column) {
        return column.as(Encoders.STRING()).collectAsList();
    }
}
