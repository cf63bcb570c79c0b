package dangol.jobs.publish;

import java.time.LocalDate;
import java.util.List;

/**
 * What a publish left for readers.
 *
 * @param where the schemas or the folder
 * @param tables tables written, without views
 * @param rows rows in them
 * @param views views written, or their rows as files
 * @param notes what somebody should know or do, in sentences
 */
public record Published(
        long release, LocalDate asOf, String where, int tables, long rows, int views, List<String> notes) {
    public Published {
        notes = List.copyOf(notes);
    }
}
