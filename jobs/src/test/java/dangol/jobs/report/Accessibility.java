package dangol.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether an open page can be used by everybody: axe-core's rules, and a walk over the page with the tab key. */
public final class Accessibility {
    private static final String AXE = axe();
    /** A drawing is one picture with a name; what it is made of is not read out. */
    private static final String FINDINGS = """
            return axe.run({exclude: ['.chart svg']}, {resultTypes: ['violations'], preload: false}).then(found => found.violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .flatMap(v => v.nodes.slice(0, 5).map(n => v.id + ' (' + v.impact + ') ' + n.target.join(' ') + ': ' + n.html.slice(0, 120)
                + ' ' + (n.any.concat(n.all, n.none)[0] || {message: ''}).message)));""";

    /** All that a key must reach, in the order of the page, and a list of what it reached. */
    private static final String WATCHED = """
            document.querySelectorAll('details').forEach(d => { d.open = true; });
            const wanted = [...document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex="0"]')].filter(e => e.getClientRects().length);
            window.wanted = wanted;
            window.reached = [];
            document.addEventListener('focusin', e => {
              const style = getComputedStyle(e.target);
              window.reached.push({at: wanted.indexOf(e.target), shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2});
            });
            document.activeElement.blur();
            window.scrollTo(0, 0);
            return wanted.length;""";

    private static final String LEFT_OUT = """
            const name = i => wanted[i] ? wanted[i].outerHTML.slice(0, 120) : 'something that was not looked for';
            const faults = [];
            wanted.forEach((e, i) => { if (!reached.some(r => r.at === i)) faults.push('no key reaches ' + name(i)); });
            reached.filter(r => !r.shown).forEach(r => faults.push('the focus does not show on ' + name(r.at)));
            reached.map(r => r.at).reduce((before, at) => { if (at < before) faults.push('out of order: ' + name(at)); return at; }, -1);
            return faults;""";

    private Accessibility() {}

    private static String axe() {
        try (InputStream script = Accessibility.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("axe-core is not on the class path.", e);
        }
    }

    /** What axe-core finds serious or critical on the open page. */
    public static List<String> findings(Browser browser) throws IOException, InterruptedException {
        return texts(browser.ask(AXE + ";" + FINDINGS));
    }

    /** Links, fields and boxes that scroll which the tab key does not reach in order, or whose focus cannot be seen. */
    public static List<String> unreachable(Browser browser, Path page) throws IOException, InterruptedException {
        int wanted = browser.ask(WATCHED).asInt();
        if (wanted == 0) {
            return List.of("nothing to reach on " + page);
        }
        browser.tab(wanted);
        return texts(browser.ask(LEFT_OUT));
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(e -> texts.add(e.asText()));
        return texts;
    }
}
