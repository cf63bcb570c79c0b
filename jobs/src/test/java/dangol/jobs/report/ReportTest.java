package dangol.jobs.report;

import static dangol.jobs.CommandLine.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.jobs.CommandLine.Outcome;
import dangol.jobs.company.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The pages of a report: every figure is the release's, every part says what is missing, nothing is half-written. */
class ReportTest {
    private static final List<String> PAGES = List.of(
            "index.html",
            "churn.html",
            "cohorts.html",
            "wallet.html",
            "interactions.html",
            "voice.html",
            "data.html",
            "definitions.html");

    @TempDir
    private static Path folder;

    private static MadeRelease release;
    private static Path english;
    private static Path korean;

    @BeforeAll
    static void writeBoth() throws Exception {
        release = MadeRelease.whole(folder.resolve("lake"));
        english = written(folder.resolve("lake"), folder.resolve("en"), "en");
        korean = written(folder.resolve("lake"), folder.resolve("ko"), "ko");
    }

    private static Path written(Path home, Path out, String language) throws IOException {
        Outcome outcome = report(home, out, language);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains(out.resolve("index.html").toUri().toString());
        return out;
    }

    private static Outcome report(Path home, Path out, String language, String... more) throws IOException {
        Path company = MadeRelease.company(home);
        List<String> arguments = new ArrayList<>(
                List.of("report", "--conf", company.toString(), "--out", out.toString(), "--language", language));
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    @Test
    void everyFigureInATableIsTheAnswerToTheQueryBelowIt() throws Exception {
        int compared = 0;
        for (Path pages : List.of(english, korean)) {
            for (String name : PAGES) {
                ReadPage page = ReadPage.of(pages.resolve(name));
                for (String part : page.parts()) {
                    if (page.part(part)
                                    .orElseThrow()
                                    .getElementsByTagName("tbody")
                                    .getLength()
                            > 0) {
                        List<List<String>> shown = page.rows(part).stream()
                                .map(r -> r.stream().map(ReadPage.Shown::value).toList())
                                .toList();
                        assertThat(shown).as(name + "#" + part).isEqualTo(release.ask(page.query(part)));
                        compared += shown.size();
                    }
                }
            }
        }
        assertThat(compared).as("rows compared").isGreaterThan(800);
    }

    @Test
    void whatIsShownIsWhatItStandsFor() throws Exception {
        Pattern number = Pattern.compile("-?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?");
        int read = 0;
        for (String name : PAGES) {
            ReadPage page = ReadPage.of(english.resolve(name));
            for (String part : page.parts()) {
                if (page.part(part).orElseThrow().getElementsByTagName("tbody").getLength() == 0) {
                    continue;
                }
                for (ReadPage.Shown cell :
                        page.rows(part).stream().flatMap(List::stream).toList()) {
                    if (number.matcher(cell.value()).matches() && cell.text().matches("[−₩]*[0-9,]+(\\.[0-9]+)?%?")) {
                        double shown =
                                Double.parseDouble(cell.text().replace("−", "-").replaceAll("[₩,%]", ""));
                        double exact = new BigDecimal(cell.value()).doubleValue()
                                * (cell.text().endsWith("%") ? 100 : 1);
                        assertThat(shown).as(name + "#" + part + " " + cell).isCloseTo(exact, within(0.5000001));
                        read++;
                    }
                }
            }
        }
        assertThat(read).as("numbers read").isGreaterThan(2000);
    }

    @Test
    void theTilesSayWhatTheReleaseSays() throws Exception {
        ReadPage page = ReadPage.of(english.resolve("index.html"));
        // By silent_days most customers are there at the start; September 2025 is the last complete month, its number
        // is 21.
        assertThat(page.figure("overview.customers")).isEqualTo(String.valueOf(1027 + 21 * 9 + 3));
        assertThat(Double.parseDouble(page.figure("overview.churn"))).isCloseTo(61.0 / 1213, within(1e-12));
        assertThat(new BigDecimal(page.figure("overview.lost"))).isEqualByComparingTo("7530863.58");
        assertThat(Double.parseDouble(page.figure("overview.revenue")))
                .isCloseTo(
                        release.number(
                                "SELECT sum(revenue) FROM gold.cohort WHERE cohort_month + to_months(months_since) = "
                                        + "TIMESTAMP '2025-09-01'"),
                        within(1e-6));
        assertThat(Double.parseDouble(page.figure("overview.wallet"))).isCloseTo(1000.25 / 21005.25, within(1e-12));
        // Answers of July 2024 to June 2025: the months 14 to 25 of the release, at two touchpoints.
        int intended = 0;
        int came = 0;
        for (int month = 14; month <= 25; month++) {
            intended += 2 * (30 + month - 5);
            came += 2 * (30 + month - 15);
        }
        assertThat(Double.parseDouble(page.figure("overview.kept"))).isCloseTo((double) came / intended, within(1e-12));
        assertThat(page.textOf("overview.kept")).contains("Of 1,068 who said", "828 did within 90 days");
        assertThat(page.textOf("overview.churn"))
                .contains("5.0%", "61 of 1,213 customers", "95% interval 3.0% to 23.0%");
        assertThat(page.textOf("overview.lost")).contains("₩7.53m");
    }

    @Test
    void whatNeedsAttentionIsSortedByWorth() throws Exception {
        ReadPage page = ReadPage.of(english.resolve("index.html"));
        List<Double> worth = page.all("ol").stream()
                .flatMap(l -> Stream.iterate(0, i -> i + 1)
                        .limit(l.getElementsByTagName("data").getLength())
                        .map(i -> l.getElementsByTagName("data").item(i)))
                .map(d -> Double.parseDouble(
                        d.getAttributes().getNamedItem("value").getNodeValue()))
                .toList();
        assertThat(worth).hasSize(7).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        // Customers 1, 7, 13 … of 120 are at risk, and each spent its number times 12,345.67.
        double atRisk = 0;
        for (int n = 1; n <= 120; n += 6) {
            atRisk += n * 12345.67;
        }
        double sum = atRisk;
        assertThat(worth).anySatisfy(w -> assertThat(w).isCloseTo(sum, within(0.001)));
        // Of 30 who did not come in time, 12 last bought before they were asked and 10 never did. Of 12 contracts that
        // end soon, 8 are of customers who spent anything.
        assertThat(page.text()).contains("22 customers have said so and not bought since.", "12 customers decide soon");
    }

    @Test
    void whereNobodyEverBoughtItIsNotKnownWhatWasLost() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("contracts"));
        made.execute("UPDATE gold.churn_rate SET revenue_lost = 0");
        Path pages = written(folder.resolve("contracts"), folder.resolve("contracts-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("index.html")).textOf("overview.lost"))
                .contains("₩0");
        assertThat(ReadPage.of(pages.resolve("churn.html")).hasTable("churn.revenue"))
                .isTrue();
        assertThat(ReadPage.of(pages.resolve("churn.html")).textOf("churn.revenue"))
                .doesNotContain("largest part");
        made.execute("UPDATE gold.churn SET first_purchase_on = NULL, last_purchase_on = NULL");
        pages = written(folder.resolve("contracts"), folder.resolve("unbought-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("index.html")).textOf("overview.lost"))
                .contains(new Texts(Language.EN).of("overview.lost.empty"))
                .doesNotContain("₩0");
        assertThat(ReadPage.of(pages.resolve("churn.html")).textOf("churn.revenue"))
                .contains(new Texts(Language.EN).of("churn.revenue.empty"));
    }

    @Test
    void whereOnlyAYearOfSilenceIsLossItIsNotKnownWhatWasLost() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("patient"));
        made.execute("UPDATE gold.churn SET days_to_silent = greatest(0, 365 - recency_days)");
        Path pages = written(folder.resolve("patient"), folder.resolve("patient-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("index.html")).textOf("overview.lost"))
                .contains("Nor is it known when only a year of silence counts as loss");
        assertThat(ReadPage.of(pages.resolve("churn.html")).hasTable("churn.revenue"))
                .isFalse();
        made.execute("UPDATE gold.churn SET days_to_silent = greatest(0, 364 - recency_days)");
        pages = written(folder.resolve("patient"), folder.resolve("less-patient-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("index.html")).textOf("overview.lost"))
                .contains("₩7.53m");
        assertThat(ReadPage.of(pages.resolve("churn.html")).hasTable("churn.revenue"))
                .isTrue();
    }

    /** More came back than was bought: a share of less than nothing has the wrong sign. */
    @Test
    void aChangeFromBelowNothingIsToldInMoney() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("refunded"));
        made.execute("UPDATE gold.churn_rate SET revenue_lost = -1000 WHERE month = DATE '2025-08-01'");
        made.execute(
                "UPDATE gold.cohort SET revenue = -1000 WHERE cohort_month + to_months(months_since) = TIMESTAMP '2024-09-01'");
        ReadPage page = ReadPage.of(written(folder.resolve("refunded"), folder.resolve("refunded-pages"), "en")
                .resolve("index.html"));
        assertThat(page.textOf("overview.lost")).contains("+₩7.53m on the month before");
        assertThat(page.textOf("overview.revenue")).contains("+₩").doesNotContain("−");
    }

    @Test
    void revenueRetentionIsThatOfACohortOfEnoughCustomers() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("few-won"));
        made.execute("UPDATE gold.cohort SET customers = 29 WHERE cohort_month = DATE '2024-09-01'");
        ReadPage page = ReadPage.of(written(folder.resolve("few-won"), folder.resolve("few-won-pages"), "en")
                .resolve("cohorts.html"));
        assertThat(page.rows("cohort.revenue"))
                .hasSize(13)
                .allSatisfy(r -> assertThat(r.get(0).value()).isEqualTo("2024-08-01"));
        assertThat(ReadPage.of(english.resolve("cohorts.html"))
                        .rows("cohort.revenue")
                        .get(0)
                        .get(0)
                        .value())
                .isEqualTo("2024-09-01");
    }

    @Test
    void aCompanyThatContactsNobodyIsNotToldThatItDoesNot() throws Exception {
        assertThat(ReadPage.of(english.resolve("interactions.html")).textOf("interaction.distribution"))
                .contains("had no contact from the company");
        MadeRelease made = MadeRelease.whole(folder.resolve("reticent"));
        made.execute("UPDATE gold.customer_activity SET f2c_90d = 0, f2c_365d = 0");
        ReadPage page = ReadPage.of(written(folder.resolve("reticent"), folder.resolve("reticent-pages"), "en")
                .resolve("interactions.html"));
        assertThat(page.textOf("interaction.distribution")).doesNotContain("had no contact from the company");
        assertThat(page.textOf("interaction.churn")).doesNotContain("without a contact from the company");
    }

    /** Counted again from single rows, in other words than the pages' own. */
    @Test
    void partsAgreeWithRowsCountedAgain() throws Exception {
        ReadPage churn = ReadPage.of(english.resolve("churn.html"));
        assertThat(churn.rows("churn.states"))
                .filteredOn(
                        r -> r.get(0).value().equals("gold") && r.get(1).value().equals("at_risk"))
                .singleElement()
                .satisfies(
                        r -> assertThat(Double.parseDouble(r.get(2).value()))
                                .isEqualTo(
                                        release.number(
                                                "SELECT count(*) FROM gold.customer_360 WHERE segment = 'gold' AND state = 'at_risk'")));
        assertThat(ReadPage.of(english.resolve("interactions.html")).rows("interaction.distribution"))
                .filteredOn(
                        r -> r.get(0).value().equals("C2F") && r.get(1).value().equals("10–19"))
                .singleElement()
                .satisfies(r -> assertThat(Double.parseDouble(r.get(2).value()))
                        .isEqualTo(release.number(
                                "SELECT sum(1) FROM gold.customer_activity WHERE c2f_90d > 9 AND c2f_90d < 20")));
        int customers = 0;
        int bought = 0;
        for (List<String> row : release.ask(
                "SELECT customers, active FROM gold.cohort WHERE months_since = 3 AND is_complete AND cohort_month >= DATE '2025-01-01'")) {
            customers += Integer.parseInt(row.get(0));
            bought += Integer.parseInt(row.get(1));
        }
        double retention = (double) bought / customers;
        assertThat(ReadPage.of(english.resolve("cohorts.html")).rows("cohort.years"))
                .filteredOn(
                        r -> r.get(0).value().equals("2025") && r.get(1).value().equals("3"))
                .singleElement()
                .satisfies(r -> assertThat(Double.parseDouble(r.get(5).value())).isCloseTo(retention, within(1e-12)));
        // The wallets of a segment come to 21,005.25, of which 1,000.25 are ours.
        assertThat(ReadPage.of(english.resolve("wallet.html")).rows("wallet.headroom"))
                .hasSize(2 * MadeRelease.SEGMENTS.size())
                .allSatisfy(r -> assertThat(new BigDecimal(r.get(4).value())).isEqualByComparingTo("20005.00"));
    }

    @Test
    void intervalsAreWilsons() throws Exception {
        ReadPage page = ReadPage.of(english.resolve("interactions.html"));
        for (List<ReadPage.Shown> row : page.rows("interaction.churn")) {
            int customers = Integer.parseInt(row.get(1).value());
            int churned = Integer.parseInt(row.get(2).value());
            ConfidenceInterval interval = new WilsonScoreInterval().createInterval(customers, churned, 0.95);
            assertThat(Double.parseDouble(row.get(4).value())).isCloseTo(interval.getLowerBound(), within(1e-9));
            assertThat(Double.parseDouble(row.get(5).value())).isCloseTo(interval.getUpperBound(), within(1e-9));
        }
        assertThat(page.rows("interaction.churn")).hasSizeGreaterThan(4);
    }

    /** Half promoters and a fifth detractors among 400: a score of 30, give or take 7.654. */
    @Test
    void theNetPromoterScoreHasItsMargin() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("nps"));
        made.execute("DELETE FROM gold.customer_360");
        made.execute("INSERT INTO gold.customer_360 BY NAME SELECT 'k' || range AS customer_key, "
                + "CASE WHEN range < 200 THEN 9 WHEN range < 280 THEN 6 ELSE 8 END AS last_nps FROM range(400)");
        Path pages = written(folder.resolve("nps"), folder.resolve("nps-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("voice.html")).textOf("voice.recommendation"))
                .contains("30.0 points, give or take 7.7 (n = 400)");
        // Half a point makes no other camp: the bars say of whom the score is made, as bi.metric_nps does.
        made.execute("UPDATE gold.customer_360 SET last_nps = last_nps + 0.5");
        ReadPage halves = ReadPage.of(written(folder.resolve("nps"), folder.resolve("halves-pages"), "en")
                .resolve("voice.html"));
        assertThat(halves.textOf("voice.recommendation")).contains("30.0 points, give or take 7.7 (n = 400)");
        assertThat(halves.rows("voice.recommendation"))
                .extracting(r -> r.get(0).value() + " " + r.get(1).value() + " "
                        + r.get(2).value())
                .containsExactly("6 detractor 80", "8 passive 120", "9 promoter 200");
        made.execute("UPDATE gold.customer_360 SET last_nps = 9");
        pages = written(folder.resolve("nps"), folder.resolve("promoters-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("voice.html")).textOf("voice.recommendation"))
                .contains("100.0 points (n = 400)")
                .doesNotContain("give or take");
        made.execute("DELETE FROM gold.customer_360 WHERE CAST(substr(customer_key, 2) AS INTEGER) >= 29");
        pages = written(folder.resolve("nps"), folder.resolve("few-scores-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("voice.html")).textOf("voice.recommendation"))
                .doesNotContain("Net promoter score");
    }

    @Test
    void theListOfCustomersAtRiskIsAsLongAsAskedFor() throws Exception {
        Path three = folder.resolve("three");
        assertThat(report(folder.resolve("lake"), three, "en", "--customers-at-risk", "3")
                        .exitCode())
                .isZero();
        List<List<ReadPage.Shown>> rows =
                ReadPage.of(three.resolve("churn.html")).rows("churn.at_risk");
        assertThat(rows).extracting(r -> r.get(0).value()).containsExactly("k61", "k55", "k67");
        assertThat(report(folder.resolve("lake"), three, "en", "--customers-at-risk", "0")
                        .exitCode())
                .isZero();
        assertThat(ReadPage.of(three.resolve("churn.html")).textOf("churn.at_risk"))
                .contains("--customers-at-risk 0");
        Outcome negative = report(folder.resolve("lake"), three, "en", "--customers-at-risk", "-1");
        assertThat(negative.exitCode()).isEqualTo(2);
        assertThat(negative.err()).contains("-1 is below 0");
    }

    @Test
    void namesCannotBreakOutOfAPage() throws Exception {
        for (Path pages : List.of(english, korean)) {
            for (String name : PAGES) {
                ReadPage page = ReadPage.of(pages.resolve(name));
                assertThat(page.html()).doesNotContain("alert(1)</script>", "<b>web", "<co>");
                for (String chart : page.charts()) {
                    assertThat(chart).doesNotContain("<", ">", "\u2028");
                    assertThat(new ObjectMapper().readTree(chart).path("series").size())
                            .isPositive();
                }
            }
            String churn = ReadPage.of(pages.resolve("churn.html")).text();
            assertThat(churn).contains("</script><script>alert(1)</script>", "O'Brien \"VIP\" 🛒", "عملاء");
        }
    }

    @Test
    void everyChartHasItsTableItsWordsAndItsDefinition() throws Exception {
        Set<String> defined = new HashSet<>();
        ReadPage.of(english.resolve("definitions.html")).all("*").forEach(e -> defined.add(e.getAttribute("id")));
        for (String name : PAGES) {
            ReadPage page = ReadPage.of(english.resolve(name));
            for (var chart : page.all("div").stream()
                    .filter(d -> d.getAttribute("role").equals("img"))
                    .toList()) {
                String part = chart.getAttribute("id").replaceAll("\\.chart$", "");
                assertThat(chart.getAttribute("aria-label")).as(part).isNotBlank();
                assertThat(page.hasTable(part)).as(part).isTrue();
            }
            for (var link : page.all("a")) {
                String target = link.getAttribute("href");
                if (target.startsWith("definitions.html#")) {
                    assertThat(defined).contains(target.substring(target.indexOf('#') + 1));
                }
            }
            assertThat(page.all("h1")).hasSize(1);
            assertThat(page.all("th"))
                    .allSatisfy(h -> assertThat(h.getAttribute("scope")).isIn("col", "row"));
            assertThat(page.all("table").size()).isEqualTo(page.all("caption").size());
        }
    }

    @Test
    void pagesAskForNothingOutsideThemselvesAndStaySmall() throws Exception {
        for (Path pages : List.of(english, korean)) {
            for (String name : PAGES) {
                assertThat(Files.size(pages.resolve(name))).isLessThan(3_000_000);
                ReadPage page = ReadPage.of(pages.resolve(name));
                assertThat(page.html()).contains("default-src 'none'");
                assertThat(page.all("link")).isEmpty();
                assertThat(page.all("img")).isEmpty();
                assertThat(page.all("a"))
                        .allSatisfy(a -> assertThat(a.getAttribute("href")).doesNotContain("//"));
            }
        }
    }

    @Test
    void bothLanguagesHaveTheSameTextsWithTheSamePlaces() {
        Map<String, String> one = new Texts(Language.EN).all();
        Map<String, String> other = new Texts(Language.KO).all();
        assertThat(other.keySet()).isEqualTo(one.keySet());
        one.forEach((key, text) -> assertThat(places(other.get(key))).as(key).isEqualTo(places(text)));
        assertThat(other.values()).as("a text in Korean").anyMatch(t -> t.contains("이탈률"));
    }

    private static Set<String> places(String text) {
        Set<String> places = new HashSet<>();
        var matcher = Pattern.compile("\\{[a-z_0-9.]+}").matcher(text);
        while (matcher.find()) {
            places.add(matcher.group());
        }
        return places;
    }

    @Test
    void moneyAndDatesAreWrittenAsTheReadersWriteThem() throws Exception {
        ReadPage page = ReadPage.of(korean.resolve("index.html"));
        assertThat(page.textOf("overview.lost")).contains("2025년 9월", "753만 원");
        assertThat(ReadPage.of(korean.resolve("churn.html")).textOf("churn.at_risk"))
                .contains("1,419,752원");
        Figures korea = new Figures(new Texts(Language.KO), Language.KO.locale(), java.time.ZoneOffset.UTC, "KRW");
        assertThat(korea.brief("value", new BigDecimal("1294000000"), Unit.MONEY))
                .isEqualTo("12억 9천만 원");
        assertThat(korea.brief("value", new BigDecimal("999960000"), Unit.MONEY))
                .isEqualTo("10억 원");
        Figures britain = new Figures(new Texts(Language.EN), Language.EN.locale(), java.time.ZoneOffset.UTC, "KRW");
        assertThat(britain.brief("value", new BigDecimal("1294000000"), Unit.MONEY))
                .isEqualTo("₩1.29bn");
        assertThat(korea.brief("value", new BigDecimal("99999000"), Unit.MONEY)).isEqualTo("1억 원");
        assertThat(korea.brief("value", new BigDecimal("99994000"), Unit.MONEY)).isEqualTo("9,999만 원");
        assertThat(britain.brief("value", new BigDecimal("999999"), Unit.MONEY)).isEqualTo("₩1.00m");
        assertThat(britain.brief("value", new BigDecimal("-5321"), Unit.MONEY)).isEqualTo("−₩5.32k");
        Figures euro = new Figures(new Texts(Language.EN), Language.EN.locale(), java.time.ZoneOffset.UTC, "EUR");
        assertThat(euro.full("value", new BigDecimal("1234.5"), Unit.MONEY)).isEqualTo("€1,234.50");
    }

    @Test
    void aReleaseWithoutAnyRowSaysWhatIsMissingAndHowToBringIt() throws Exception {
        MadeRelease.empty(folder.resolve("bare"));
        Path pages = written(folder.resolve("bare"), folder.resolve("bare-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("voice.html")).textOf("voice.intention"))
                .contains("'survey_response'");
        assertThat(ReadPage.of(pages.resolve("index.html")).textOf("overview.kept"))
                .contains("'intends_return'");
        for (String name : PAGES) {
            assertThat(ReadPage.of(pages.resolve(name)).charts()).as(name).isEmpty();
        }
    }

    @Test
    void aReleaseWithoutSurveysOrPostsKeepsItsOtherParts() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("quiet"));
        made.execute("DELETE FROM gold.intent_gap");
        made.execute("DELETE FROM gold.loyalty_curve");
        made.execute(
                "UPDATE gold.customer_360 SET last_satisfaction = NULL, last_nps = NULL, last_intention = NULL, came_back_after = NULL");
        Path pages = written(folder.resolve("quiet"), folder.resolve("quiet-pages"), "ko");
        ReadPage voice = ReadPage.of(pages.resolve("voice.html"));
        assertThat(voice.charts()).isEmpty();
        assertThat(voice.textOf("voice.satisfaction")).contains("'score'");
        assertThat(ReadPage.of(pages.resolve("churn.html")).charts()).hasSize(6);
    }

    @Test
    void anOlderReleaseWithoutATableStillHasItsPages() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("older"));
        made.execute("DROP TABLE gold.wallet_share");
        made.execute("ALTER TABLE meta.tables DROP COLUMN stale");
        Path pages = written(folder.resolve("older"), folder.resolve("older-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("wallet.html")).hasTable("wallet.methods"))
                .isFalse();
        assertThat(ReadPage.of(pages.resolve("wallet.html")).hasTable("wallet.share"))
                .isTrue();
    }

    @Test
    void anOlderReleaseWithoutModelsSaysSoAndKeepsTheOldOrder() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("plain"));
        for (String table : List.of(
                "purchase_model",
                "model_quality",
                "model_holdout",
                "cohort_projection",
                "survival",
                "breakeven",
                "loyalty_curve",
                "rfm")) {
            made.execute("DROP TABLE gold." + table);
        }
        made.execute("ALTER TABLE gold.churn DROP COLUMN p_alive");
        made.execute("ALTER TABLE gold.churn DROP COLUMN churn_probability");
        made.execute("ALTER TABLE gold.wallet_share DROP COLUMN estimated_share");
        made.execute("ALTER TABLE gold.customer_360 DROP COLUMN last_intention_on");
        Path pages = written(folder.resolve("plain"), folder.resolve("plain-pages"), "en");
        Map<String, String> missing = Map.of(
                "churn.survival", "churn.html",
                "cohort.projection", "cohorts.html",
                "cohort.break_even", "cohorts.html",
                "data.holdout", "data.html",
                "data.calibration", "data.html",
                "wallet.estimates", "wallet.html",
                "voice.knee", "voice.html",
                "data.models", "data.html");
        for (Map.Entry<String, String> part : missing.entrySet()) {
            ReadPage page = ReadPage.of(pages.resolve(part.getValue()));
            assertThat(page.hasTable(part.getKey())).as(part.getKey()).isFalse();
            assertThat(page.textOf(part.getKey())).contains(new Texts(Language.EN).of(part.getKey() + ".missing"));
            assertThat(page.html())
                    .doesNotContain(
                            "#gold.breakeven",
                            "#gold.survival",
                            "#gold.loyalty_curve",
                            "#gold.model_",
                            "#gold.cohort_projection");
        }
        assertThat(ReadPage.of(pages.resolve("data.html")).parts()).doesNotContain("data.parameters", "data.fits");
        assertThat(ReadPage.of(pages.resolve("index.html")).textOf("attention"))
                .contains(new Texts(Language.EN).of("attention.missing"));
        ReadPage churn = ReadPage.of(pages.resolve("churn.html"));
        assertThat(churn.rows("churn.at_risk").get(0).get(0).value()).isEqualTo("k115");
        assertThat(churn.textOf("churn.at_risk")).contains("spent ₩1.42m").doesNotContain("Lifetime value");
    }

    @Test
    void modelsThatDidNotConvergeLeaveTheOldOrderAndAReason() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("unfit"));
        made.execute(
                "UPDATE gold.churn SET p_alive = NULL, expected_purchases_90d = NULL, lifetime_value = NULL, churn_probability = NULL");
        made.execute("DELETE FROM gold.purchase_model WHERE converged");
        made.execute("DELETE FROM gold.model_quality WHERE converged");
        made.execute("DELETE FROM gold.model_holdout");
        Path pages = written(folder.resolve("unfit"), folder.resolve("unfit-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("churn.html"))
                        .rows("churn.at_risk")
                        .get(0)
                        .get(0)
                        .value())
                .isEqualTo("k115");
        ReadPage data = ReadPage.of(pages.resolve("data.html"));
        assertThat(data.textOf("data.models")).contains("makes no forecasts of purchases", "The likelihood is <flat>.");
        assertThat(data.textOf("data.holdout")).contains(new Texts(Language.EN).of("data.holdout.empty"));
        assertThat(data.textOf("data.calibration")).contains(new Texts(Language.EN).of("data.calibration.empty"));
        assertThat(data.parts()).doesNotContain("data.parameters");
    }

    /** The made release holds the model that Fader, Hardie and Lee (2005) fitted to the customers of CDNOW. */
    @Test
    void theFitsOfTheDayHaveTheirParameters() throws Exception {
        ReadPage data = ReadPage.of(english.resolve("data.html"));
        assertThat(data.textOf("data.fits")).contains("-9,582.4", "<flat>");
        assertThat(data.rows("data.fits"))
                .extracting(r -> r.get(0).value())
                .containsExactly("bg_nbd", "mbg_nbd", "pareto_nbd", "gamma_gamma");
        assertThat(data.rows("data.parameters"))
                .extracting(r ->
                        r.get(1).text() + " " + r.get(2).text() + " " + r.get(3).text())
                .containsExactly("r 0.2426 0.01250", "alpha 4.414 0.3782", "a 0.7929 0.1857", "b 2.426 0.7054");
    }

    @Test
    void theQualityOfModelsIsToldBesideANaiveGuess() throws Exception {
        ReadPage data = ReadPage.of(english.resolve("data.html"));
        // An error of 1.1 beside one of 1.25.
        assertThat(data.textOf("data.models"))
                .contains(
                        "BG/NBD (purchases), fitted until 17 Jul 2025, expected 0.75 purchase days a customer in the 90 days after")
                .contains("0.80 came. Its error is 12.0% below that of a naive guess");
        assertThat(data.rows("data.models"))
                .extracting(r -> r.get(0).value() + " " + r.get(1).value() + " "
                        + r.get(2).text() + " " + r.get(16).value() + " "
                        + r.get(17).text())
                .containsExactly(
                        "bg_nbd purchases yes 2025-07-17 –",
                        "mbg_nbd purchases no 2025-07-17 The likelihood is <flat>.",
                        "pareto_nbd purchases no 2025-07-17 The likelihood is <flat>.",
                        "gamma_gamma spend no 2025-07-17 The likelihood is <flat>.",
                        "logistic_regression churn yes 10 –",
                        "bg_nbd churn no 10 –",
                        "gradient_boosted_trees churn no 10 –");
        // Of chances the Brier score is the error: 0.16 beside 0.2.
        assertThat(data.rows("data.models").get(4))
                .extracting(ReadPage.Shown::text)
                .contains("20.0%", "0.75", "0.60", "0.1600", "0.2000");
        assertThat(ReadPage.of(korean.resolve("data.html")).textOf("data.models"))
                .contains("0.75일로 예상했고 실제는 0.80일", "12.0% 작습니다", "원문(영어)");
    }

    @Test
    void anOlderReleaseThatTestedNothingTellsOfItsFits() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("fitted"));
        made.execute("DROP TABLE gold.model_quality");
        made.execute("DROP TABLE gold.model_holdout");
        made.execute("ALTER TABLE gold.purchase_model DROP COLUMN not_shown_because");
        ReadPage data = ReadPage.of(written(folder.resolve("fitted"), folder.resolve("fitted-pages"), "en")
                .resolve("data.html"));
        assertThat(data.textOf("data.models"))
                .contains("made with BG/NBD (purchases), fitted on 80 buyers, of whom 60", "-9,582.4", "<flat>");
        assertThat(data.textOf("data.holdout")).contains("older program");
        assertThat(data.parts()).contains("data.parameters").doesNotContain("data.fits");
    }

    @Test
    void aModelThatIsNoBetterOrWasNotTestedIsSaidToBeSo() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("doubtful"));
        made.execute("UPDATE gold.model_quality SET root_mean_squared_error = 1.3 WHERE target = 'purchases'");
        Path pages = written(folder.resolve("doubtful"), folder.resolve("doubtful-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("data.html")).textOf("data.models"))
                .contains("Its error (1.300) is not below that of a naive guess (1.250)");
        made.execute("UPDATE gold.model_quality SET root_mean_squared_error = NULL WHERE target = 'purchases'");
        made.execute("DELETE FROM gold.model_holdout");
        pages = written(folder.resolve("doubtful"), folder.resolve("untested-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("data.html")).textOf("data.models"))
                .contains("made with BG/NBD (purchases), which could not be tested");
        made.execute("UPDATE gold.model_quality SET shown = false");
        made.execute(
                "UPDATE gold.purchase_model SET shown = false, not_shown_because = 'It was worse.' WHERE converged");
        pages = written(folder.resolve("doubtful"), folder.resolve("hidden-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("data.html")).textOf("data.models"))
                .contains("No model of purchases is shown", "It was worse.");
    }

    @Test
    void whatWasExpectedStandsBesideWhatCame() throws Exception {
        ReadPage data = ReadPage.of(english.resolve("data.html"));
        assertThat(data.textOf("data.holdout"))
                .contains(
                        "Of the 40 customers of whom BG/NBD (purchases) expected most, it expected 0.91 purchase days each")
                .contains("0.90 came");
        assertThat(data.rows("data.holdout"))
                .extracting(r -> r.get(0).value() + " " + r.get(1).value() + " "
                        + r.get(3).text())
                .startsWith("1 40 0.90", "2 40 0.80")
                .hasSize(10);
        assertThat(data.textOf("data.calibration"))
                .contains("Logistic regression (churn) (training 10) was tested on 70 customers")
                .contains("with a probability of 0.75; a naive guess with 0.60");
        // Those of training 9 would be a point higher.
        assertThat(data.rows("data.calibration"))
                .extracting(r -> r.get(2).text() + " " + r.get(3).text())
                .startsWith("90.9% 90.0%", "81.8% 80.0%")
                .hasSize(10);
    }

    @Test
    void whatIsProjectedIsMarkedInTheTableAndInTheDrawing() throws Exception {
        ReadPage cohorts = ReadPage.of(english.resolve("cohorts.html"));
        // June 2025 is the newest with three complete months; December 2024 is half a year before, June 2024 not there.
        assertThat(cohorts.rows("cohort.projection"))
                .extracting(r -> r.get(0).value())
                .containsOnly("2024-12-01", "2025-06-01");
        assertThat(cohorts.rows("cohort.projection"))
                .filteredOn(r -> r.get(0).value().equals("2025-06-01"))
                .extracting(r -> r.get(1).value() + " " + r.get(2).text())
                .startsWith("1 observed", "2 observed", "3 observed", "4 projected")
                .endsWith("15 projected");
        assertThat(cohorts.textOf("cohort.projection"))
                .contains("Of the 112 customers who first bought in June 2025, 31.3% bought in month 3")
                .contains("in month 15, 13.0% are expected to");
        var series = new ObjectMapper().readTree(cohorts.charts().get(2)).path("series");
        assertThat(series).hasSize(4);
        for (int i = 0; i < 4; i += 2) {
            assertThat(series.get(i).path("lineStyle").path("type").asText()).isEqualTo("solid");
            assertThat(series.get(i).path("name").asText()).endsWith("observed");
            assertThat(series.get(i + 1).path("lineStyle").path("type").asText())
                    .isEqualTo("dashed");
            assertThat(series.get(i + 1).path("name").asText()).endsWith("projected");
            assertThat(series.get(i + 1).path("symbol").asText()).startsWith("empty");
            assertThat(series.get(i + 1).path("colour")).isEqualTo(series.get(i).path("colour"));
        }
        MadeRelease made = MadeRelease.whole(folder.resolve("short"));
        made.execute("DELETE FROM gold.cohort_projection");
        Path pages = written(folder.resolve("short"), folder.resolve("short-pages"), "ko");
        assertThat(ReadPage.of(pages.resolve("cohorts.html")).textOf("cohort.projection"))
                .contains("models.min_customers");
    }

    @Test
    void customersAtRiskStandByWhatIsAtStakeWhenThereIsAClassifier() throws Exception {
        ReadPage churn = ReadPage.of(english.resolve("churn.html"));
        // 61 × 12,345.67 spent, with a chance of 60 of 150.
        assertThat(churn.rows("churn.at_risk").get(0).subList(0, 6))
                .extracting(ReadPage.Shown::text)
                .containsExactly(
                        "k61",
                        "</script><script>alert(1)</script>",
                        "₩301,234",
                        "40.0%",
                        "no purchase for 183 days, <usual> interval 7.5",
                        "₩753,086");
        assertThat(churn.textOf("churn.at_risk"))
                .contains("most at stake first", "within the next 90 days with a chance of 40.0%: ₩301k");
        assertThat(ReadPage.of(korean.resolve("churn.html")).textOf("churn.at_risk"))
                .contains("원문(영어)", "위험 금액은 30만 1천 원");
        MadeRelease made = MadeRelease.whole(folder.resolve("untrained"));
        made.execute(
                "UPDATE gold.churn SET churn_probability = NULL, churn_reason_1 = NULL, churn_model_version = NULL");
        Path pages = written(folder.resolve("untrained"), folder.resolve("untrained-pages"), "en");
        ReadPage forecast = ReadPage.of(pages.resolve("churn.html"));
        assertThat(forecast.rows("churn.at_risk"))
                .extracting(r -> r.get(0).value())
                .startsWith("k1", "k7", "k13");
        assertThat(forecast.textOf("churn.at_risk"))
                .contains("most valuable first")
                .doesNotContain("At stake");
        made.execute("ALTER TABLE gold.churn DROP COLUMN churn_probability");
        made.execute("ALTER TABLE gold.churn DROP COLUMN churn_reason_1");
        ReadPage older = ReadPage.of(written(folder.resolve("untrained"), folder.resolve("unscored-pages"), "en")
                .resolve("churn.html"));
        assertThat(older.rows("churn.at_risk")).isEqualTo(forecast.rows("churn.at_risk"));
        // A model of purchases without one of spend.
        made.execute("UPDATE gold.churn SET lifetime_value = NULL");
        ReadPage unvalued = ReadPage.of(written(folder.resolve("untrained"), folder.resolve("unvalued-pages"), "en")
                .resolve("churn.html"));
        assertThat(unvalued.rows("churn.at_risk").get(0).get(0).value()).isEqualTo("k115");
        assertThat(unvalued.textOf("churn.at_risk")).contains("spent ₩1.42m").doesNotContain("lifetime value");
    }

    @Test
    void contractsAreFollowedThroughMonthsWithoutARow() throws Exception {
        ReadPage churn = ReadPage.of(english.resolve("churn.html"));
        assertThat(churn.rows("churn.survival"))
                .filteredOn(r -> r.get(1).value().equals("all"))
                .extracting(r -> r.get(0).value() + " " + r.get(3).value() + " "
                        + r.get(4).text())
                .containsExactly(
                        "0 100 100.0%",
                        "1 100 90.0%",
                        "2 80 80.0%",
                        "3 60 70.0%",
                        "4 40 70.0%",
                        "5 40 50.0%",
                        "6 20 50.0%",
                        "7 20 50.0%",
                        "8 20 50.0%",
                        "9 20 40.0%");
        assertThat(churn.textOf("churn.survival"))
                .contains(
                        "By the curve, half of contracts are expected to be over after 5 months (100 contracts followed).");
        MadeRelease made = MadeRelease.whole(folder.resolve("staying"));
        made.execute("UPDATE gold.survival SET median_months = NULL");
        Path pages = written(folder.resolve("staying"), folder.resolve("staying-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("churn.html")).textOf("churn.survival"))
                .contains(
                        "40.0% of contracts are expected to be still running after 9 months (35.0% to 44.0%; 100 contracts followed)");
    }

    @Test
    void winningCustomersIsPaidBackOrNotYet() throws Exception {
        ReadPage cohorts = ReadPage.of(english.resolve("cohorts.html"));
        // December has the most customers of 2024; of 2025 it is June, the last one followed for three months.
        assertThat(cohorts.rows("cohort.break_even"))
                .extracting(r -> r.get(0).value())
                .containsOnly("2024-12-01", "2025-06-01");
        assertThat(cohorts.textOf("cohort.break_even"))
                .contains("22 customers won in December 2024 cost ₩4.50k", "4 months after the month", "30.0% of them");
        MadeRelease made = MadeRelease.whole(folder.resolve("costly"));
        made.execute("DELETE FROM gold.breakeven WHERE year(cohort_month) = 2024");
        Path pages = written(folder.resolve("costly"), folder.resolve("costly-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("cohorts.html")).textOf("cohort.break_even"))
                .contains("16 customers won in June 2025", "after 3 months", "₩16.0k a customer is missing")
                .contains("about 16 more months at the pace of the last three");
        made.execute("UPDATE gold.breakeven SET cumulative_margin = 1000.5");
        assertThat(ReadPage.of(written(folder.resolve("costly"), folder.resolve("idle-pages"), "en")
                                .resolve("cohorts.html"))
                        .textOf("cohort.break_even"))
                .contains("brought no margin in the last three months", "will not be paid back");
        made.execute("UPDATE gold.breakeven SET break_even_month = 0, shortfall = NULL");
        assertThat(ReadPage.of(written(folder.resolve("costly"), folder.resolve("quick-pages"), "en")
                                .resolve("cohorts.html"))
                        .textOf("cohort.break_even"))
                .contains("paid back in the very month");
    }

    @Test
    void aKneeIsMarkedWhereTheDataHasOne() throws Exception {
        ReadPage voice = ReadPage.of(english.resolve("voice.html"));
        assertThat(voice.textOf("voice.knee")).contains("bends at a score of 4:", "4.5");
        assertThat(voice.charts()).anySatisfy(c -> assertThat(c).contains("\"xAxis\":3"));
        MadeRelease made = MadeRelease.whole(folder.resolve("straight"));
        made.execute("UPDATE gold.loyalty_curve SET knee = NULL, reason = 'One line fits.'");
        Path pages = written(folder.resolve("straight"), folder.resolve("straight-pages"), "en");
        ReadPage straight = ReadPage.of(pages.resolve("voice.html"));
        assertThat(straight.textOf("voice.knee")).contains("The curve has no knee", "One line fits.");
        assertThat(straight.charts()).noneSatisfy(c -> assertThat(c).contains("\"xAxis\":3"));
    }

    @Test
    void estimatesStandApartFromWhatWasMeasured() throws Exception {
        ReadPage wallet = ReadPage.of(english.resolve("wallet.html"));
        // Ten customers with an even number spend 10.50 times it, 1,155 in all; what they spend elsewhere is not added
        // up.
        assertThat(wallet.textOf("wallet.estimates"))
                .contains("10 buyers and ₩1.16k", "40 similar buyers", "25.0%")
                .contains("Estimates, not measurements", "₩1,155")
                .doesNotContain("₩3,465");
        assertThat(wallet.rows("wallet.estimates")).hasSize(2);
    }

    @Test
    void theDataPageTellsOfTheRunThatMadeTheRelease() throws Exception {
        ReadPage page = ReadPage.of(english.resolve("data.html"));
        assertThat(page.textOf("data.feeds"))
                .contains("sales-2.csv", "900", "16 Oct 2025, 10:00")
                .contains("quiet longest is crm: it last brought rows 12 days before");
        assertThat(page.textOf("data.quarantine"))
                .contains(
                        "15 rows are set aside on the day of the release, most of them of sales: “amount is missing”");
        assertThat(page.rows("data.reasons"))
                .extracting(r -> r.get(2).value() + " " + r.get(3).value() + " "
                        + r.get(4).value())
                .containsExactly("amount is missing 12 7", "currency is <b>missing</b> 2 ", "no key 1 ");
        assertThat(page.textOf("data.checks")).contains("Row rule: <all> is well.", "Warning", "4");
        assertThat(page.textOf("data.restated"))
                .contains("was that of 15 Oct 2025: 2 figures of gold.cohort, because of late rows of sales", "200.0%");
        assertThat(page.rows("data.restated")).hasSize(2);
        assertThat(page.rows("data.restatements"))
                .extracting(r -> r.get(1).value() + ": " + r.get(3).text() + " "
                        + r.get(4).text() + " " + r.get(5).text())
                .containsExactly("2025-01-01, all, 2: 0.01234 0.01235 +0.1%", "2025-01-01, gold, 2: 1 3 +200.0%");
        assertThat(page.textOf("data.tables")).contains("the feed 'sales' lost a column");
    }

    @Test
    void everyPageSaysFirstThatAReleaseIsShownInSpiteOfErrorsOrBehindItsSources() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("forced"));
        made.execute("UPDATE meta.broken_check SET severity = 'error'");
        for (String name : List.of("index.html", "wallet.html")) {
            List<Element> notices = notices(written(folder.resolve("forced"), folder.resolve("forced-pages"), "en")
                    .resolve(name));
            assertThat(notices)
                    .as(name)
                    .extracting(Element::getTextContent)
                    .containsExactly(
                            "This release is shown although checks that hold a release back were broken: 1. Somebody decided"
                                    + " so; see which before you rely on a figure.",
                            "Tables that lack what their sources have by now: 1. Their figures are of before.");
            assertThat(notices)
                    .extracting(n -> ((Element) n.getFirstChild()).getAttribute("href"))
                    .containsExactly("data.html#data.checks", "data.html#data.tables");
        }
        made.execute("UPDATE meta.broken_check SET severity = 'warning'");
        made.execute("UPDATE meta.tables SET stale = ''");
        assertThat(notices(written(folder.resolve("forced"), folder.resolve("well-pages"), "en")
                        .resolve("index.html")))
                .isEmpty();
    }

    private static List<Element> notices(Path page) throws Exception {
        return ReadPage.of(page).all("p").stream()
                .filter(p -> p.getAttribute("class").equals("notice"))
                .toList();
    }

    @Test
    void nothingSetAsideBrokenOrChangedIsSaidInWords() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("clean"));
        made.execute("DELETE FROM meta.quarantine WHERE as_of = DATE '2025-10-15'");
        made.execute("DELETE FROM meta.broken_check");
        made.execute("UPDATE meta.source SET as_of = DATE '2025-10-15'");
        made.execute("DELETE FROM meta.restatement");
        ReadPage page = ReadPage.of(written(folder.resolve("clean"), folder.resolve("clean-pages"), "en")
                .resolve("data.html"));
        assertThat(page.textOf("data.quarantine"))
                .contains("No row is set aside on the day of the release; there were some before.");
        assertThat(page.textOf("data.reasons")).contains("No row is set aside on the day of the release.");
        assertThat(page.textOf("data.checks")).contains("Every check passed.");
        assertThat(page.textOf("data.feeds")).contains("Every source brought its last rows in a run of the day");
        assertThat(page.textOf("data.restated")).contains("changed in the last 90 days");
        assertThat(page.textOf("data.restatements")).contains("changed no published figure");
        for (String table : List.of("source", "quarantine", "broken_check", "restatement")) {
            made.execute("DROP TABLE meta." + table);
        }
        ReadPage older = ReadPage.of(written(folder.resolve("clean"), folder.resolve("older-pages"), "en")
                .resolve("data.html"));
        for (String part : List.of("feeds", "quarantine", "reasons", "checks", "restated", "restatements")) {
            assertThat(older.textOf("data." + part)).as(part).contains("older program");
        }
    }

    @Test
    void aFewCasesAreInTheTableAndRuleNoAxis() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("few"));
        made.execute(
                "INSERT INTO gold.churn_rate BY NAME SELECT c.* REPLACE ('tiny' AS segment, 2 AS at_start, 2 AS churned, 1.0 AS churn_rate) "
                        + "FROM gold.churn_rate c WHERE segment = 'all'");
        ReadPage churn = ReadPage.of(written(folder.resolve("few"), folder.resolve("few-pages"), "en")
                .resolve("churn.html"));
        assertThat(churn.rows("churn.segments"))
                .filteredOn(r -> r.get(1).value().equals("tiny"))
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r.get(5).text()).isEqualTo("100.0%\u00a0†"));
        assertThat(churn.rows("churn.segments"))
                .filteredOn(r -> !r.get(1).value().equals("tiny"))
                .allSatisfy(r -> assertThat(r.get(5).text()).doesNotContain("†"));
        assertThat(churn.charts().get(1)).doesNotContain("tiny").contains("gold");
        assertThat(churn.textOf("churn.segments"))
                .contains("fewer than 30 cases")
                .doesNotContain("segment tiny");
        ReadPage usual = ReadPage.of(english.resolve("churn.html"));
        assertThat(usual.textOf("churn.segments")).doesNotContain("fewer than 30 cases");
        made.execute("UPDATE gold.churn_rate SET at_start = 2");
        ReadPage small = ReadPage.of(written(folder.resolve("few"), folder.resolve("small-pages"), "en")
                .resolve("churn.html"));
        assertThat(small.charts().get(1)).contains("tiny", "gold");
        assertThat(small.textOf("churn.segments")).doesNotContain("fewer than 30 cases");
    }

    @Test
    void ratesOfAFewAreNeitherNamedNorDrawn() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("handful"));
        made.execute(
                "UPDATE gold.churn_rate SET at_start = 3, churned = 3, churn_rate = 1 WHERE month = DATE '2025-09-01'");
        made.execute(
                "UPDATE gold.cohort SET customers = 2, active = 2, retention = 1 WHERE cohort_month >= DATE '2025-01-01'");
        made.execute("UPDATE gold.cohort_projection SET customers = 2 WHERE cohort_month >= DATE '2025-01-01'");
        Path pages = written(folder.resolve("handful"), folder.resolve("handful-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("index.html")).textOf("overview.churn"))
                .contains("August 2025", "60 of 1,203 customers");
        assertThat(ReadPage.of(pages.resolve("churn.html")).textOf("churn.rate"))
                .contains("In August 2025, 60 of 1,203 customers were lost");
        ReadPage cohorts = ReadPage.of(pages.resolve("cohorts.html"));
        // Six cohorts of 2025 with two customers each can be followed for three months.
        assertThat(cohorts.textOf("cohort.years")).contains("new customers of 2024 who", "100.0%\u00a0†");
        assertThat(cohorts.charts().get(1)).contains("\"2024\"").doesNotContain("\"2025\"");
        assertThat(cohorts.textOf("cohort.projection"))
                .contains("Of the 106 customers who first bought in December 2024", "100.0%\u00a0†");
        assertThat(cohorts.charts().get(2)).doesNotContain("Jun 25");
    }

    @Test
    void aSegmentIsNamedOnlyBesideOthers() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("unsegmented"));
        for (String table : List.of("churn", "churn_rate", "wallet_share_summary")) {
            made.execute("DELETE FROM gold." + table + " WHERE segment NOT IN ('all', 'gold', 'unknown')");
        }
        Path pages = written(folder.resolve("unsegmented"), folder.resolve("unsegmented-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("churn.html")).textOf("churn.revenue"))
                .doesNotContain("largest part");
        assertThat(ReadPage.of(pages.resolve("churn.html")).textOf("churn.states"))
                .doesNotContain("any other segment");
        assertThat(ReadPage.of(pages.resolve("wallet.html")).textOf("wallet.headroom"))
                .doesNotContain("largest headroom");
        assertThat(ReadPage.of(pages.resolve("index.html")).text())
                .contains("Observed customers spend this elsewhere in the category");
        assertThat(ReadPage.of(english.resolve("churn.html")).textOf("churn.revenue"))
                .contains("the largest part was lost in segment");
        assertThat(ReadPage.of(english.resolve("index.html")).text())
                .contains("Observed customers of segment </script>");
    }

    @Test
    void theFirstMonthIsToldAsWhatItIs() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("first"));
        made.execute(
                "UPDATE gold.churn_rate SET at_start = 0, churned = 0, churn_rate = NULL, wilson_low = NULL, wilson_high = NULL");
        made.execute("DELETE FROM gold.cohort WHERE months_since > 0");
        Path pages = written(folder.resolve("first"), folder.resolve("first-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("index.html")).textOf("overview.churn"))
                .contains("No complete month with customers at its start yet.");
        for (String part : List.of("churn.rate", "churn.segments")) {
            assertThat(ReadPage.of(pages.resolve("churn.html")).textOf(part))
                    .contains("No complete month with customers at its start yet.");
        }
        assertThat(ReadPage.of(pages.resolve("cohorts.html")).textOf("cohort.revenue"))
                .doesNotContain("came in again in month 0");
        made.execute("DELETE FROM gold.cohort WHERE is_complete");
        made.execute("DELETE FROM gold.churn_rate WHERE is_complete");
        pages = written(folder.resolve("first"), folder.resolve("begun-pages"), "en");
        assertThat(ReadPage.of(pages.resolve("churn.html")).textOf("churn.flow"))
                .contains("No complete month yet.");
        for (String part : List.of("cohort.revenue", "cohort.value")) {
            assertThat(ReadPage.of(pages.resolve("cohorts.html")).textOf(part))
                    .contains("No complete month with purchases yet.")
                    .doesNotContain("Map the entity");
        }
    }

    @Test
    void thatOneInTenMadeNoContactIsNotSaid() throws Exception {
        assertThat(ReadPage.of(english.resolve("interactions.html")).textOf("interaction.quantiles"))
                .contains("one customer in ten did so");
        MadeRelease made = MadeRelease.whole(folder.resolve("shy"));
        made.execute("UPDATE gold.customer_activity SET c2f_90d = 0 WHERE customer_key <> 'k1'");
        assertThat(ReadPage.of(written(folder.resolve("shy"), folder.resolve("shy-pages"), "en")
                                .resolve("interactions.html"))
                        .textOf("interaction.quantiles"))
                .doesNotContain("one customer in ten");
    }

    @Test
    void contactsOfBothDirectionsAreOfTheSameMonth() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("ways"));
        made.execute("DELETE FROM gold.interaction_frequency WHERE direction = 'F2C' AND month = DATE '2025-09-01'");
        ReadPage quiet = ReadPage.of(written(folder.resolve("ways"), folder.resolve("quiet-pages"), "en")
                .resolve("interactions.html"));
        assertThat(quiet.textOf("interaction.months"))
                .contains("In September 2025 customers turned to the company 41 times (20 customers), "
                        + "the company to customers 0 times (0 customers)");
        made.execute("DELETE FROM gold.interaction_frequency WHERE direction = 'C2F' AND month > DATE '2025-06-01'");
        ReadPage silent = ReadPage.of(written(folder.resolve("ways"), folder.resolve("silent-pages"), "en")
                .resolve("interactions.html"));
        // In September there are contacts between customers alone.
        assertThat(silent.textOf("interaction.months"))
                .contains("In September 2025 customers turned to the company 0 times (0 customers), "
                        + "the company to customers 0 times (0 customers)");
    }

    @Test
    void whoWasOnlyToldSomethingHadNoContactOfTheirOwn() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("told"));
        made.execute("INSERT INTO gold.interaction_frequency BY NAME SELECT f.* REPLACE ('told ' || n AS customer_key, "
                + "0 AS interactions, 0 AS interactions_per_30_days) FROM gold.interaction_frequency f, "
                + "(SELECT range AS n FROM range(2)) WHERE direction = 'C2C'");
        Path pages = written(folder.resolve("told"), folder.resolve("told-pages"), "en");
        for (String part : List.of("interaction.channels", "interaction.months")) {
            List<String> before = texts(ReadPage.of(english.resolve("interactions.html")), part);
            assertThat(texts(ReadPage.of(pages.resolve("interactions.html")), part))
                    .as(part)
                    .isEqualTo(before);
        }
    }

    private static List<String> texts(ReadPage page, String part) {
        return page.rows(part).stream()
                .map(r -> r.stream().map(ReadPage.Shown::value).toList().toString())
                .toList();
    }

    @Test
    void theStrongestCompetitorIsOneBrandAndNotTheSumOfManySmallOnes() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("brands"));
        made.execute("INSERT INTO gold.wallet_share_summary BY NAME SELECT w.* REPLACE ('small ' || n AS brand) "
                + "FROM gold.wallet_share_summary w, (SELECT range AS n FROM range(1, 31)) WHERE brand = 'F'");
        ReadPage wallet = ReadPage.of(written(folder.resolve("brands"), folder.resolve("brands-pages"), "en")
                .resolve("wallet.html"));
        assertThat(wallet.rows("wallet.brands"))
                .filteredOn(r -> r.get(2).value().equals("others"))
                .isNotEmpty()
                .allSatisfy(r -> assertThat(new BigDecimal(r.get(4).value())).isGreaterThan(new BigDecimal("6001.50")));
        assertThat(wallet.textOf("wallet.brands")).contains("the strongest competitor in a category was E in");
        // The share of a dozen wallets is not named beside one of forty, however large.
        made.execute("UPDATE gold.wallet_share_summary SET customers = 12, spend = 3 * spend WHERE category = 'home'");
        wallet = ReadPage.of(written(folder.resolve("brands"), folder.resolve("few-wallets-pages"), "en")
                .resolve("wallet.html"));
        assertThat(wallet.textOf("wallet.brands"))
                .contains("was E in \"food\": ₩6.00k, 28.6% of the money (n = 40 wallets).", "%\u00a0†")
                .doesNotContain("n = 12");
    }

    @Test
    void aTinyBandIsNotTheOneWithTheHighestShare() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("bands"));
        made.execute("DELETE FROM gold.churn");
        made.execute("DELETE FROM gold.customer_activity");
        // Of 100 without a contact 30 are silent, of 50 with four 20, of 3 with 25 all.
        made.execute(
                "INSERT INTO gold.churn BY NAME SELECT 'k' || range AS customer_key, "
                        + "range < 30 OR range BETWEEN 100 AND 119 OR range >= 150 AS churned_silent_days, 'gold' AS segment, 'active' AS state, 0 AS spend_365d FROM range(153)");
        made.execute("INSERT INTO gold.customer_activity BY NAME SELECT 'k' || range AS customer_key, "
                + "CASE WHEN range < 100 THEN 0 WHEN range < 150 THEN 4 ELSE 25 END AS f2c_365d FROM range(153)");
        ReadPage page = ReadPage.of(written(folder.resolve("bands"), folder.resolve("bands-pages"), "en")
                .resolve("interactions.html"));
        assertThat(page.textOf("interaction.churn"))
                .contains("Of 100 buyers without a contact from the company 30.0% are silent")
                .contains("the share is highest with 3–5 contacts: 40.0% of 50.")
                .contains("fewer than 30 cases");
        assertThat(page.rows("interaction.churn"))
                .extracting(r -> r.get(0).value() + " " + r.get(3).text())
                .containsExactly("0 30.0%", "3–5 40.0%", "20+ 100.0%\u00a0†");
        var chart = new ObjectMapper().readTree(page.charts().get(page.charts().size() - 1));
        assertThat(chart.at("/series/0/data/1").asDouble()).isCloseTo(0.4, within(1e-9));
        assertThat(chart.at("/series/0/data/2").isNull()).isTrue();
        assertThat(chart.at("/series/0/markLine/data")).hasSize(2);
        assertThat(chart.at("/yAxis/max").asDouble()).isLessThan(0.7);
    }

    @Test
    void eachShareStandsOnItsOwnCases() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("cases"));
        made.execute("UPDATE gold.intent_gap SET intended = 4, intended_came = 4 WHERE month = DATE '2025-06-01'");
        made.execute(
                "UPDATE gold.cohort SET customers = 5, active = 5, retention = 1 WHERE cohort_month >= DATE '2025-07-01'");
        made.execute(
                "INSERT INTO gold.wallet_share BY NAME SELECT w.* REPLACE ('tiny' AS category) FROM gold.wallet_share w "
                        + "WHERE customer_key = 'k1'");
        made.execute("DELETE FROM gold.churn");
        made.execute("DELETE FROM gold.customer_360");
        made.execute(
                "INSERT INTO gold.churn BY NAME SELECT 'k' || range AS customer_key, range % 2 = 0 AS churned_silent_days, 'gold' AS segment, 'active' AS state FROM range(83)");
        made.execute(
                "INSERT INTO gold.customer_360 BY NAME SELECT 'k' || range AS customer_key, "
                        + "CASE WHEN range < 40 THEN 0.5 WHEN range < 80 THEN 0.75 ELSE 1 END AS last_satisfaction FROM range(83)");
        Path pages = written(folder.resolve("cases"), folder.resolve("cases-pages"), "en");

        ReadPage voice = ReadPage.of(pages.resolve("voice.html"));
        assertThat(voice.rows("voice.intention"))
                .filteredOn(r -> r.get(0).value().equals("2025-06-01"))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.get(5).text()).doesNotContain("†");
                    assertThat(r.subList(6, 9)).extracting(ReadPage.Shown::text).allMatch(t -> t.endsWith("†"));
                });
        assertThat(voice.textOf("voice.intention")).contains("In May 2025,");
        assertThat(voice.textOf("voice.satisfaction"))
                .contains(
                        "Of customers with a satisfaction of 50.0%, 50.0% still buy (n = 40); with 75.0%, 50.0% (n = 40).");
        assertThat(ReadPage.of(pages.resolve("cohorts.html")).textOf("cohort.triangle"))
                .contains("who first bought in June 2025");
        ReadPage wallet = ReadPage.of(pages.resolve("wallet.html"));
        assertThat(wallet.rows("wallet.compared"))
                .extracting(r -> r.get(1).value() + " " + r.get(2).text().contains("†"))
                .containsExactly("home false", "tiny true");
        assertThat(wallet.textOf("wallet.compared")).contains("category home");
    }

    @Test
    void howManyOwnIntervalsIsSaidAsItIsSet() throws Exception {
        Path home = folder.resolve("lake");
        Path company = MadeRelease.company(home);
        Path fine = Files.writeString(
                folder.resolve("fine.yaml"), Files.readString(company) + "churn: {own_intervals: 2.25}\n");
        Path out = folder.resolve("fine-pages");
        assertThat(execute("report", "--conf", fine.toString(), "--out", out.toString())
                        .exitCode())
                .isZero();
        assertThat(ReadPage.of(out.resolve("definitions.html")).text())
                .contains("Silent for more than 2.25 times the customer's own usual interval");
        assertThat(ReadPage.of(english.resolve("definitions.html")).text()).contains("Silent for more than 3 times");
    }

    @Test
    void theTrendOfSharesBeginsTwelveCompleteQuartersAgo() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("quarters"));
        made.execute(
                "INSERT INTO gold.wallet_share_summary BY NAME SELECT w.* REPLACE (CAST(w.quarter - to_years(n) AS DATE) AS quarter) "
                        + "FROM gold.wallet_share_summary w, (SELECT unnest([2, 4]) AS n)");
        ReadPage wallet = ReadPage.of(written(folder.resolve("quarters"), folder.resolve("quarters-pages"), "en")
                .resolve("wallet.html"));
        // The quarter from October 2025 has begun and is not over.
        assertThat(wallet.rows("wallet.trend").stream()
                        .map(r -> r.get(0).value())
                        .distinct())
                .hasSize(12)
                .startsWith("2022-10-01")
                .endsWith("2025-07-01");
    }

    @Test
    void buyersAreComparedWithBuyers() throws Exception {
        ReadPage wallet = ReadPage.of(english.resolve("wallet.html"));
        // Shares of 1 % to 20 %, measured twice; of the estimates half are 25 % and half 75 %.
        assertThat(wallet.textOf("wallet.compared"))
                .contains("the 40 buyers whose wallet was measured spend 10.5% of it with us on average")
                .contains("of the 20 buyers nobody asked, 50.0% is expected")
                .contains("Of all money of all observed customers, buyers or not, 4.8% is ours");
        assertThat(wallet.rows("wallet.compared"))
                .singleElement()
                .satisfies(r -> assertThat(r.subList(6, 10))
                        .extracting(ReadPage.Shown::text)
                        .containsExactly("50.0%", "4.8%", "10.0%", "40"));
    }

    @Test
    void whoBoughtOnceIsNotToldToBeACustomerStill() throws Exception {
        for (Language language : Language.values()) {
            Path pages = language == Language.EN ? english : korean;
            assertThat(ReadPage.of(pages.resolve("churn.html")).textOf("churn.at_risk"))
                    .contains("BG/NBD", "100%");
            assertThat(ReadPage.of(pages.resolve("definitions.html")).html()).contains("BG/NBD");
        }
    }

    @Test
    void aMonthInWhichNobodySaidYesHasNoRateAndNoInterval() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("nobody"));
        made.execute("UPDATE gold.intent_gap SET intended = 0, intended_came = 0 WHERE month = DATE '2025-06-01'");
        Path pages = written(folder.resolve("nobody"), folder.resolve("nobody-pages"), "en");
        ReadPage voice = ReadPage.of(pages.resolve("voice.html"));
        assertThat(voice.rows("voice.intention"))
                .filteredOn(r -> r.get(0).value().equals("2025-06-01"))
                .singleElement()
                .satisfies(r -> assertThat(r.subList(6, 9))
                        .extracting(ReadPage.Shown::value)
                        .containsOnly(""));
        assertThat(voice.textOf("voice.intention")).contains("In May 2025,");
    }

    @Test
    void aChartOfManyCategoriesShowsTheLargestAndSaysSo() throws Exception {
        MadeRelease made = MadeRelease.whole(folder.resolve("many"));
        made.execute(
                "INSERT INTO gold.wallet_share_summary BY NAME SELECT w.* REPLACE ('category ' || n AS category, (30 - n) / 100 AS share_of_sums, 40 + n AS customers) "
                        + "FROM gold.wallet_share_summary w, (SELECT range AS n FROM range(1, 21)) WHERE category = 'home' AND brand = 'own' AND segment = 'all'");
        Path pages = written(folder.resolve("many"), folder.resolve("many-pages"), "en");
        ReadPage wallet = ReadPage.of(pages.resolve("wallet.html"));
        assertThat(wallet.textOf("wallet.trend")).contains("The chart shows the seven largest");
        assertThat(wallet.rows("wallet.trend"))
                .extracting(r -> r.get(1).value())
                .contains("category 1", "category 20");
        // The largest stand on the most wallets, whatever their share.
        assertThat(wallet.charts().get(2)).contains("category 20").doesNotContain("category 1\"");
        made.execute(
                "INSERT INTO gold.intent_gap BY NAME SELECT g.* REPLACE ('plan ' || n AS segment, answers + 10 * n AS answers, "
                        + "intended + 10 * n AS intended, intended + 10 * n AS intended_came) FROM gold.intent_gap g, (SELECT range AS n FROM range(1, 10)) "
                        + "WHERE segment = 'gold'");
        ReadPage voice = ReadPage.of(written(folder.resolve("many"), folder.resolve("plans-pages"), "en")
                .resolve("voice.html"));
        assertThat(voice.charts().get(1)).contains("\"All\"", "plan 9").doesNotContain("plan 1\"");
    }

    @Test
    void withoutAReleaseItSaysHowToMakeOne() throws Exception {
        Outcome outcome = report(folder.resolve("nowhere"), folder.resolve("none"), "en");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("has no release in", "./dangol run --conf")
                .doesNotContain("Exception");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aFolderWithSomebodyElsesFilesIsLeftAlone() throws Exception {
        Path out = Files.createDirectories(folder.resolve("foreign"));
        Files.writeString(out.resolve("thesis.txt"), "mine");
        Outcome outcome = report(folder.resolve("lake"), out, "en");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("thesis.txt", "Name a new or an empty folder");
        assertThat(out.resolve("thesis.txt")).hasContent("mine");
        assertThat(out.resolve("index.html")).doesNotExist();

        Path mixed = written(folder.resolve("lake"), folder.resolve("mixed"), "en");
        Files.writeString(mixed.resolve("notes.txt"), "mine");
        assertThat(report(folder.resolve("lake"), mixed, "en").exitCode()).isEqualTo(2);
        assertThat(mixed.resolve("notes.txt")).hasContent("mine");

        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertThat(report(folder.resolve("lake"), file, "en").err()).contains("it is a file");
    }

    @Test
    void aDiskThatFillsUpLeavesTheReportBefore() throws Exception {
        Path out = folder.resolve("swapped");
        new ReportFolder(out).write(Map.of("index.html", to -> to.write("first")));
        assertThatThrownBy(() -> new ReportFolder(out)
                        .write(Map.of("index.html", to -> to.write("second"), "churn.html", to -> {
                            to.write("half a pa");
                            throw new IOException("No space left on device");
                        })))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("as it was");
        assertThat(out.resolve("index.html")).hasContent("first");
        assertThat(out.resolve("churn.html")).doesNotExist();
        new ReportFolder(out).write(Map.of("index.html", to -> to.write("third")));
        assertThat(out.resolve("index.html")).hasContent("third");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(p -> p.getFileName().toString().startsWith(".swapped")))
                    .isEmpty();
        }
    }

    @Test
    void aFolderThatBecameForeignMeanwhileIsNotReplaced() throws Exception {
        Path out = folder.resolve("late");
        ReportFolder report = new ReportFolder(out);
        Files.createDirectories(out);
        Files.writeString(out.resolve("mine.txt"), "mine");
        assertThatThrownBy(() -> report.write(Map.of("index.html", to -> to.write("x"))))
                .isInstanceOf(ConfigurationException.class);
        assertThat(out.resolve("mine.txt")).hasContent("mine");
    }
}
