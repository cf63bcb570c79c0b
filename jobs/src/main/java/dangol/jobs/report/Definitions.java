package dangol.jobs.report;

import dangol.jobs.report.Answer.Row;
import dangol.jobs.report.Page.Definition;
import dangol.jobs.report.Section.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last page: what words, tables and columns mean. */
final class Definitions {
    private Definitions() {}

    static Page page(Composer make) {
        Map<String, Definition> tables = new LinkedHashMap<>();
        for (Row row : make.ask("definitions.columns").map(Answer::rows).orElse(List.of())) {
            tables.computeIfAbsent(
                            (String) row.value("table_name"),
                            t -> new Definition(t, text(row, "table_comment"), new ArrayList<>()))
                    .columns()
                    .add(new Cell(text(row, "comment"), (String) row.value("column_name"), "text"));
        }
        return new Page(
                "definitions.html", "definitions", List.of(), List.of(), List.of(), List.copyOf(tables.values()));
    }

    private static String text(Row row, String column) {
        return row.value(column) == null ? "" : row.value(column).toString();
    }
}
