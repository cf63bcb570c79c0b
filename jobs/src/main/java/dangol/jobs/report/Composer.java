package dangol.jobs.report;

import dangol.jobs.report.Answer.Row;
import dangol.jobs.report.Chart.Pen;
import dangol.jobs.report.Section.Cell;
import dangol.jobs.report.Section.Heading;
import dangol.jobs.report.Section.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes parts of pages: asks the release, words the answer, writes out its figures. It computes none of them. */
final class Composer {
    private final ReleaseAnswers release;
    private final Texts texts;
    private final Figures figures;

    Composer(ReleaseAnswers release, Texts texts, Figures figures) {
        this.release = release;
        this.texts = texts;
        this.figures = figures;
    }

    Optional<Answer> ask(String question) {
        return release.find(question);
    }

    Texts texts() {
        return texts;
    }

    Figures figures() {
        return figures;
    }

    /** What a part shows besides its table. */
    record Look(
            Function<Pen, Pen> chart, Function<Answer, Map<String, Row>> spoken, String definition, boolean isOpen) {}

    /** Whether the release answers a question with rows. */
    boolean knows(String question) {
        return ask(question).filter(a -> !a.isEmpty()).isPresent();
    }

    /** A part with a chart, the table behind it, and a sentence about some of its rows. */
    Section charted(String id, String definition, Function<Pen, Pen> chart, Function<Answer, Map<String, Row>> spoken) {
        return section(id, id, new Look(chart, spoken, definition, false));
    }

    /** A part that is a table. */
    Section listed(String id, String definition, Function<Answer, Map<String, Row>> spoken) {
        return listed(id, id, definition, spoken);
    }

    /** A part that is a table and asks another question than the one named after it. */
    Section listed(String id, String question, String definition, Function<Answer, Map<String, Row>> spoken) {
        return section(id, question, new Look(null, spoken, definition, true));
    }

    private Section section(String id, String question, Look look) {
        Optional<Answer> asked = ask(question);
        if (asked.isEmpty() || asked.get().isEmpty()) {
            String key = asked.isEmpty() && texts.find(id + ".missing").isPresent() ? ".missing" : ".empty";
            // The definitions tell of the release's own tables alone.
            String definition = asked.isEmpty() ? "" : look.definition();
            return new Section(id, texts.of(id + ".title"), "", "", texts.of(id + key), null, null, false, definition);
        }
        Answer answer = asked.get();
        Pen pen = new Pen(answer, figures);
        Chart chart = look.chart() == null ? null : look.chart().apply(pen).chart();
        String title = texts.find(question + ".title").orElseGet(() -> texts.of(id + ".title"));
        return new Section(
                id,
                title,
                sentence(question + ".sentence", look.spoken().apply(answer)),
                (texts.find(question + ".note")
                                        .or(() -> texts.find(id + ".note"))
                                        .orElse("")
                                + (pen.isCut() ? " " + texts.of("common.cut") : "")
                                + (pen.leavesOut() ? " " + texts.of("common.few") : ""))
                        .strip(),
                "",
                chart,
                table(title, answer, pen),
                look.isOpen(),
                look.definition());
    }

    /** Rows to speak of, when all of them were found; a sentence about half of them would be none. */
    @SafeVarargs
    static Map<String, Row> spoken(Map.Entry<String, Optional<Row>>... rows) {
        Map<String, Row> found = new HashMap<>();
        for (Map.Entry<String, Optional<Row>> row : rows) {
            if (row.getValue().isEmpty()) {
                return Map.of();
            }
            found.put(row.getKey(), row.getValue().get());
        }
        return found;
    }

    static Map<String, Row> spoken(Optional<Row> row) {
        return spoken(Map.entry("", row));
    }

    /**
     * The text with the figures of the rows; a place is a column, or the name of a row, a dot and a column. Rows with a name that
     * begins with a colon have a sentence of their own.
     */
    String sentence(String key, Map<String, Row> rows) {
        Optional<String> other =
                rows.keySet().stream().filter(name -> name.startsWith(":")).findFirst();
        if (other.isPresent()) {
            return sentence(key + "." + other.get().substring(1), Map.of("", rows.get(other.get())));
        }
        if (rows.isEmpty() || texts.find(key).isEmpty()) {
            return "";
        }
        return texts.filled(one(key, rows.get("")), place -> {
            int dot = place.indexOf('.');
            String column = place.substring(dot + 1);
            Row row = rows.get(dot < 0 ? "" : place.substring(0, dot));
            return figures.brief(column, row.value(column), Unit.of(column));
        });
    }

    /** Some sentences have another form for a single customer. */
    private String one(String key, Row row) {
        boolean single = row != null && Long.valueOf(1).equals(row.values().get("customers"));
        return single && texts.find(key + ".one").isPresent() ? key + ".one" : key;
    }

    private Table table(String caption, Answer answer, Pen pen) {
        List<Heading> headings = answer.columns().stream()
                .map(c -> new Heading(figures.column(c), Unit.of(c).isNumber() ? "number" : "text"))
                .toList();
        List<List<Cell>> rows = new ArrayList<>();
        for (Row row : answer.rows()) {
            rows.add(answer.columns().stream()
                    .map(c -> cell(c, row.value(c), pen.draws(row, c) ? "" : texts.of("common.few.mark")))
                    .toList());
        }
        return new Table(caption, headings, rows, answer.query());
    }

    /** @param mark behind shares of few cases */
    private Cell cell(String column, Object value, String mark) {
        Unit unit = Unit.of(column);
        String kind = unit.isNumber() ? "number" : unit == Unit.KEY ? "key" : "text";
        return new Cell(
                figures.full(column, value, unit) + (unit == Unit.SHARE && value != null ? mark : ""),
                value == null ? "" : value.toString(),
                kind);
    }
}
