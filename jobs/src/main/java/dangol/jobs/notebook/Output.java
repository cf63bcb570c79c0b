package dangol.jobs.notebook;

/** One thing that a cell gave, in the order in which it gave it. */
sealed interface Output {

    /** What it printed. */
    record Printed(String text) implements Output {}

    /** A table. */
    record Tabled(Rows rows) implements Output {}

    /** A chart. */
    record Drawn(Plot plot) implements Output {}
}
