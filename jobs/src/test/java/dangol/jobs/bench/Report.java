package dangol.jobs.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The figures of one run of the benchmark as Markdown, with the goals beside them. */
record Report(List<Row> rows, Row third) {
    /**
     * @param first our first build
     * @param cold our run of one more day in a process of its own
     * @param warm the day after it in the same process
     * @param before the analyst's script on the files of the first build
     * @param rebuild the analyst's script with the day's files
     * @param unlimited the same with as much memory as DuckDB takes when nobody limits it
     */
    record Row(
            double millions,
            long customers,
            long lines,
            Cost first,
            Cost cold,
            Cost warm,
            Cost before,
            Cost rebuild,
            Cost unlimited) {}

    /** Seconds by part; peak of resident memory in GiB. */
    record Cost(
            double session,
            double bronze,
            double silver,
            double gold,
            double release,
            double seconds,
            double cpu,
            double peakGib) {
        double work() {
            return seconds - session;
        }
    }

    String section(String machine) {
        StringBuilder text = new StringBuilder("## " + machine + "\n\n");
        text.append("| lines | customers | what | session | bronze | silver | gold | checks, release | whole | CPU s |"
                + " peak GiB |\n");
        text.append("|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        for (Row row : rows) {
            line(text, row, "first build", row.first());
            line(text, row, "DuckDB, same files", row.before());
            line(text, row, "one more day, new process", row.cold());
            line(text, row, "one more day, same process", row.warm());
            line(text, row, "DuckDB, all again", row.rebuild());
            line(text, row, "DuckDB, all again, memory not limited", row.unlimited());
        }
        if (third != null) {
            line(text, third, "first build, last third of the history", third.first());
            line(text, third, "one more day on it, new process", third.cold());
            line(text, third, "one more day on it, same process", third.warm());
        }
        text.append("\n| figure |");
        rows.forEach(r -> text.append(String.format(Locale.ROOT, " %.1f million |", r.millions())));
        text.append(" goal |\n|---|").append("---:|".repeat(rows.size())).append("---|\n");
        figure(
                text,
                "gold from silver, ours / DuckDB",
                r -> r.first().gold() / r.before().gold(),
                "at most 3 at 10 million");
        figure(
                text,
                "silver and gold, ours / DuckDB",
                r -> (r.first().silver() + r.first().gold())
                        / (r.before().silver() + r.before().gold()),
                "");
        figure(
                text,
                "whole first build / DuckDB's whole",
                r -> r.first().seconds() / r.before().seconds(),
                "at most 6 at 10 million");
        figure(
                text,
                "one more day without session start / DuckDB's rebuild",
                r -> r.warm().work() / r.rebuild().seconds(),
                "at most 1 at 10 million, 0.5 at 30 million");
        figure(
                text,
                "the same, DuckDB's memory not limited",
                r -> r.warm().work() / r.unlimited().seconds(),
                "");
        figure(text, "in a new process", r -> r.cold().work() / r.rebuild().seconds(), "");
        figure(
                text,
                "peak memory, GiB",
                r -> Math.max(r.first().peakGib(), r.warm().peakGib()),
                "at most 6");
        text.append('\n');
        Row small = rows.get(0);
        Row large = rows.get(rows.size() - 1);
        if (rows.size() > 1) {
            text.append(String.format(
                    Locale.ROOT,
                    "Cost grows with the lines to the power of (seconds without session start; CPU seconds in"
                            + " brackets): first build %.2f (%.2f), one more day %.2f (%.2f), DuckDB %.2f (%.2f). Goal for"
                            + " the first build: at most 1.%n%n",
                    slope(small, large, r -> r.first().work()),
                    slope(small, large, r -> r.first().cpu()),
                    slope(small, large, r -> r.warm().work()),
                    slope(small, large, r -> r.warm().cpu()),
                    slope(small, large, r -> r.before().seconds()),
                    slope(small, large, r -> r.before().cpu())));
        }
        if (third != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "The same %,d customers with %.2f times the history: one more day costs %.2f times (CPU %.2f"
                            + " times). Goal: at most 1.2.%n%n",
                    large.customers(),
                    (double) large.lines() / third.lines(),
                    large.warm().work() / third.warm().work(),
                    large.warm().cpu() / third.warm().cpu()));
        }
        return text.toString();
    }

    private static double slope(Row small, Row large, ToDoubleFunction<Row> cost) {
        return Math.log(cost.applyAsDouble(large) / cost.applyAsDouble(small))
                / Math.log((double) large.lines() / small.lines());
    }

    private static void line(StringBuilder text, Row row, String what, Cost cost) {
        text.append(String.format(
                Locale.ROOT,
                "| %,d | %,d | %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.0f | %.2f |%n",
                row.lines(),
                row.customers(),
                what,
                cost.session(),
                cost.bronze(),
                cost.silver(),
                cost.gold(),
                cost.release(),
                cost.seconds(),
                cost.cpu(),
                cost.peakGib()));
    }

    private void figure(StringBuilder text, String name, ToDoubleFunction<Row> value, String goal) {
        text.append("| ").append(name).append(" |");
        rows.forEach(r -> text.append(String.format(Locale.ROOT, " %.2f |", value.applyAsDouble(r))));
        text.append(' ').append(goal).append(" |\n");
    }
}
