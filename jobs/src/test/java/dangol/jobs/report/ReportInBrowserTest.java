package dangol.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dangol.jobs.company.CompanyReader;
import java.nio.file.Path;
import java.util.ArrayList;
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
    /** Texts with less contrast than WCAG 2.1 AA (1.4.3) asks of small ones: 4.5 to 1. */
    private static final String FAINT = """
            const parse = c => c.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
              .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
            const faint = new Set();
            document.querySelectorAll('body *:not(script):not(style)').forEach(e => {
              if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || e.closest('.hidden, svg, .skip') || !e.getClientRects().length) return;
              const a = light(parse(getComputedStyle(e).color)), b = light(ground(e));
              if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) faint.add(e.outerHTML.slice(0, 80));
            });
            return [...faint];""";

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
        assertThat(charts).as("charts that were looked at").isEqualTo(Language.values().length * 2 * 25);
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
            assertThat(texts(browser.ask(FAULTS))).as(page + " at " + width).isEmpty();
            assertThat(texts(browser.ask(FAINT)))
                    .as("too faint on " + page + " at " + width)
                    .isEmpty();
            charts += browser.ask("return document.querySelectorAll('.chart svg').length")
                    .asInt();
        }
        return charts;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(e -> texts.add(e.asText()));
        return texts;
    }
}
