package dangol.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {

    private static final LocalDate UNTIL = LocalDate.of(2025, 12, 31);

    @TempDir
    private static Path temp;

    private static SimulationSummary summary;
    private static Written written;

    @BeforeAll
    static void simulate() throws SQLException {
        summary = run(2500, 3, 1, "main");
        written = new Written(temp.resolve("main"));
    }

    @AfterAll
    static void close() throws SQLException {
        written.close();
    }

    private static SimulationSummary run(long customers, int years, long seed, String folder) {
        return new Simulation(new SimulationOptions(customers, UNTIL, years, seed, temp.resolve(folder)))
                .run(done -> {});
    }

    @Test
    void theSameSeedWritesTheSameFiles() throws Exception {
        run(300, 1, 7, "first");
        run(300, 1, 7, "second");

        Map<String, String> first = texts(temp.resolve("first"));
        assertThat(first).hasSizeGreaterThan(25).isEqualTo(texts(temp.resolve("second")));
        try (Written one = new Written(temp.resolve("first"));
                Written two = new Written(temp.resolve("second"))) {
            for (String table : List.of(
                    "receipts", "panel", "crm.service_cases", "crm.subscriptions", "crm.consents", "crm.relations")) {
                String all = "SELECT * FROM " + table;
                assertThat(one.rows(all)).as(table).isNotEmpty().isEqualTo(two.rows(all));
            }
        }
    }

    @Test
    void anotherSeedWritesAnotherCompany() throws IOException {
        run(50, 1, 7, "seven");
        run(50, 1, 8, "eight");

        assertThat(texts(temp.resolve("seven")).get("truth/spend.csv"))
                .isNotEqualTo(texts(temp.resolve("eight")).get("truth/spend.csv"));
    }

    @Test
    void aCustomerLivesTheSameLifeHoweverManyOthersThereAre() throws IOException {
        run(1100, 1, 7, "more");
        run(1000, 1, 7, "fewer");

        String fewer = texts(temp.resolve("fewer")).get("truth/spend.csv");
        assertThat(texts(temp.resolve("more")).get("truth/spend.csv")).startsWith(fewer);
    }

    @Test
    void purchaseLinesReadBackAndLinkedByCertainRulesComeToTheTrueSpend() throws SQLException {
        assertThat(written.rows("""
                        SELECT customer_no, found.net, t.linkable_net_spend
                        FROM true_spend t
                        FULL JOIN (SELECT customer_no, sum(amount) AS net, count(DISTINCT id) FILTER (kind = 'sale') AS n
                                   FROM lines WHERE customer_no IS NOT NULL GROUP BY 1) found USING (customer_no)
                        WHERE t.customer_no IS NULL
                           OR coalesce(found.net, 0) <> t.linkable_net_spend::DECIMAL(18,2)
                           OR coalesce(found.n, 0) <> t.linkable_transactions
                        """)).isEmpty();
        assertThat(written.rows("SELECT sum(amount)::DECIMAL(18,2) FROM lines"))
                .isEqualTo(written.rows("SELECT value::DECIMAL(18,2) FROM true_totals WHERE name = 'net_spend'"));
        assertThat(written.rows("SELECT count(DISTINCT id) FROM lines WHERE kind = 'sale'"))
                .isEqualTo(written.rows("SELECT value::BIGINT FROM true_totals WHERE name = 'transactions'"));
    }

    @Test
    void someSpendCannotBeLinkedForAGoodReason() throws SQLException {
        double share = written.number("SELECT sum(linkable_net_spend) / sum(net_spend) FROM true_spend");

        assertThat(share).isBetween(0.7, 0.95);
        assertThat(written.number("SELECT count(*) FROM true_spend WHERE linkable_net_spend > net_spend + 1e6"))
                .isZero();
    }

    @Test
    void everyCustomerIsInTheCrmOrSeenInAnOrder() throws SQLException {
        assertThat(written.rows("""
                        SELECT customer_no FROM true_customers
                        WHERE customer_no NOT IN (SELECT customer_no FROM customers)
                          AND customer_no NOT IN (SELECT customer_no FROM lines WHERE customer_no IS NOT NULL)
                        """)).isEmpty();
        assertThat(written.rows("SELECT DISTINCT customer_no FROM customers"
                        + " WHERE customer_no NOT IN (SELECT customer_no FROM true_customers)"))
                .isEmpty();
        assertThat(written.number("SELECT count(*) FROM true_customers WHERE NOT in_crm"))
                .isPositive();
    }

    @Test
    void customersBuyAsTheProcessSays() throws SQLException {
        assertThat(written.number("SELECT avg((NOT bought)::INT) FROM true_customers"))
                .as("silent customers")
                .isBetween(0.15, 0.35);
        assertThat(written.number("SELECT avg((transactions = 1)::INT) FROM true_spend WHERE transactions > 0"))
                .as("one-time buyers")
                .isBetween(0.12, 0.4);
        assertThat(written.number("SELECT avg(transactions) FROM true_spend WHERE transactions > 0"))
                .isBetween(5.0, 15.0);
        assertThat(written.number("SELECT avg(alive::INT) FROM true_customers WHERE bought"))
                .isBetween(0.2, 0.7);
        assertThat(written.number("SELECT avg(\"lambda\") * 24 / 0.95 FROM true_customers"))
                .isEqualTo(1, within(0.1));
        assertThat(written.number("SELECT avg(p) * 5.9 / 0.9 FROM true_customers"))
                .isEqualTo(1, within(0.1));
        assertThat(written.number("SELECT count(*) FROM true_customers WHERE recovered"))
                .isPositive();
    }

    @Test
    void purchasesFollowTheSeason() throws SQLException {
        assertThat(written.number(
                        "SELECT count(*) FILTER (month(moment) = 12) * 2.0 / count(*) FILTER (month(moment) IN (10, 11))"
                                + " FROM lines WHERE kind = 'sale' AND year(moment) = 2024"))
                .isGreaterThan(1.1);
        assertThat(written.number(
                        "SELECT count(*) FILTER (dayofweek(moment) = 6) * 1.0 / count(*) FILTER (dayofweek(moment) = 2)"
                                + " FROM lines WHERE kind = 'sale'"))
                .isGreaterThan(1.3);
    }

    @Test
    void aboutHalfOfThoseWhoSayTheyComeBackDoNot() throws SQLException {
        String kept = """
                SELECT avg((EXISTS (SELECT 1 FROM lines l WHERE l.customer_no = s.customer_no AND l.kind = 'sale'
                            AND l.moment::DATE > s.day AND l.moment::DATE <= s.day + 90))::INT)
                FROM (SELECT DISTINCT response_id, customer_no, responded_at::DATE AS day, would_return
                      FROM surveys JOIN links ON key = 'email:' || lower(trim(e_mail))) s
                WHERE would_return = '%s' AND day + 90 <= DATE '2025-12-31'
                """;

        double saidYes = written.number(kept.formatted("yes"));
        assertThat(saidYes).isBetween(0.4, 0.6);
        assertThat(written.number(kept.formatted("no"))).isLessThan(saidYes);
    }

    @Test
    void walletsHoldWhatIsSpentElsewhere() throws SQLException {
        assertThat(written.number("SELECT sum(own) / sum(own + elsewhere) FROM true_wallets"))
                .isBetween(0.05, 0.4);
        assertThat(written.rows("""
                        SELECT p.* FROM (SELECT panelist_no AS customer_no, period_start AS quarter, category,
                                                sum(spend) FILTER (brand = 'Demo Mart') AS own,
                                                coalesce(sum(spend) FILTER (brand <> 'Demo Mart'), 0) AS elsewhere
                                         FROM panel GROUP BY ALL) p
                        LEFT JOIN true_wallets w USING (customer_no, quarter, category)
                        WHERE w.own IS NULL OR p.own <> greatest(w.own, 0)::DECIMAL(18,2)
                           OR p.elsewhere <> w.elsewhere::DECIMAL(18,2)
                        """)).isEmpty();
        assertThat(written.number("SELECT count(DISTINCT brand) FROM panel")).isEqualTo(12);
    }

    @Test
    void thereIsSomethingOfEveryKind() throws SQLException {
        for (String some : List.of(
                "SELECT count(*) FROM lines WHERE kind = 'refund'",
                "SELECT count(*) FROM lines WHERE kind = 'cancellation'",
                "SELECT count(*) FROM receipts WHERE kind = 'A'",
                "SELECT count(*) FROM receipts WHERE card_no IS NULL",
                "SELECT count(*) FROM receipts WHERE card_no NOT IN (SELECT card_no FROM cards)",
                "SELECT count(*) FROM orders WHERE customer.email <> lower(trim(customer.email))",
                "SELECT count(*) FROM customers WHERE birth_year = '-99'",
                "SELECT count(*) FROM customers WHERE e_mail IS NULL OR e_mail = ''",
                "SELECT count(*) FROM surveys WHERE nps = '-99'",
                "SELECT count(*) FROM surveys WHERE nps = '99'",
                "SELECT count(*) FROM surveys WHERE nps = '12'",
                "SELECT count(*) FROM surveys WHERE contains(comment, chr(10)) AND contains(comment, '\"')",
                "SELECT count(*) FROM surveys WHERE brands LIKE 'own:%|%'",
                "SELECT count(*) FROM posts WHERE author.handle = '@demo_official'",
                "SELECT count(*) FROM posts WHERE in_reply_to.handle LIKE '@%' AND author.handle <> '@demo_official'",
                "SELECT count(*) FROM posts WHERE len(mentions) = 0",
                "SELECT count(*) FROM posts WHERE ts IS NOT NULL",
                "SELECT count(*) FROM posts WHERE created_at NOT LIKE '%+09:00'",
                "SELECT count(*) FROM true_accounts WHERE customer_no IS NULL",
                "SELECT count(*) FROM true_customers WHERE email_standing = 'shared'",
                "SELECT count(*) FROM true_customers WHERE email_standing = 'unconfirmed'",
                "SELECT count(*) FROM true_customers WHERE card_standing = 'shared'",
                "SELECT count(*) FROM true_customers WHERE paid_for_by IS NOT NULL AND NOT bought",
                "SELECT count(*) FROM (SELECT customer_no FROM customers GROUP BY 1 HAVING count(DISTINCT segment) > 2)",
                "SELECT count(*) FROM crm.service_cases WHERE reopened_at IS NOT NULL",
                "SELECT count(*) FROM crm.service_cases WHERE resolved_at > promised_by",
                "SELECT count(*) FROM crm.subscriptions WHERE end_reason = 'contract end'",
                "SELECT count(*) FROM crm.consents WHERE NOT granted",
                "SELECT count(*) FROM crm.relations WHERE kind = 'payer'",
                "SELECT count(*) FROM touches WHERE clicked_at <> ''",
                "SELECT count(*) FROM leads WHERE status <> 'converted'",
                "SELECT count(*) FROM referrals WHERE converted = 'Y'")) {
            assertThat(written.number(some)).as(some).isPositive();
        }
    }

    @Test
    void theTruthHasTheDayOnWhichEachBuyerLeft() throws SQLException {
        String lives = " FROM true_customers c LEFT JOIN true_lives l USING (customer_no) WHERE ";
        assertThat(written.number("SELECT count(*)" + lives + "l.left_on IS NOT NULL"))
                .isPositive();
        assertThat(written.number("SELECT count(*)" + lives + "c.bought <> (l.customer_no IS NOT NULL)"))
                .isZero();
        assertThat(written.number("SELECT count(*)" + lives + "c.alive <> (l.left_on IS NULL)"))
                .isZero();
        assertThat(written.number("SELECT count(*)" + lives + "l.left_on < l.bought_first_on"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm customers", "shop", "pos", "surveys", "social", "touches"})
    void everyPeriodicFeedIsDirtyButLessThanOnePercentIsBroken(String feed) {
        Map<String, Long> rows = summary.rows();

        assertThat(rows.get(feed + " duplicate")).isPositive();
        assertThat(rows.get(feed + " late")).isPositive();
        assertThat(rows.get(feed + " malformed")).isPositive().isLessThan(rows.get(feed) / 100);
    }

    @Test
    void nothingHappensAfterTheLastDayOrBeforeTheFirst() throws SQLException {
        for (String time : List.of(
                "SELECT moment FROM lines",
                "SELECT changed_at::TIMESTAMP FROM customers",
                "SELECT opened_at FROM crm.service_cases",
                "SELECT reopened_at FROM crm.service_cases",
                "SELECT decided_at FROM crm.consents",
                "SELECT ended_on FROM crm.subscriptions",
                "SELECT touched_at::TIMESTAMP FROM touches",
                "SELECT make_timestamp(ts * 1000) + INTERVAL 9 HOUR FROM posts")) {
            assertThat(written.number("SELECT count(*) FROM (" + time + ") t(moment)"
                            + " WHERE moment < DATE '2023-01-01' OR moment >= DATE '2026-01-01'"))
                    .as(time)
                    .isZero();
        }
    }

    @Test
    void aFileIsSentAgainUnderAnotherName() throws IOException {
        Path shop = temp.resolve("main/shop");
        Path pos = temp.resolve("main/pos");

        assertThat(shop.resolve("transactions-2023-08-resent.jsonl"))
                .hasSameBinaryContentAs(shop.resolve("transactions-2023-08.jsonl"));
        assertThat(pos.resolve("receipts-2023-10-resent.parquet"))
                .hasSameBinaryContentAs(pos.resolve("receipts-2023-10.parquet"));
    }

    @Test
    void threeYearsMakeAFewFilesAMonthAndNoneIsLeftOver() throws IOException {
        try (Stream<Path> truth = Files.list(temp.resolve("main/truth"))) {
            assertThat(summary.files() - truth.count()).isLessThanOrEqualTo(144);
        }
        try (Stream<Path> files = Files.walk(temp.resolve("main"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(summary.files());
        }
    }

    @Test
    void memoryDoesNotGrowWithTheNumberOfCustomers() {
        List<Long> used = new ArrayList<>();
        new Simulation(new SimulationOptions(12_000, UNTIL, 1, 3, temp.resolve("many"))).run(done -> {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            used.add(runtime.totalMemory() - runtime.freeMemory());
        });

        assertThat(used).hasSize(12);
        assertThat(used.get(11) - used.get(3)).isLessThan(8_000_000L);
    }

    @Test
    void anEarlierSimulationIsReplaced() throws IOException {
        run(40, 2, 1, "again");
        run(40, 1, 1, "again");

        assertThat(temp.resolve("again/shop/transactions-2024-06.jsonl")).doesNotExist();
        assertThat(temp.resolve("again/truth/customers.csv")).exists();
    }

    @Test
    void aFolderWithOtherFilesIsLeftAlone() throws IOException {
        Path other = Files.createDirectories(temp.resolve("other"));
        Files.writeString(other.resolve("notes.txt"), "mine");

        assertThatThrownBy(() -> run(10, 1, 1, "other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("files that no simulation wrote");
        assertThat(other.resolve("notes.txt")).hasContent("mine");
    }

    @ParameterizedTest
    @CsvSource({"1, 2025-12-31, 1", "3, 2024-02-29, 3", "1001, 2025-08-15, 1"})
    void smallCompaniesAndOddDaysWork(long customers, LocalDate until, int years) {
        Path out = temp.resolve("odd-" + customers);
        List<Long> progress = new ArrayList<>();

        SimulationSummary odd =
                new Simulation(new SimulationOptions(customers, until, years, 5, out)).run(progress::add);

        assertThat(odd.rows()).containsEntry("truth customers", customers);
        assertThat(progress).last().isEqualTo(customers);
    }

    @Test
    void impossibleOptionsAreRefusedWithASentence() {
        assertThatThrownBy(() -> new SimulationOptions(0, UNTIL, 1, temp))
                .hasMessage("The number of customers must be between 1 and 10000000, but it is 0.");
        assertThatThrownBy(() -> new SimulationOptions(1, UNTIL, 0, 1, temp))
                .hasMessage("The number of years must be between 1 and 10, but it is 0.");
    }

    private static Map<String, String> texts(Path root) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(".parquet") && !file.toString().endsWith(".duckdb")) {
                    texts.put(root.relativize(file).toString(), Files.readString(file, StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }
}
