package dangol.jobs.publish;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One view for BI: a dimension of the star, or one figure. Its SQL is understood by DuckDB and by PostgreSQL alike, names every
 * table as layer.table, and its head says what it is.
 *
 * @param columns what each column means, in the order of the view
 * @param reads the tables it needs, as layer.table
 */
public record BiView(
        String name,
        String grain,
        String version,
        String definition,
        Map<String, String> columns,
        String sql,
        Set<String> reads) {
    /** The schema that holds the views. */
    public static final String SCHEMA = "bi";

    private static final List<String> NAMES = List.of(
            "dim_customer",
            "dim_date",
            "dim_segment",
            "dim_category",
            "metric_churn_rate",
            "metric_retention",
            "metric_wallet_share",
            "metric_interactions_per_30_days",
            "metric_nps",
            "metric_repeat_rate",
            "metric_stated_vs_actual_return");
    private static final Pattern HEAD = Pattern.compile("-- (?:column )?([a-z0-9_]+): (.*)");
    private static final Pattern TABLE = Pattern.compile("\\b(gold|meta)\\.([a-z][a-z0-9_]*)");
    private static final List<BiView> ALL = NAMES.stream().map(BiView::read).toList();

    /** All views. */
    public static List<BiView> all() {
        return ALL;
    }

    /** The views that can be made of these tables. */
    static List<BiView> of(Set<String> tables) {
        return ALL.stream().filter(v -> tables.containsAll(v.reads())).toList();
    }

    /** The definition as a comment of the view. */
    public String comment() {
        return grain + " " + definition + " (Version " + version + ")";
    }

    /** The SQL with other names for the schemas. */
    String sql(Map<String, String> schemas) {
        return TABLE.matcher(sql).replaceAll(m -> Matcher.quoteReplacement(schemas.get(m.group(1)) + "." + m.group(2)));
    }

    private static BiView read(String name) {
        String resource = "bi/" + name + ".sql";
        try (InputStream in = BiView.class.getResourceAsStream(resource)) {
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource + ": " + e.getMessage(), e);
        }
    }

    private static BiView parse(String name, String text) {
        Map<String, String> head = new LinkedHashMap<>();
        Map<String, String> columns = new LinkedHashMap<>();
        List<String> sql = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = HEAD.matcher(line);
            if (!matcher.matches()) {
                sql.add(line);
            } else if (line.startsWith("-- column ")) {
                columns.put(matcher.group(1), matcher.group(2));
            } else {
                head.put(matcher.group(1), matcher.group(2));
            }
        }
        String select = String.join("\n", sql).strip();
        Set<String> reads =
                TABLE.matcher(select).results().map(m -> m.group()).collect(Collectors.toCollection(TreeSet::new));
        return new BiView(name, head.get("grain"), head.get("version"), head.get("definition"), columns, select, reads);
    }
}
