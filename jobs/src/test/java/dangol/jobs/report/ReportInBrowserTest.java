package dangol.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dangol.jobs.company.CompanyReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a browser: on a desk and on a phone, light and dark, in both languages. */
class ReportInBrowserTest {
    private static final List<String> PAGES =
            List.of("index", "churn", "cohorts", "wallet", "interactions", "voice", "data", "definitions");
    /** Charts without a drawing of some size, and boxes that stick out of the page without a box of their own that scrolls. */
    private static final String FAULTS = """
            const faults = [];
            document.querySelectorAll('.chart').forEach(c => {
              const drawn = c.querySelector('svg');
              if (!drawn || drawn.getBoundingClientRect().width < 200 || drawn.getBoundingClientRect().height < 150
                  || drawn.querySelectorAll('path, rect').length < 5) { faults.push('no drawing in ' + c.id); }
            });
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth > width) { faults.push('wide: ' + document.documentElement.scrollWidth); }
            document.querySelectorAll('main *').forEach(e => {
              if (!e.closest('.scroll, pre, .hidden') && e.getBoundingClientRect().right > width + 1) { faults.push('sticks out: ' + e.outerHTML.slice(0, 80)); }
            });
            document.querySelectorAll('.scroll').forEach(s => {
              if (s.scrollWidth > s.clientWidth + 1 && s.tabIndex !== 0) { faults.push('no key scrolls ' + s.outerHTML.slice(0, 80)); }
            });
            if (window.echarts === undefined && document.querySelector('.chart')) { faults.push('no library'); }
            return faults;""";

    @TempDir
    private static Path folder;

    @Test
    void everyPageIsWholeWithoutANetworkOnADeskAndOnAPhone() throws Exception {
        Optional<Path> driver = Browser.found();
        if (driver.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI has no chromedriver: .ci/run installs it.");
        }
        assumeTrue(driver.isPresent(), "There is no chromedriver on the path: the pages are not opened in a browser.");
        MadeRelease.whole(folder.resolve("lake"));
        int charts = 0;
        try (Browser browser = Browser.start(driver.get())) {
            for (Language language : Language.values()) {
                Path pages = folder.resolve(language.name());
                new Report(
                                CompanyReader.read(MadeRelease.company(folder.resolve("lake"))),
                                new ReportOptions(language, 20))
                        .write(pages, Map.of());
                for (String name : PAGES) {
                    charts += look(browser, pages.resolve(name + ".html"));
                }
            }
        }
        assertThat(charts).as("charts that were looked at").isEqualTo(Language.values().length * 2 * 30);
    }

    private static int look(Browser browser, Path page) throws Exception {
        int charts = 0;
        for (int width : List.of(1440, 390)) {
            browser.open(page, width, width == 390 ? "dark" : "light");
            assertThat(browser.complaints())
                    .as("complaints of " + page + " at " + width)
                    .isEmpty();
            assertThat(browser.requests())
                    .as("requests of " + page)
                    .allSatisfy(r -> assertThat(r).startsWith(page.toUri().toString()));
            assertThat(Accessibility.texts(browser.ask(FAULTS)))
                    .as(page + " at " + width)
                    .isEmpty();
            assertThat(Accessibility.findings(browser))
                    .as("findings on " + page + " at " + width)
                    .isEmpty();
            charts += browser.ask("return document.querySelectorAll('.chart svg').length")
                    .asInt();
        }
        assertThat(Accessibility.unreachable(browser, page))
                .as("keys on " + page)
                .isEmpty();
        return charts;
    }

    @Test
    void aPageThatNotEverybodyCanUseIsFound() throws Exception {
        Optional<Path> driver = Browser.found();
        assumeTrue(driver.isPresent(), "There is no chromedriver on the path: the pages are not opened in a browser.");
        Path page = Files.writeString(folder.resolve("bad.html"), """
                <!doctype html><html lang="en"><head><title>Bad</title><style>a:focus { outline: none; }</style></head><body><main><h1>Bad</h1>
                <p style="color: #bbb; background: #fff">Faint.</p><a href="#one">One</a><img src="data:,">
                <button tabindex="-1">No key comes here</button></main></body></html>""");
        try (Browser browser = Browser.start(driver.get())) {
            browser.open(page, 1440, "light");
            assertThat(Accessibility.findings(browser))
                    .anyMatch(f -> f.startsWith("color-contrast (serious)"))
                    .anyMatch(f -> f.startsWith("image-alt (critical)"))
                    .hasSize(2);
            assertThat(Accessibility.unreachable(browser, page))
                    .anyMatch(f -> f.startsWith("no key reaches <button"))
                    .anyMatch(f -> f.startsWith("the focus does not show on <a href=\"#one\""));
        }
    }
}
