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
            TextTable.lines(columns, rows).forEach(out::println);
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
    /** One JSON array of objects; of columns with the same name the later ones get a number, as DuckDB gives them. */
    JSON {
        @Override
        public void write(List<String> columns, List<List<Object>> rows, PrintStream out) {
            try (JsonGenerator json = MAPPER.createGenerator(out)) {
                json.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
                json.useDefaultPrettyPrinter();
                json.writeStartArray();
                List<String> keys = keys(columns);
                for (List<Object> row : rows) {
                    Map<String, Object> object = new LinkedHashMap<>();
                    for (int i = 0; i < keys.size(); i++) {
                        Object value = row.get(i);
                        boolean plain = value == null || value instanceof Number || value instanceof Boolean;
                        object.put(keys.get(i), plain ? value : text(value));
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

    static String text(Object value) {
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    private static List<String> keys(List<String> columns) {
        List<String> keys = new ArrayList<>();
        for (String column : columns) {
            String key = column;
            for (int i = 1; keys.contains(key); i++) {
                key = column + "_" + i;
            }
            keys.add(key);
        }
        return keys;
    }

    private static String quoted(String text) {
        boolean special = text.contains(",") || text.contains("\"") || text.contains("\n") || text.contains("\r");
        return special ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
