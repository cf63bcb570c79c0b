package dangol.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How pages look: what a page must hold to be readable from disk without a network. A chart is an element with an id and a script
 * of the type {@code application/json} whose {@code data-chart} names it; {@link #script} draws it.
 */
public final class Theme {
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/";

    private static final List<String> SYMBOLS = List.of("circle", "triangle", "rect", "diamond", "pin", "arrow");
    private static final List<String> DASHES = List.of("solid", "dashed", "dotted");

    /** Which charts the library has to draw. */
    public enum Charts {
        /** Lines and bars. */
        COMMON("echarts.common.min.js"),
        /** Heat maps, too. */
        ALL("echarts.min.js");

        private final String file;

        Charts(String file) {
            this.file = file;
        }
    }

    private Theme() {}

    /** The style sheet. */
    public static String style() {
        return resource("/report/report.css");
    }

    /** What draws the charts of a page, after {@link #charts}. */
    public static String script() {
        return resource("/report/report.js");
    }

    /** The library of charts. */
    public static String charts(Charts which) {
        return resource(ECHARTS + which.file);
    }

    /** A line of a chart, told from the others without its colour: by its mark and its dashes. */
    public static ObjectNode line(ArrayNode series, String name, int number) {
        ObjectNode line = series.addObject();
        line.put("type", "line").put("name", name).put("symbol", symbol(number));
        line.put("symbolSize", 7).put("connectNulls", false);
        line.putObject("lineStyle")
                .put("type", DASHES.get(number % DASHES.size()))
                .put("width", 2.5);
        return line;
    }

    /** The mark of the points of a line. */
    static String symbol(int number) {
        return SYMBOLS.get(number % SYMBOLS.size());
    }

    /** JSON that ends no script element and no line of one. */
    public static String embedded(JsonNode json) {
        return json.toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String resource(String name) {
        try (InputStream file = Theme.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }
}
