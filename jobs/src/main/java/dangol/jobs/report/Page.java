package dangol.jobs.report;

import java.util.List;

/**
 * One file of the report.
 *
 * @param file its name
 * @param key of its texts
 * @param attention what needs attention, on the overview alone; null when the release cannot tell
 * @param definitions what tables and columns mean, on the page of definitions alone
 */
record Page(
        String file,
        String key,
        List<Tile> tiles,
        List<Attention> attention,
        List<Section> sections,
        List<Definition> definitions) {

    static Page of(String file, String key, List<Section> sections) {
        return new Page(file, key, List.of(), List.of(), sections, List.of());
    }

    /** Something worth doing, and what it is worth. */
    record Attention(String value, String exact, String title, String sentence, String link) {}

    /** What a table of the release is, and each of its columns. */
    record Definition(String table, String text, List<Section.Cell> columns) {}
}
