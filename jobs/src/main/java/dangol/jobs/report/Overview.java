package dangol.jobs.report;

import dangol.jobs.report.Answer.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first page: the few figures that matter and what needs attention. */
final class Overview {
    private final Composer make;

    Overview(Composer composer) {
        this.make = composer;
    }

    /** Whether more of a figure is good news. */
    private enum More {
        BETTER,
        WORSE
    }

    Page page() {
        List<Tile> tiles = List.of(
                tile("overview.customers", Unit.COUNT, Unit.MONTH, More.BETTER, "churn.html#churn.flow"),
                tile("overview.churn", Unit.SHARE, Unit.MONTH, More.WORSE, "churn.html#churn.rate"),
                tile("overview.lost", Unit.MONEY, Unit.MONTH, More.WORSE, "churn.html#churn.revenue"),
                tile("overview.revenue", Unit.MONEY, Unit.MONTH, More.BETTER, "cohorts.html#cohort.value"),
                tile("overview.wallet", Unit.SHARE, Unit.QUARTER, More.BETTER, "wallet.html#wallet.share"),
                tile("overview.kept", Unit.SHARE, Unit.MONTH, More.BETTER, "voice.html#voice.intention"));
        List<Page.Attention> attention = make.ask("overview.attention")
                .map(a -> a.rows().stream().map(this::attention).toList())
                .orElse(null);
        return new Page("index.html", "overview", tiles, attention, List.of(), List.of());
    }

    private Tile tile(String id, Unit unit, Unit period, More more, String link) {
        Optional<Row> found = make.ask(id).flatMap(Answer::first);
        String title = make.texts().of(id + ".title");
        if (found.isEmpty() || found.get().value("value") == null) {
            return new Tile(id, title, "", "–", "", "", "none", "", make.texts().of(id + ".empty"), link);
        }
        Row row = found.get();
        boolean hasInterval = row.values().containsKey("low") && row.value("low") != null;
        return new Tile(
                id,
                title,
                make.texts().find(id + ".period").isPresent()
                        ? worded(id + ".period", row, unit, period)
                        : make.figures().full("period", row.value("period"), period),
                make.figures().brief("value", row.value("value"), unit),
                row.value("value").toString(),
                change(id, row, unit),
                trend(row, more),
                hasInterval ? worded("overview.interval", row, unit, period) : "",
                worded(id + ".sentence", row, unit, period),
                link);
    }

    private String change(String id, Row row, Unit unit) {
        if (row.value("change") == null) {
            return "";
        }
        boolean relative = row.values().containsKey("change_rate") && row.value("change_rate") != null;
        String change = relative
                ? make.figures().brief("change_rate", row.value("change_rate"), Unit.SHARE_CHANGE)
                : make.figures().brief("change", row.value("change"), unit.change());
        return make.texts().filled(id + ".change", place -> change);
    }

    private static String trend(Row row, More more) {
        Double change = row.number("change");
        if (change == null || change == 0) {
            return "same";
        }
        return change > 0 == (more == More.BETTER) ? "better" : "worse";
    }

    /** Figures of a tile stand in columns called value, before, period, which have the tile's own units. */
    private String worded(String key, Row row, Unit unit, Unit period) {
        return make.texts().filled(key, column -> {
            Unit of = switch (column) {
                case "value", "before", "low", "high" -> unit;
                case "period", "period_before" -> period;
                case "change" -> unit.change();
                default -> Unit.of(column);
            };
            return make.figures().brief(column, row.value(column), of);
        });
    }

    /** All customers and those without a segment are no segment, and have sentences of their own. */
    private static String form(Row row) {
        return row.is("segment", "all") ? ":all" : row.is("segment", "unknown") ? ":unknown" : "";
    }

    private Page.Attention attention(Row row) {
        String key = "attention." + row.value("kind");
        return new Page.Attention(
                make.figures().brief("value", row.value("value"), Unit.MONEY),
                row.value("value").toString(),
                make.texts().of(key + ".title"),
                make.sentence(key + ".sentence", Map.of(form(row), row)),
                make.texts().of(key + ".link"));
    }
}
