package dangol.jobs.notebook;

import dangol.jobs.report.Theme;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.Writer;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** A notebook that ran, as one page of HTML that needs no other file and no network. */
final class NotebookPage {
    private static final Parser MARKDOWN = Parser.builder().build();
    private static final HtmlRenderer HTML =
            HtmlRenderer.builder().escapeHtml(true).sanitizeUrls(true).build();

    private final NotebookFile notebook;
    private final String currency;
    private final List<Map<String, Object>> parts = new ArrayList<>();
    private final AtomicInteger charts = new AtomicInteger();
    private boolean hasHeat;

    /** @param currency of the company, which the charts' axes show */
    NotebookPage(NotebookFile notebook, String currency) {
        this.notebook = notebook;
        this.currency = currency;
    }

    void text(String markdown) {
        parts.add(Map.of("kind", "text", "html", HTML.render(MARKDOWN.parse(markdown))));
    }

    void cell(NotebookFile.Cell cell, List<Output> outputs) {
        parts.add(Map.of(
                "kind",
                "code",
                "number",
                cell.number(),
                "source",
                cell.source(),
                "outputs",
                outputs.stream().map(this::output).toList()));
    }

    private Map<String, Object> output(Output output) {
        if (output instanceof Output.Tabled tabled) {
            return Map.of("kind", "table", "table", table(tabled.rows()));
        }
        if (output instanceof Output.Drawn drawn) {
            Plot plot = drawn.plot();
            hasHeat |= plot.isHeat();
            return Map.of(
                    "kind",
                    "chart",
                    "id",
                    "chart" + charts.incrementAndGet(),
                    "title",
                    plot.title(),
                    "json",
                    plot.json(),
                    "height",
                    plot.height(),
                    "width",
                    plot.width(),
                    "table",
                    table(plot.rows()));
        }
        return Map.of("kind", "printed", "text", ((Output.Printed) output).text());
    }

    private static Map<String, Object> table(Rows rows) {
        List<Boolean> numbers = new ArrayList<>();
        for (int i = 0; i < rows.columns().size(); i++) {
            int column = i;
            numbers.add(rows.rows().stream().anyMatch(r -> r.get(column) instanceof Number));
        }
        List<List<String>> cells = rows.rows().stream()
                .map(r -> r.stream().map(NotebookPage::figure).toList())
                .toList();
        return Map.of("columns", rows.columns(), "numbers", numbers, "rows", cells);
    }

    /** Numbers with groups of thousands and at most four digits behind the point. */
    private static String figure(Object value) {
        if (value == null) {
            return "–";
        }
        if (!(value instanceof Number)) {
            return value.toString();
        }
        if (value instanceof Double number && (number.isNaN() || number.isInfinite())) {
            return number.toString();
        }
        DecimalFormat format = new DecimalFormat("#,##0.####", DecimalFormatSymbols.getInstance(Locale.ENGLISH));
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(value);
    }

    /** Writes the page in one step: who looks sees the page of before or this one, whole. */
    Path write(Path folder) throws IOException {
        Path page = folder.resolve(notebook.name() + ".html");
        Path draft = folder.resolve("." + notebook.name() + ".html.next");
        Files.createDirectories(folder);
        try {
            try (Writer out = Files.newBufferedWriter(draft)) {
                templates().getTemplate("notebook.ftlh").process(model(), out);
            } catch (TemplateException e) {
                throw new IllegalStateException("The page of " + notebook.file() + " cannot be written.", e);
            }
            Files.move(draft, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
        return page;
    }

    private Map<String, Object> model() {
        return Map.of(
                "title",
                notebook.title(),
                "name",
                notebook.file().getFileName().toString(),
                "currency",
                currency,
                "parts",
                parts,
                "style",
                Theme.style(),
                "library",
                charts.get() == 0 ? "" : Theme.charts(hasHeat ? Theme.Charts.ALL : Theme.Charts.COMMON),
                "script",
                charts.get() == 0 ? "" : Theme.script());
    }

    private static Configuration templates() {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(NotebookPage.class, "");
        templates.setDefaultEncoding("UTF-8");
        templates.setLocale(Locale.ROOT);
        templates.setOutputFormat(HTMLOutputFormat.INSTANCE);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
    }
}
