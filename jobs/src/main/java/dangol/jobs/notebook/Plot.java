package dangol.jobs.notebook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dangol.jobs.report.Theme;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * A drawing of rows, for the page; where there is no page, their table. Its parts are those of the report's charts: an option of
 * ECharts, to which the page adds colours and the writing of numbers.
 */
public final class Plot {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_LINES = 7;
    private static final int HEIGHT = 340;

    private final Rows rows;
    private final ObjectNode option = JSON.createObjectNode().put("unit", "NUMBER");
    private final ArrayNode series = option.putArray("series");
    private String title = "";
    private int height = HEIGHT;
    private int width;

    private Plot(Rows rows) {
        this.rows = rows;
    }

    static Plot bars(Rows rows, String along, List<String> heights) {
        Plot plot = new Plot(rows).axes(along, distinct(rows, along));
        for (String column : heights) {
            ObjectNode bar = plot.series.addObject();
            bar.put("type", "bar").put("name", column).put("barMaxWidth", 36);
            plot.values(bar, along, along, null, column);
        }
        return plot;
    }

    static Plot lines(Rows rows, String along, List<String> heights) {
        Plot plot = new Plot(rows).axes(along, distinct(rows, along));
        for (String column : heights) {
            plot.values(plot.line(column), along, along, null, column);
        }
        return plot;
    }

    static Plot linesOfEach(Rows rows, String each, String along, String height) {
        List<Object> names = distinct(rows, each);
        if (names.size() > MOST_LINES) {
            throw new IllegalArgumentException("A reader cannot tell " + names.size() + " lines apart; " + MOST_LINES
                    + " values of '" + each + "' are the most.");
        }
        Plot plot = new Plot(rows).axes(along, distinct(rows, along));
        for (Object name : names) {
            plot.values(plot.line(text(name)), along, each, name, height);
        }
        return plot;
    }

    static Plot heat(Rows rows, String down, String along, String colour) {
        Plot plot = new Plot(rows);
        List<Object> lines = distinct(rows, down);
        List<Object> columns = distinct(rows, along);
        double end = 0;
        ObjectNode squares = plot.series.addObject().put("type", "heatmap").put("name", colour);
        squares.putObject("label").put("show", true).put("fontSize", 11);
        ArrayNode data = squares.putArray("data");
        for (int i = 0; i < rows.size(); i++) {
            if (rows.value(i, colour) instanceof Number number) {
                end = Math.max(end, number.doubleValue());
                ObjectNode square = data.addObject();
                square.putArray("value")
                        .add(columns.indexOf(rows.value(i, along)))
                        .add(lines.indexOf(rows.value(i, down)))
                        .add(number.doubleValue());
            }
        }
        plot.option
                .putObject("xAxis")
                .put("type", "category")
                .put("position", "top")
                .set("data", labels(columns));
        plot.option
                .putObject("yAxis")
                .put("type", "category")
                .put("inverse", true)
                .set("data", labels(lines));
        plot.option
                .putObject("visualMap")
                .put("type", "continuous")
                .put("dimension", 2)
                .put("min", 0)
                .put("max", end)
                .put("show", false);
        plot.height = 70 + 34 * lines.size();
        plot.width = 90 + 54 * columns.size();
        return plot;
    }

    /** Shows the numbers, which are shares from 0 to 1, as percentages. */
    public Plot percent() {
        option.put("unit", "SHARE");
        if (isHeat()) {
            for (var square : series.get(0).get("data")) {
                long percent = Math.round(100 * square.get("value").get(2).asDouble());
                ((ObjectNode) square).putObject("label").put("formatter", percent + "%");
            }
        }
        return this;
    }

    /** Shows the numbers as money of the company's currency. */
    public Plot money() {
        option.put("unit", "MONEY");
        return this;
    }

    /** Puts the bars of a row on each other. */
    public Plot stacked() {
        series.forEach(bar -> ((ObjectNode) bar).put("stack", "all"));
        return this;
    }

    /** What the drawing shows, in a few words. */
    public Plot titled(String text) {
        title = Objects.requireNonNull(text, "text");
        return this;
    }

    String title() {
        return title;
    }

    Rows rows() {
        return rows;
    }

    /** The option of ECharts, safe inside a script element. */
    String json() {
        return Theme.embedded(option);
    }

    boolean isHeat() {
        // Without a row there is no line either.
        return series.path(0).path("type").asText().equals("heatmap");
    }

    int height() {
        return height;
    }

    /** Below which it is not squeezed but scrolled, in pixels; 0 for none. */
    int width() {
        return width;
    }

    private Plot axes(String along, List<Object> places) {
        option.putObject("xAxis").put("type", "category").put("name", along).set("data", labels(places));
        option.putObject("yAxis").put("type", "value");
        return this;
    }

    private ObjectNode line(String name) {
        return Theme.line(series, name, series.size());
    }

    /** In the order of the axis; where the rows have nothing, there is a gap. */
    private void values(ObjectNode into, String along, String each, Object name, String height) {
        ArrayNode data = into.putArray("data");
        for (Object place : distinct(rows, along)) {
            Double found = null;
            for (int i = 0; i < rows.size() && found == null; i++) {
                boolean isIt = Objects.equals(rows.value(i, along), place)
                        && (name == null || Objects.equals(rows.value(i, each), name));
                if (isIt && rows.value(i, height) instanceof Number number) {
                    found = number.doubleValue();
                }
            }
            data.add(found);
        }
    }

    private static List<Object> distinct(Rows rows, String column) {
        int place = rows.place(column);
        return rows.rows().stream().map(r -> r.get(place)).distinct().toList();
    }

    private static ArrayNode labels(List<Object> values) {
        boolean months = values.stream().allMatch(v -> v instanceof LocalDate day && day.getDayOfMonth() == 1);
        ArrayNode labels = JSON.createArrayNode();
        values.forEach(v -> labels.add(months ? text(v).substring(0, 7) : text(v)));
        return labels;
    }

    private static String text(Object value) {
        return value == null ? "–" : value.toString();
    }

    /** The rows as text, where nothing can be drawn. */
    @Override
    public String toString() {
        return (title.isEmpty() ? "" : title + "\n") + rows;
    }
}
