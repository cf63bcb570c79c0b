package dangol.jobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.type.TypeReference;
import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Release;
import dangol.jobs.publish.BiView;
import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.publish.SampleRelease;
import dangol.jobs.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data dictionary's pages. */
class DataDictionaryTest {
    private static final Company SHOP = CompanyReader.read(Path.of("..", "conf", "examples", "online_retail.yaml"));

    @TempDir
    Path folder;

    @Test
    void everyContractAndEveryViewHasAPageWithAllItsColumns() throws Exception {
        Path out = folder.resolve("docs");
        int pages = new DataDictionary(SHOP, Shown.NOTHING).write(out);
        Set<String> expected = new TreeSet<>(Set.of("index.html", "glossary.html"));
        try (Stream<Path> contracts = Files.walk(Path.of("..", "conf", "tables"))) {
            contracts
                    .filter(f -> f.toString().endsWith(".odcs.yaml"))
                    .forEach(f -> expected.add(f.getParent().getFileName() + "."
                            + f.getFileName().toString().replace(".odcs.yaml", ".html")));
        }
        BiView.all().forEach(v -> expected.add("bi." + v.name() + ".html"));
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(f -> f.getFileName().toString())
                            .filter(f -> !f.equals("files.txt"))
                            .collect(Collectors.toSet()))
                    .isEqualTo(expected)
                    .hasSize(pages);
        }
        for (TableId table : DataDictionary.tables()) {
            String page = Files.readString(out.resolve(table + ".html"));
            for (Column column : Contracts.of(table).columns()) {
                assertThat(page).contains("<tr id=\"" + column.name() + "\">");
            }
        }
        assertThat(Files.readString(out.resolve("silver.customer.html"))).contains("personal data</span>");
    }

    @Test
    void linksLeadSomewhereAndNothingIsLoadedFromElsewhere() throws Exception {
        Path out = folder.resolve("docs");
        new DataDictionary(SHOP, Shown.NOTHING).write(out);
        Map<String, Set<String>> anchors = new HashMap<>();
        Map<String, Set<String>> links = new HashMap<>();
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".html")).toList()) {
                String name = file.getFileName().toString();
                String page = Files.readString(file);
                anchors.put(name, found(page, "\\bid=\"([^\"]+)\""));
                links.put(name, found(page, "\\bhref=\"([^\"]+)\""));
                assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                        .as(name)
                        .doesNotContain("http://", "https://", "src=", "@import", "url(");
            }
        }
        links.forEach((page, hrefs) -> hrefs.forEach(href -> {
            String target = href.startsWith("#") ? page : href.replaceFirst("#.*", "");
            assertThat(anchors).as(page + " -> " + href).containsKey(target);
            if (href.contains("#")) {
                assertThat(anchors.get(target))
                        .as(page + " -> " + href)
                        .contains(href.substring(href.indexOf('#') + 1));
            }
        }));
    }

    @Test
    void everyTableHasAnExampleAndEveryExampleOnAReleaseIsAnswered() throws Exception {
        Path file = folder.resolve("shop.duckdb");
        try (SampleRelease sample = SampleRelease.begin(file, 1)) {
            sample.finish();
        }
        Map<String, List<Map<String, String>>> examples = examples();
        Set<String> tables = new HashSet<>();
        DataDictionary.tables().forEach(t -> tables.add(t.toString()));
        BiView.all().forEach(v -> tables.add("bi." + v.name()));
        assertThat(examples.keySet()).isEqualTo(tables);
        try (ReleaseQuery release = ReleaseQuery.of(file)) {
            examples.forEach((table, asked) -> asked.forEach(e -> {
                assertThat(e.get("question")).as(table).contains("?");
                assertThat(e.get("sql")).as(table).contains(table);
                // Those on the other layers are for Spark: LakeQueryTest.
                if (table.startsWith("gold.") || table.startsWith("bi.")) {
                    assertThatCode(() -> release.ask(e.get("sql")))
                            .as(table + ": " + e.get("sql"))
                            .doesNotThrowAnyException();
                }
            }));
        }
    }

    @Test
    void whatStaysMoreThanAYearIsSaidOfPlansThatHadOne() throws Exception {
        Path file = folder.resolve("shop.duckdb");
        try (SampleRelease sample = SampleRelease.begin(file, 1)) {
            Object[][] rows = {
                {"new", 3, 0.97},
                {"old", 3, 0.9},
                {"old", 12, 0.6},
                {"old", 20, 0.5},
                {"steady", 14, 0.8},
                {"all lost", 7, 0.5},
                {"all lost", 9, 0.0},
            };
            for (Object[] r : rows) {
                sample.row(
                        "gold.survival",
                        "grouping",
                        "plan",
                        "group_name",
                        r[0],
                        "tenure_months",
                        r[1],
                        "survival",
                        r[2]);
            }
            sample.finish();
        }
        try (ReleaseQuery release = ReleaseQuery.of(file)) {
            assertThat(firstExample(release, "gold.survival"))
                    .extracting(r -> r.get(0), r -> r.get(2))
                    .containsExactly(tuple("steady", 1.0), tuple("old", 0.6), tuple("all lost", 0.0));
        }
    }

    /** The rows that answer the first example question about a table. */
    private static List<List<Object>> firstExample(ReleaseQuery release, String table) {
        return release.ask(examples().get(table).get(0).get("sql")).rows();
    }

    private static Map<String, List<Map<String, String>>> examples() {
        return Resources.yaml("examples.yaml", new TypeReference<Map<String, List<Map<String, String>>>>() {});
    }

    /** The newest month and quarter are not over. */
    @Test
    void examplesOnPeriodsAreAboutWholeOnes() throws Exception {
        Path file = folder.resolve("shop.duckdb");
        try (SampleRelease sample = SampleRelease.begin(file, 1)) {
            for (int i = 0; i < 15; i++) {
                sample.row(
                        "gold.churn_rate",
                        "month",
                        SampleRelease.AS_OF.withDayOfMonth(1).minusMonths(i),
                        "segment",
                        "gold",
                        "definition",
                        "silent_days",
                        "at_start",
                        10,
                        "churned",
                        1,
                        "is_complete",
                        i > 0);
            }
            for (String brand : List.of("own", "Rival", "elsewhere")) {
                for (int i = 0; i < 3; i++) {
                    sample.row(
                            "gold.wallet_share_summary",
                            "segment",
                            "all",
                            "category",
                            "tea",
                            "quarter",
                            LocalDate.parse("2025-10-01").minusMonths(3 * i),
                            "brand",
                            brand,
                            "is_complete",
                            i > 0);
                }
            }
            sample.finish();
        }
        try (ReleaseQuery release = ReleaseQuery.of(file)) {
            assertThat(firstExample(release, "bi.metric_churn_rate"))
                    .extracting(r -> r.get(0), r -> r.get(1).toString())
                    .containsExactly(tuple("gold", "12"));
            assertThat(firstExample(release, "gold.wallet_share_summary"))
                    .extracting(r -> r.get(0), r -> r.get(2))
                    .containsExactly(tuple(LocalDate.parse("2025-07-01"), "Rival"));
        }
    }

    @Test
    void aReleaseAddsItsRowsItsDayAndItsBrokenRules() throws Exception {
        Path file = folder.resolve("shop.duckdb");
        try (SampleRelease sample = SampleRelease.begin(file, 3)) {
            for (int i = 0; i < 7; i++) {
                sample.row("gold.churn", "customer_key", "key" + i, "segment", "<b>Tom & \"Co\"</b>");
            }
            sample.row("gold.wallet_share", "customer_key", "key", "category", "-".repeat(59) + "🛒🛒");
            sample.finish();
        }
        Release release = new Release(
                3,
                "online_retail",
                SampleRelease.AS_OF,
                Instant.parse("2026-01-01T02:30:45.123456789Z"),
                "",
                1,
                Map.of(),
                Map.of(
                        "gold.churn",
                        new Release.Released(
                                1,
                                7,
                                Contracts.of(TableId.gold("churn")).version(),
                                "silver.transaction was left out."),
                        "gold.rfm",
                        new Release.Released(1, 7, "0.9.0")));
        RunRecord.CheckLine broken = new RunRecord.CheckLine(
                "gold.churn", "key_is_unique", "One row.", "warning", 7, 2, "", List.of("customer_key=key1"));
        Path out = folder.resolve("docs");
        try (ReleaseQuery rows = ReleaseQuery.of(file)) {
            // The newest run found nothing to do: it names the release and checked nothing.
            List<RunRecord> runs =
                    List.of(run(10, RunRecord.NOTHING_TO_DO, List.of()), run(9, RunRecord.SUCCEEDED, List.of(broken)));
            new DataDictionary(SHOP, new Shown(Optional.of(release), runs, Optional.of(rows))).write(out);
        }
        String page = Files.readString(out.resolve("gold.churn.html"));
        assertThat(page)
                .contains("7 rows as of 2025-12-31, in release 3 of 2026-01-01 02:30 Europe/London.")
                .contains("Not up to date: silver.transaction was left out.")
                .contains("class=\"broken\">broken: 2 of 7 rows<")
                .contains(">holds<")
                .contains("<td>&lt;b&gt;Tom &amp; &quot;Co&quot;&lt;/b&gt;</td>")
                .contains("<td>key4</td>")
                .doesNotContain("<td>key5</td>", "<b>Tom");
        // Tables that came with a later program, or with another contract, have not been checked.
        for (String later : List.of("gold.cohort", "gold.rfm")) {
            assertThat(Files.readString(out.resolve(later + ".html")))
                    .contains("<h2>Rules")
                    .doesNotContain(">holds<");
        }
        assertThat(Files.readString(out.resolve("gold.wallet_share.html"))).contains("-🛒…");
        assertThat(Files.readString(out.resolve("index.html")))
                .contains("Release 3 as of 2025-12-31, of 2026-01-01 02:30 Europe/London.");
        assertThat(Files.readString(out.resolve("silver.transaction.html")))
                .contains("Last written by the run of 2026-01-01 02:00 Europe/London as of 2025-12-31: 1,234 rows.")
                .doesNotContain("Some rows");
    }

    private static RunRecord run(long number, String outcome, List<RunRecord.CheckLine> broken) {
        RunRecord.TableLine line =
                new RunRecord.TableLine("silver.transaction", 1300L, 1234, 0L, 66L, 1.5, 4, Map.of(), 0, 0, 0);
        return new RunRecord(
                number,
                String.valueOf(number),
                "online_retail",
                SampleRelease.AS_OF,
                Instant.parse("2026-01-01T02:00:00Z"),
                Instant.parse("2026-01-01T02:30:00Z"),
                outcome,
                "",
                "me",
                "here",
                1,
                3L,
                List.of(line),
                broken,
                List.of(),
                Map.of(),
                true);
    }

    @Test
    void termsAreDefinedOnceAndLinkedAtTheirFirstMention() {
        Glossary glossary = Glossary.read(Set.of("gold.churn"));
        assertThat(glossary.terms()).extracting(Glossary.Term::id).doesNotHaveDuplicates();
        assertThat(glossary.terms().stream().flatMap(t -> t.forms().stream()).toList())
                .doesNotHaveDuplicates();
        List<Map<String, String>> pieces = glossary.linked("Churn as in gold.churn; churn_rate and cohort churn.", "");
        assertThat(pieces.stream().map(p -> p.get("text")).collect(Collectors.joining()))
                .isEqualTo("Churn as in gold.churn; churn_rate and cohort churn.");
        assertThat(pieces.stream().filter(p -> !p.get("href").isEmpty()))
                .extracting(p -> p.get("text") + " " + p.get("href"))
                .containsExactly(
                        "Churn glossary.html#churn", "gold.churn gold.churn.html", "cohort glossary.html#cohort");
    }

    @Test
    void lineageRunsFromTheFeedsToTheViews() {
        Lineage lineage = Lineage.of(SHOP);
        assertThat(lineage.inputsOf("silver.transaction"))
                .isNotEmpty()
                .allMatch(t -> t.startsWith("feed.") || t.startsWith("silver."));
        assertThat(lineage.readersOf("gold.churn_rate")).contains("bi.metric_churn_rate", "bi.dim_date");
        assertThat(lineage.picture()).contains("data-from=\"gold.churn_rate\" data-to=\"bi.metric_churn_rate\"");
    }

    @Test
    void aFolderOfSomebodyElseIsLeftAlone() throws IOException {
        Path out = Files.createDirectories(folder.resolve("docs"));
        new DataDictionary(SHOP, Shown.NOTHING).write(out);
        new DataDictionary(SHOP, Shown.NOTHING).write(out);
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(home.resolve("index.html"), "<h1>My site</h1>");
        assertThatThrownBy(() -> new DataDictionary(SHOP, Shown.NOTHING).write(home))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("it holds what belongs to no data dictionary, such as 'index.html'");
        assertThat(home.resolve("index.html")).hasContent("<h1>My site</h1>");
        assertThatThrownBy(() -> new DataDictionary(SHOP, Shown.NOTHING).write(Path.of("s3a://bucket/docs")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("this is no folder of this machine");

        Files.writeString(out.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> new DataDictionary(SHOP, Shown.NOTHING).write(out))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("such as 'notes.txt'");
        assertThat(out.resolve("notes.txt")).hasContent("mine");
    }

    private static Set<String> found(String page, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page);
        Set<String> found = new HashSet<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
