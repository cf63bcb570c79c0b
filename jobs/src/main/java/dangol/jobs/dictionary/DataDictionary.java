package dangol.jobs.dictionary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.publish.BiView;
import dangol.jobs.publish.ListedFolder;
import freemarker.core.HTMLOutputFormat;
import freemarker.core.TemplateHTMLOutputModel;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The data dictionary: pages made from the contracts, with what the last release says of each table. They open from the disk,
 * need no network and hold no personal data.
 */
public final class DataDictionary {
    private static final List<String> OPS =
            List.of("check_result", "override", "quarantine", "restatement", "run", "table_run");
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm VV", Locale.ROOT);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Company company;
    private final Shown shown;
    private final Configuration templates = new Configuration(Configuration.VERSION_2_3_34);

    /** @param shown what there is of the company besides the contracts */
    public DataDictionary(Company company, Shown shown) {
        this.company = company;
        this.shown = shown;
        templates.setClassForTemplateLoading(DataDictionary.class, "");
        templates.setDefaultEncoding("UTF-8");
        templates.setLocale(Locale.ROOT);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
    }

    /** Every table that has a contract, in the order of the layers. */
    static List<TableId> tables() {
        return Stream.of(
                        Stream.of(TableId.bronze("landed")),
                        Tables.all().stream().map(t -> t.id()),
                        OPS.stream().map(TableId::ops))
                .flatMap(t -> t)
                .sorted((a, b) ->
                        a.layer() == b.layer() ? a.compareTo(b) : a.layer().compareTo(b.layer()))
                .toList();
    }

    /**
     * Writes all pages; readers of the folder see the old ones until the new ones are whole.
     *
     * @return the number of pages
     * @throws dangol.jobs.company.ConfigurationException when the folder holds something else
     */
    public int write(Path folder) {
        try {
            return new ListedFolder(folder, "docs", "data dictionary").write(this::pages);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + folder + ": " + e.getMessage(), e);
        }
    }

    private void pages(Path folder) throws IOException {
        Map<String, Map<String, Object>> entries = entries();
        Map<String, Object> common = new HashMap<>();
        common.put("company", company.name());
        common.put("release", release());
        common.put("tables", List.copyOf(entries.values()));
        common.put("style", markup(Resources.text("style.css")));
        common.put("script", markup(Resources.text("search.js")));
        Glossary glossary = Glossary.read(entries.keySet());
        common.put("index", markup(index(entries, glossary)));
        common.put("terms", glossary.terms().stream().map(this::term).toList());
        common.put("lineage", markup(Lineage.of(company).picture()));
        page(folder, "index", "index.html", common);
        page(folder, "glossary", "glossary.html", common);
        for (Map.Entry<String, Map<String, Object>> entry : entries.entrySet()) {
            Map<String, Object> model = new HashMap<>(common);
            model.put("table", entry.getValue());
            page(folder, "table", entry.getKey() + ".html", model);
        }
    }

    private Map<String, Map<String, Object>> entries() {
        Map<String, List<Map<String, String>>> examples =
                Resources.yaml("examples.yaml", new TypeReference<Map<String, List<Map<String, String>>>>() {});
        List<TableContract> contracts = tables().stream().map(Contracts::of).toList();
        Set<String> names = new TreeSet<>();
        contracts.forEach(c -> names.add(c.id().toString()));
        BiView.all().forEach(v -> names.add(BiView.SCHEMA + "." + v.name()));
        TablePage pages = new TablePage(Glossary.read(names), shown, company);
        Lineage lineage = Lineage.of(company);
        Map<String, Map<String, Object>> entries = new LinkedHashMap<>();
        contracts.forEach(c -> entries.put(c.id().toString(), pages.of(c)));
        BiView.all().forEach(v -> entries.put(BiView.SCHEMA + "." + v.name(), pages.of(v)));
        entries.forEach((name, entry) -> {
            entry.put("examples", examples.getOrDefault(name, List.of()));
            entry.put("picture", markup(lineage.picture(name)));
        });
        return entries;
    }

    private Map<String, Object> release() {
        Map<String, Object> model = new HashMap<>();
        shown.release().ifPresent(r -> {
            model.put("number", String.valueOf(r.number()));
            model.put("asOf", r.asOf().toString());
            model.put("at", moment(r.releasedAt(), company.timeZone()));
        });
        return model;
    }

    /** A moment as readers know it: to the minute, with its zone. */
    static String moment(Instant moment, ZoneId zone) {
        return MINUTES.format(moment.atZone(zone));
    }

    private Map<String, Object> term(Glossary.Term term) {
        return Map.of("id", term.id(), "term", term.term(), "definition", term.definition());
    }

    /** What the search looks through: tables, columns and terms, as rows of kind, name, text and link. */
    private static String index(Map<String, Map<String, Object>> entries, Glossary glossary) {
        List<List<String>> rows = new ArrayList<>();
        entries.forEach((name, entry) -> {
            rows.add(List.of("table", name, (String) entry.get("summary"), name + ".html"));
            for (Object column : (List<?>) entry.get("columns")) {
                Map<?, ?> c = (Map<?, ?>) column;
                rows.add(List.of(
                        "column", name + "." + c.get("name"), (String) c.get("text"), name + ".html#" + c.get("name")));
            }
        });
        glossary.terms().forEach(t -> rows.add(List.of("term", t.term(), t.definition(), t.href())));
        try {
            // The script element must not end within a text.
            return JSON.writeValueAsString(rows).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TemplateHTMLOutputModel markup(String html) {
        try {
            return HTMLOutputFormat.INSTANCE.fromMarkup(html);
        } catch (TemplateModelException e) {
            throw new IllegalStateException(e);
        }
    }

    private void page(Path folder, String template, String name, Map<String, Object> model) throws IOException {
        try (Writer out = Files.newBufferedWriter(folder.resolve(name), StandardCharsets.UTF_8)) {
            templates.getTemplate(template + ".ftlh").process(model, out);
        } catch (TemplateException e) {
            throw new IllegalStateException("Page " + name + " cannot be made: " + e.getMessageWithoutStackTop(), e);
        }
    }
}
