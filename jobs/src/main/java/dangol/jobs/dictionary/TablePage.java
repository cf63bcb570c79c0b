package dangol.jobs.dictionary;

import dangol.contract.Column;
import dangol.contract.Layer;
import dangol.contract.RowRule;
import dangol.contract.Severity;
import dangol.contract.TableContract;
import dangol.contract.TableRule;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Release;
import dangol.jobs.publish.BiView;
import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.run.RunRecord.CheckLine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the page of a table or view says. */
final class TablePage {
    private static final int SAMPLE_ROWS = 5;
    private static final int SAMPLE_CHARS = 60;

    private final Glossary glossary;
    private final Shown shown;
    private final Company company;

    TablePage(Glossary glossary, Shown shown, Company company) {
        this.glossary = glossary;
        this.shown = shown;
        this.company = company;
    }

    Map<String, Object> of(TableContract contract) {
        String name = contract.id().toString();
        Map<String, Object> page = head(name, contract.grain(), contract.purpose(), contract.version());
        page.put("usage", paragraphs(contract.usage(), name));
        page.put("limitations", paragraphs(contract.limitations(), name));
        page.put("key", String.join(", ", contract.primaryKey()));
        page.put(
                "columns",
                contract.columns().stream().map(c -> column(contract, c)).toList());
        page.put("rules", rules(contract));
        page.put("state", state(contract));
        boolean gold = contract.id().layer() == Layer.GOLD;
        page.put("command", command(gold));
        if (gold) {
            sample(
                            name,
                            contract.columns().stream()
                                    .filter(c -> !c.personal())
                                    .map(Column::name)
                                    .toList(),
                            contract.primaryKey())
                    .ifPresent(s -> page.put("sample", s));
        }
        return page;
    }

    Map<String, Object> of(BiView view) {
        String name = BiView.SCHEMA + "." + view.name();
        Map<String, Object> page = head(name, view.grain(), view.definition(), view.version());
        page.put("usage", List.of());
        page.put("limitations", List.of());
        page.put("key", "");
        page.put(
                "columns",
                view.columns().entrySet().stream()
                        .map(c -> column(c.getKey(), "", "", c.getValue(), name))
                        .toList());
        page.put("rules", List.of());
        page.put("state", List.of());
        page.put("sql", view.sql());
        page.put("command", command(true));
        sample(name, List.copyOf(view.columns().keySet()), List.of()).ifPresent(s -> page.put("sample", s));
        return page;
    }

    private Map<String, Object> head(String name, String grain, String purpose, String version) {
        Map<String, Object> page = new HashMap<>();
        page.put("name", name);
        page.put("layer", name.substring(0, name.indexOf('.')));
        page.put("grainText", grain);
        page.put("grain", glossary.linked(grain, name + ".html"));
        page.put("purpose", glossary.linked(purpose, name + ".html"));
        page.put("summary", grain + " " + purpose);
        page.put("version", version);
        return page;
    }

    private List<List<Map<String, String>>> paragraphs(String text, String name) {
        return text.lines()
                .filter(l -> !l.isBlank())
                .map(l -> glossary.linked(l, name + ".html"))
                .toList();
    }

    private Map<String, Object> column(TableContract contract, Column column) {
        Map<String, Object> model = column(
                column.name(),
                column.type().sql(),
                column.unit(),
                column.description(),
                contract.id().toString());
        model.put("personal", column.personal());
        model.put("required", column.required());
        model.put("key", contract.primaryKey().contains(column.name()));
        return model;
    }

    private Map<String, Object> column(String name, String type, String unit, String description, String table) {
        Map<String, Object> model = new HashMap<>();
        model.put("name", name);
        model.put("type", type);
        model.put("unit", unit);
        model.put("text", description);
        model.put("description", glossary.linked(description, table + ".html"));
        model.put("personal", false);
        model.put("required", false);
        model.put("key", false);
        return model;
    }

    private List<Map<String, Object>> rules(TableContract contract) {
        List<Map<String, Object>> rules = new ArrayList<>();
        if (!contract.primaryKey().isEmpty()) {
            String key = String.join(", ", contract.primaryKey());
            rules.add(rule(contract, "key_is_unique", Severity.ERROR, "One row for each " + key + ".", ""));
        }
        for (RowRule rule : contract.rowRules()) {
            rules.add(rule(contract, rule.name(), rule.severity(), rule.description(), rule.predicate()));
        }
        for (TableRule rule : contract.tableRules()) {
            rules.add(rule(
                    contract, rule.name(), rule.severity(), rule.description(), rule.query() + " = " + rule.mustBe()));
        }
        return rules;
    }

    private Map<String, Object> rule(
            TableContract contract, String name, Severity severity, String description, String sql) {
        Optional<CheckLine> broken = shown.broken(contract.id().toString(), name);
        boolean checked = shown.run().isPresent() && shown.hasReleasedBy(contract);
        String result = broken.map(b -> "broken: " + number(b.failures()) + " of " + number(b.rows()) + " rows")
                .orElse(checked ? "holds" : "");
        return Map.of(
                "name", name,
                "severity", severity.name().toLowerCase(Locale.ROOT),
                "description", description,
                "sql", sql,
                "result", result,
                "broken", broken.isPresent());
    }

    /** Row count and freshness in sentences. */
    private List<String> state(TableContract contract) {
        String name = contract.id().toString();
        List<String> state = new ArrayList<>();
        Optional<Release.Released> released =
                shown.release().map(r -> r.tables().get(name));
        if (released.isPresent()) {
            Release release = shown.release().get();
            state.add(
                    number(released.get().rows()) + " rows as of " + release.asOf() + ", in release " + release.number()
                            + " of " + DataDictionary.moment(release.releasedAt(), company.timeZone()) + ".");
            if (!released.get().stale().isEmpty()) {
                state.add("Not up to date: " + released.get().stale());
            }
            return state;
        }
        shown.lastWrite(name, company.timeZone()).ifPresent(state::add);
        return state;
    }

    private String command(boolean released) {
        return "./dangol sql --conf " + company.file() + (released ? "" : " --engine spark");
    }

    /** Some rows of a released table; none when the release is older than the contract. */
    private Optional<Map<String, Object>> sample(String table, List<String> columns, List<String> key) {
        if (shown.rows().isEmpty()) {
            return Optional.empty();
        }
        String order = key.isEmpty() ? "ALL" : quoted(key);
        try {
            ReleaseQuery.Answer answer = shown.rows()
                    .get()
                    .ask("SELECT " + quoted(columns) + " FROM " + table + " ORDER BY " + order + " LIMIT "
                            + SAMPLE_ROWS);
            List<List<String>> rows = answer.rows().stream()
                    .map(r -> r.stream().map(TablePage::cell).toList())
                    .toList();
            return Optional.of(Map.of("columns", answer.columns(), "rows", rows));
        } catch (ConfigurationException e) {
            return Optional.empty();
        }
    }

    private static String quoted(List<String> columns) {
        return "\"" + String.join("\", \"", columns) + "\"";
    }

    private static String cell(Object value) {
        String text = value == null ? "\u2013" : value instanceof BigDecimal d ? d.toPlainString() : value.toString();
        // Half a letter of two would be none that a page could hold.
        return text.codePointCount(0, text.length()) > SAMPLE_CHARS
                ? text.substring(0, text.offsetByCodePoints(0, SAMPLE_CHARS)) + "\u2026"
                : text;
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
