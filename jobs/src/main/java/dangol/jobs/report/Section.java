package dangol.jobs.report;

import java.util.List;

/**
 * A part of a page, ready to be shown: every text is in the reader's language and every figure is written out.
 *
 * @param id anchor in the page and key of its texts
 * @param sentence what the figures say; empty when there is nothing to say
 * @param note how to read it; empty when it needs no word
 * @param missing what is missing and how to bring it; empty when nothing is
 * @param chart null when the part has none
 * @param table null when there is nothing to show
 * @param isOpen whether the table is the main thing and not behind a chart
 * @param definition anchor in the page of definitions; empty when the release has none
 */
record Section(
        String id,
        String title,
        String sentence,
        String note,
        String missing,
        Chart chart,
        Table table,
        boolean isOpen,
        String definition) {

    /**
     * The rows behind a chart.
     *
     * @param query the SQL that gives the same rows
     */
    record Table(String caption, List<Heading> headings, List<List<Cell>> rows, String query) {}

    /** The head of a column. */
    record Heading(String text, String kind) {}

    /**
     * One figure.
     *
     * @param text as it is written for the reader
     * @param value exactly as the release has it; empty for nothing
     * @param kind number, text or key
     */
    record Cell(String text, String value, String kind) {}
}
