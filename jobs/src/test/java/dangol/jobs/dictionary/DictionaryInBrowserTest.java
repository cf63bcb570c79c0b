package dangol.jobs.dictionary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dangol.jobs.company.CompanyReader;
import dangol.jobs.lake.Release;
import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.publish.SampleRelease;
import dangol.jobs.report.Accessibility;
import dangol.jobs.report.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data dictionary's pages in a browser: everybody can use them, on a desk and on a phone, light and dark. */
class DictionaryInBrowserTest {
    /** Each shape that a page can have: the two lists, and a table with and without rows, rules, personal data and SQL of its own. */
    private static final Set<String> SHAPES = Set.of(
            "index.html",
            "glossary.html",
            "bronze.landed.html",
            "silver.customer.html",
            "gold.churn.html",
            "gold.cohort.html",
            "bi.dim_date.html",
            "ops.run.html");

    @TempDir
    private static Path folder;

    @Test
    void pagesOfEveryShapeCanBeUsedByEverybody() throws Exception {
        Optional<Path> driver = Browser.found();
        if (driver.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI has no chromedriver: .ci/run installs it.");
        }
        assumeTrue(driver.isPresent(), "There is no chromedriver on the path: the pages are not opened in a browser.");
        List<Path> pages = pages();
        assertThat(pages).hasSameSizeAs(SHAPES);
        List<String> faults = new ArrayList<>();
        try (Browser browser = Browser.start(driver.get())) {
            for (Path page : pages) {
                for (int width : List.of(1440, 390)) {
                    browser.open(page, width, width == 390 ? "dark" : "light");
                    Accessibility.findings(browser)
                            .forEach(f -> faults.add(page.getFileName() + " at " + width + ": " + f));
                }
                Accessibility.unreachable(browser, page).forEach(f -> faults.add(page.getFileName() + ": " + f));
            }
        }
        assertThat(faults).isEmpty();
    }

    private static List<Path> pages() throws Exception {
        Path file = folder.resolve("shop.duckdb");
        try (SampleRelease sample = SampleRelease.begin(file, 3)) {
            sample.row("gold.churn", "customer_key", "key", "segment", "gold").finish();
        }
        Release release = new Release(
                3,
                "online_retail",
                SampleRelease.AS_OF,
                Instant.parse("2026-01-01T02:30:45Z"),
                "",
                1,
                Map.of(),
                Map.of("gold.churn", new Release.Released(1, 1, "1.0.0", "silver.transaction was left out.")));
        Path out = folder.resolve("docs");
        try (ReleaseQuery rows = ReleaseQuery.of(file)) {
            new DataDictionary(
                            CompanyReader.read(Path.of("..", "conf", "examples", "online_retail.yaml")),
                            new Shown(Optional.of(release), List.of(), Optional.of(rows)))
                    .write(out);
        }
        try (Stream<Path> written = Files.list(out)) {
            return written.filter(f -> SHAPES.contains(f.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }
}
