package dangol.jobs.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the rows of an answer are written. */
public enum Rendering {
    /** Aligned columns for people. */
    TABLE {
        @Override
        public void write(List<String> columns, List<List<Object>> rows, PrintStream out) {
            List<List<String>> cells = new ArrayList<>();
            cells.add(columns);
            rows.forEach(
                    r -> cells.add(r.stream().map(v -> v == null ? "" : text(v)).toList()));
            int[] widths = new int[columns.size()];
            cells.forEach(r -> {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(widths[i], TextWidth.of(r.get(i)));
                }
            });
            for (int line = 0; line < cells.size(); line++) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < widths.length; i++) {
                    String cell = cells.get(line).get(i);
                    String blank = " ".repeat(widths[i] - TextWidth.of(cell));
                    boolean number = line > 0 && rows.get(line - 1).get(i) instanceof Number;
                    text.append(i == 0 ? "" : "  ").append(number ? blank + cell : cell + blank);
                }
                out.println(text.toString().stripTrailing());
                if (line == 0) {
                    List<String> rules = new ArrayList<>();
                    for (int width : widths) {
                        rules.add("-".repeat(width));
                    }
                    out.println(String.join("  ", rules));
                }
            }
            out.println("(" + rows.size() + (rows.size() == 1 ? " row)" : " rows)"));
        }
    },
    /** RFC 4180 with a header line. */
    CSV {
        @Override
        public void write(List<String> columns, List<List<Object>> rows, PrintStream out) {
            out.println(String.join(",", columns.stream().map(Rendering::quoted).toList()));
            rows.forEach(r -> out.println(String.join(
                    ",", r.stream().map(v -> v == null ? "" : quoted(text(v))).toList())));
        }
    },
    /** One JSON array of objects. */
    JSON {
        @Override
        public void write(List<String> columns, List<List<Object>> rows, PrintStream out) {
            try (JsonGenerator json = MAPPER.createGenerator(out)) {
                json.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
                json.useDefaultPrettyPrinter();
                json.writeStartArray();
                for (List<Object> row : rows) {
                    Map<String, Object> object = new LinkedHashMap<>();
                    for (int i = 0; i < columns.size(); i++) {
                        Object value = row.get(i);
                        boolean plain = value == null || value instanceof Number || value instanceof Boolean;
                        object.put(columns.get(i), plain ? value : text(value));
                    }
                    MAPPER.writeValue(json, object);
                }
                json.writeEndArray();
                json.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            out.println();
        }
    };

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .configure(com.fasterxml.jackson.databind.SerializationFeature.FLUSH_AFTER_WRITE_VALUE, false)
            .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);

    public abstract void write(List<String> columns, List<List<Object>> rows, PrintStream out);

    private static String text(Object value) {
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    private static String quoted(String text) {
        boolean special = text.contains(",") || text.contains("\"") || text.contains("\n") || text.contains("\r");
        return special ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
