package dangol.jobs.publish;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns under a ruled header; numbers stand to the right. */
public final class TextTable {
    private TextTable() {}

    public static List<String> lines(List<String> columns, List<List<Object>> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns);
        rows.forEach(r -> cells.add(
                r.stream().map(v -> v == null ? "" : Rendering.text(v)).toList()));
        int[] widths = new int[columns.size()];
        cells.forEach(r -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], TextWidth.of(r.get(i)));
            }
        });
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < cells.size(); line++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = cells.get(line).get(i);
                String blank = " ".repeat(widths[i] - TextWidth.of(cell));
                boolean number = line > 0 && rows.get(line - 1).get(i) instanceof Number;
                text.append(i == 0 ? "" : "  ").append(number ? blank + cell : cell + blank);
            }
            lines.add(text.toString().stripTrailing());
            if (line == 0) {
                List<String> rules = new ArrayList<>();
                for (int width : widths) {
                    rules.add("-".repeat(width));
                }
                lines.add(String.join("  ", rules));
            }
        }
        return lines;
    }
}
