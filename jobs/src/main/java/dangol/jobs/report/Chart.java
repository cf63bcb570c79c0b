package dangol.jobs.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dangol.jobs.report.Answer.Row;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/**
 * A drawing of an answer: an option of ECharts as JSON. Colours and the writing of numbers are added in the page, the same for all.
 *
 * @param json safe inside a script element
 * @param height of the drawing, in pixels
 * @param width below which the drawing is not squeezed but scrolled, in pixels; 0 for none
 */
record Chart(String json, int height, int width) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USUAL_HEIGHT = 340;
    private static final int LEGEND_ROW = 26;
    private static final int MOST_NAMES = 7;

    /** Draws the columns of an answer. */
    static final class Pen {
        /** A rate of fewer cases moves by chance alone: one case more or less shifts it by more than three points. */
        static final int ENOUGH_CASES = 30;

        private final Answer answer;
        private final Figures figures;
        private final ObjectNode option = JSON.createObjectNode();
        private final ArrayNode series = option.putArray("series");
        private int height = USUAL_HEIGHT;
        private int width;
        private boolean isCut;
        private Predicate<Row> drawn = row -> true;
        private Optional<String> casesOfRows = Optional.empty();
        private final Map<String, Predicate<Row>> drawnOf = new HashMap<>();
        private boolean leavesOut;

        Pen(Answer answer, Figures figures) {
            this.answer = answer;
            this.figures = figures;
        }

        /**
         * Leaves rows of few cases out of the drawing, so that none of them rules its axis; said before anything is drawn. When all
         * rows are of few cases, all are drawn.
         */
        Pen ofEnough(String cases) {
            drawn = enoughOf(answer, cases);
            casesOfRows = Optional.of(cases);
            leavesOut |= !answer.rows().stream().allMatch(drawn);
            return this;
        }

        /** The same for single columns, each of which stands on cases of its own. */
        Pen ofEnough(Map<String, String> casesByColumn) {
            casesByColumn.forEach((column, cases) -> {
                Predicate<Row> enough = enoughOf(answer, cases);
                drawnOf.put(column, enough);
                leavesOut |= answer.rows().stream().anyMatch(r -> r.value(column) != null && !enough.test(r));
            });
            return this;
        }

        /** What is drawn, and may be named: rows of enough cases, or all when there is none of them. */
        static Predicate<Row> enoughOf(Answer answer, String cases) {
            Predicate<Row> enough = enough(cases);
            return answer.rows().stream().anyMatch(enough) ? enough : row -> true;
        }

        static Predicate<Row> enough(String cases) {
            return row -> row.value(cases) != null && row.number(cases) >= ENOUGH_CASES;
        }

        /** Whether rows of few cases were left out. */
        boolean leavesOut() {
            return leavesOut;
        }

        /** Whether what a row says in a column is in the drawing as far as its number of cases goes. */
        boolean draws(Row row, String column) {
            return drawn.test(row) && drawnOf.getOrDefault(column, any -> true).test(row);
        }

        private Object drawn(Row row, String column) {
            return draws(row, column) ? row.value(column) : null;
        }

        /** One line for each value of a column, along the months, quarters or numbers of another one. */
        Pen lines(String along, String each, String height) {
            axes(along, height);
            List<Object> names = names(each, height);
            for (int i = 0; i < names.size(); i++) {
                Object name = names.get(i);
                ObjectNode line = line(label(each, name), i);
                colour(line, each, name, i);
                values(line, along, r -> r.is(each, name) ? r.value(height) : null);
            }
            return this;
        }

        /**
         * A line for each value of a column, in parts: what the first value of the last column stands for is drawn through, with
         * full marks; the others, such as what is expected, are dashed with hollow marks in the same colour.
         */
        Pen lines(String along, String each, String height, String part) {
            axes(along, height);
            List<Object> names = names(each, height);
            List<Object> parts = answer.distinct(part);
            for (int i = 0; i < names.size(); i++) {
                Object name = names.get(i);
                for (Object of : parts) {
                    boolean isFirst = of.equals(parts.get(0));
                    String symbol = Theme.symbol(i);
                    String said = figures.axis(each, name, Unit.of(each));
                    ObjectNode line = line(said + " · " + label(part, of), i);
                    line.put("symbol", isFirst ? symbol : hollow(symbol));
                    line.putObject("lineStyle")
                            .put("type", isFirst ? "solid" : "dashed")
                            .put("width", 2.5);
                    colour(line, each, name, i);
                    values(line, along, r -> r.is(each, name) && r.is(part, of) ? r.value(height) : null);
                }
            }
            // On a phone the legend of so many lines takes several rows.
            this.height = USUAL_HEIGHT + LEGEND_ROW * names.size();
            return this;
        }

        private static String hollow(String symbol) {
            return "empty" + Character.toUpperCase(symbol.charAt(0)) + symbol.substring(1);
        }

        /** A line for each of some columns. */
        Pen lines(String along, List<String> columns) {
            axes(along, columns.get(0));
            for (int i = 0; i < columns.size(); i++) {
                String column = columns.get(i);
                ObjectNode line = line(figures.column(column), i);
                values(line, along, r -> drawn(r, column));
            }
            return this;
        }

        /** The interval between two columns as a band behind the lines. */
        Pen band(String along, String low, String high) {
            String stack = low + high;
            ObjectNode bottom = band(stack, figures.column(low)).put("colour", bandColour());
            bottom.putObject("lineStyle").put("opacity", 0);
            values(bottom, along, r -> drawn(r, low));
            ObjectNode top = band(stack, figures.column("interval")).put("colour", bandColour());
            top.putObject("lineStyle").put("opacity", 0);
            top.putObject("areaStyle").put("opacity", 0.18);
            values(top, along, r -> drawn(r, low) == null ? null : (Object) (r.number(high) - r.number(low)));
            return this;
        }

        /** A dotted line for each value of a column, in the colour of the line that it belongs to. */
        Pen levels(String along, String each, String level) {
            List<Object> names = names(each, level);
            for (int i = 0; i < names.size(); i++) {
                Object name = names.get(i);
                ObjectNode line = series.addObject();
                line.put("type", "line").put("name", figures.column(level)).put("symbol", "none");
                line.put("silent", true).put("isBand", true);
                line.putObject("lineStyle").put("type", "dotted").put("width", 1.5);
                colour(line, each, name, i);
                values(line, along, r -> r.is(each, name) ? r.value(level) : null);
            }
            return this;
        }

        /** A line of a column over what is drawn already, with an upright line where another column says, if it does. */
        Pen over(String along, String column, String mark) {
            ObjectNode line = line(figures.column(column), series.size());
            values(line, along, r -> drawn(r, column));
            answer.first()
                    .map(r -> r.value(mark))
                    .map(answer.distinct(along)::indexOf)
                    .filter(i -> i >= 0)
                    .ifPresent(i -> {
                        ObjectNode upright =
                                line.putObject("markLine").put("silent", true).put("animation", false);
                        upright.put("symbol", "none");
                        upright.putObject("label").put("formatter", figures.column(mark));
                        upright.putArray("data").addObject().put("xAxis", i);
                    });
            return this;
        }

        /** The band belongs to the line of all, or else to the second line. */
        private int bandColour() {
            return answer.columns().contains("segment") ? 6 : 1;
        }

        private ObjectNode band(String stack, String name) {
            ObjectNode area = series.addObject();
            area.put("type", "line")
                    .put("name", name)
                    .put("stack", stack)
                    .put("symbol", "none")
                    .put("silent", true);
            area.put("isBand", true);
            return area;
        }

        /** One bar for each value of a column, side by side or on each other. */
        Pen bars(String along, String each, String height, boolean stacked) {
            axes(along, height);
            List<Object> names = names(each, height);
            for (int i = 0; i < names.size(); i++) {
                Object name = names.get(i);
                ObjectNode bar = bar(label(each, name), stacked);
                colour(bar, each, name, i);
                values(bar, along, r -> r.is(each, name) ? r.value(height) : null);
            }
            return this;
        }

        /** A bar for each of some columns. */
        Pen bars(String along, List<String> columns, boolean stacked) {
            axes(along, columns.get(0));
            for (String column : columns) {
                ObjectNode bar = bar(figures.column(column), stacked);
                values(bar, along, r -> drawn(r, column));
            }
            return this;
        }

        /** Writes what a column says on each bar. */
        Pen writing(String along, String each, String height, String column) {
            List<Object> names = names(each, height);
            for (int i = 0; i < names.size(); i++) {
                Object name = names.get(i);
                ObjectNode bar = (ObjectNode) series.get(i);
                bar.putObject("labelLayout").put("hideOverlap", true);
                ArrayNode data = (ArrayNode) bar.get("data");
                List<Object> places = answer.distinct(along);
                // What the legend says already needs no label.
                List<Row> labelledRows = answer.rows().stream()
                        .filter(r -> r.is(each, name) && !text(r, column).equals(text(r, each)))
                        .toList();
                for (Row row : labelledRows) {
                    int place = places.indexOf(row.value(along));
                    ObjectNode labelled = JSON.createObjectNode();
                    labelled.set("value", data.get(place));
                    labelled.putObject("label").put("show", true).put("formatter", text(row, column));
                    data.set(place, labelled);
                }
            }
            return this;
        }

        /** The interval between two columns as a line on each bar that is drawn; a row is a bar. */
        Pen whiskers(String low, String high) {
            ObjectNode lines = ((ObjectNode) series.get(0)).putObject("markLine");
            lines.put("silent", true).put("animation", false);
            lines.putArray("symbol").add("none").add("none");
            ArrayNode data = lines.putArray("data");
            for (int i = 0; i < answer.rows().size(); i++) {
                Row row = answer.rows().get(i);
                if (!draws(row, high)) {
                    continue;
                }
                ArrayNode line = data.addArray();
                line.addObject().putArray("coord").add(i).add(row.number(low));
                line.addObject().putArray("coord").add(i).add(row.number(high));
            }
            answer.highest(high, r -> draws(r, high))
                    .ifPresent(r -> ((ObjectNode) option.get("yAxis")).put("max", roundedUp(r.number(high))));
            return this;
        }

        /** A line that ends beyond the axis would not be drawn at all. */
        private static double roundedUp(double share) {
            int parts = share > 0.25 ? 10 : 100;
            return Math.ceil(share * parts) / parts;
        }

        /** Lays the bars on their side, so that long names stay readable. */
        Pen onTheirSide() {
            ObjectNode categories = (ObjectNode) option.get("xAxis");
            ObjectNode amounts = (ObjectNode) option.get("yAxis");
            option.set("xAxis", amounts);
            option.set("yAxis", categories.put("inverse", true));
            height = Math.max(220, 100 + 34 * categories.get("data").size());
            return this;
        }

        /** A square for each pair, coloured by a share, with the share and the number of cases written on it. */
        Pen heat(String down, String along, String share, String cases) {
            List<Object> rows = answer.distinct(down);
            List<Object> columns = answer.distinct(along);
            option.putObject("xAxis")
                    .put("type", "category")
                    .put("position", "top")
                    .set("data", labels(along, columns));
            option.putObject("yAxis")
                    .put("type", "category")
                    .put("inverse", true)
                    .set("data", labels(down, rows));
            ObjectNode colours = option.putObject("visualMap");
            colours.put("type", "continuous")
                    .put("min", 0)
                    .put("max", heatEnd(along, share))
                    .put("show", false);
            colours.put("dimension", 2);
            ObjectNode squares = series.addObject().put("type", "heatmap").put("name", figures.column(share));
            squares.putObject("label").put("show", true).put("fontSize", 11).put("lineHeight", 13);
            ArrayNode data = squares.putArray("data");
            for (Row row : answer.rows().stream().filter(drawn).toList()) {
                ObjectNode square = data.addObject();
                square.putArray("value")
                        .add(columns.indexOf(row.value(along)))
                        .add(rows.indexOf(row.value(down)))
                        .add(row.number(share));
                boolean complete = row.is("is_complete");
                square.putObject("label")
                        .put("formatter", text(row, share) + (complete ? "" : "*") + "\n" + text(row, cases));
                if (!complete) {
                    square.putObject("itemStyle").put("borderType", "dashed").put("borderWidth", 2);
                }
            }
            height = 70 + 38 * rows.size();
            width = 90 + 58 * columns.size();
            return this;
        }

        /** Month 0 is all of them by definition and would wash the rest out. */
        private double heatEnd(String along, String share) {
            return answer.rows().stream()
                    .filter(drawn)
                    .filter(r -> r.number(along) > 0)
                    .mapToDouble(r -> r.number(share))
                    .max()
                    .orElse(1);
        }

        private String text(Row row, String column) {
            return figures.full(column, row.value(column), Unit.of(column));
        }

        Chart chart() {
            return new Chart(Theme.embedded(option), height, width);
        }

        private void axes(String along, String height) {
            ObjectNode x = option.putObject("xAxis").put("type", "category");
            x.set("data", labels(along, answer.distinct(along)));
            if (Unit.of(along) == Unit.COUNT
                    || Unit.of(along) == Unit.SCORE
                    || along.equals("band")
                    || along.equals("satisfaction")) {
                x.put("name", figures.column(along));
            }
            option.putObject("yAxis").put("type", "value");
            option.put("unit", Unit.of(height).name());
        }

        private ArrayNode labels(String column, List<Object> values) {
            ArrayNode labels = JSON.createArrayNode();
            for (Object value : values) {
                boolean partial = answer.columns().contains("is_complete")
                        && Unit.of(column) == Unit.MONTH
                        && !column.equals("cohort_month")
                        && answer.rows().stream().anyMatch(r -> r.is(column, value) && !r.is("is_complete"));
                labels.add(figures.axis(column, value, Unit.of(column)) + (partial ? "*" : ""));
            }
            return labels;
        }

        /** Whether there were more names than a reader can tell apart, so that the smallest were left out. */
        boolean isCut() {
            return isCut;
        }

        /** Segments stand in the same order on every chart; what else there is, in the order of the answer. */
        private List<Object> names(String column, String height) {
            List<Object> names = answer.rows().stream()
                    .filter(drawn)
                    .map(r -> r.value(column))
                    .distinct()
                    .toList();
            if (names.size() > MOST_NAMES) {
                isCut = true;
                List<Object> largest = names.stream()
                        .sorted(Comparator.<Object>comparingInt(n -> n.equals("all") ? 0 : 1)
                                .thenComparingDouble(n -> -size(column, n, height)))
                        .limit(MOST_NAMES)
                        .toList();
                names = names.stream().filter(largest::contains).toList();
            }
            return Unit.of(column) == Unit.SEGMENT
                    ? names.stream()
                            .sorted(Comparator.comparingInt(Pen::rank).thenComparing(Object::toString))
                            .toList()
                    : names;
        }

        /** Rates do not add up: the largest by a rate is what stands on the most cases. */
        private double size(String column, Object name, String height) {
            boolean byCases = Unit.of(height) == Unit.SHARE && casesOfRows.isPresent();
            String counted = byCases ? casesOfRows.get() : height;
            DoubleStream amounts = answer.rows().stream()
                    .filter(r -> r.is(column, name) && r.value(counted) != null)
                    .mapToDouble(r -> r.number(counted));
            return byCases ? amounts.max().orElse(0) : amounts.sum();
        }

        private static int rank(Object segment) {
            return segment.equals("all") ? -1 : segment.equals("unknown") ? 1 : 0;
        }

        /** A segment has the same colour on every chart: the total and those without a segment have one of their own. */
        private void colour(ObjectNode drawn, String each, Object name, int number) {
            boolean withTotal =
                    Unit.of(each) == Unit.SEGMENT && answer.distinct(each).contains("all");
            int own = withTotal ? number - 1 : number;
            drawn.put("colour", Unit.of(each) != Unit.SEGMENT || rank(name) == 0 ? own % 7 : rank(name) < 0 ? 6 : 5);
        }

        private String label(String column, Object value) {
            return figures.full(column, value, Unit.of(column));
        }

        private ObjectNode line(String name, int number) {
            return Theme.line(series, name, number);
        }

        private ObjectNode bar(String name, boolean stacked) {
            ObjectNode bar = series.addObject();
            bar.put("type", "bar").put("name", name).put("barMaxWidth", 36);
            if (stacked) {
                bar.put("stack", "all");
            }
            return bar;
        }

        private interface Value {
            Object of(Row row);
        }

        /** In the order of the axis; where the answer has no row, there is a gap. */
        private void values(ObjectNode into, String along, Value value) {
            ArrayNode data = into.putArray("data");
            for (Object place : answer.distinct(along)) {
                Optional<Object> found = answer.rows().stream()
                        .filter(r -> r.is(along, place) && drawn.test(r))
                        .map(r -> Optional.ofNullable(value.of(r)))
                        .flatMap(Optional::stream)
                        .findFirst();
                found.ifPresentOrElse(v -> data.add(((Number) v).doubleValue()), data::addNull);
            }
        }
    }
}
