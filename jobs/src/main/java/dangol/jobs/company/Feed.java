package dangol.jobs.company;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * One source of rows.
 *
 * @param files glob relative to the company's sources; empty for JDBC
 * @param timeZone zone of times that carry none
 * @param key columns by which the latest row counts when the feed is joined as a look-up
 * @param pattern regular expression of format lines; null otherwise
 * @param options options of the Spark reader
 * @param where file and line of its definition
 */
public record Feed(
        String name,
        String files,
        Format format,
        ZoneId timeZone,
        List<String> key,
        LinePattern pattern,
        Map<String, String> options,
        String where) {

    public Feed {
        key = List.copyOf(key);
        options = Map.copyOf(options);
    }
}
