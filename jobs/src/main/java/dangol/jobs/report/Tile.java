package dangol.jobs.report;

/**
 * One of the few figures that matter, with a sentence.
 *
 * @param value the figure, briefly; a dash when the release has none
 * @param exact as the release has it
 * @param change against the period before, with its sign; empty when there is none
 * @param trend better, worse, other or same
 * @param interval empty when it has none
 * @param link page and part that shows more
 */
record Tile(
        String id,
        String title,
        String period,
        String value,
        String exact,
        String change,
        String trend,
        String interval,
        String sentence,
        String link) {}
