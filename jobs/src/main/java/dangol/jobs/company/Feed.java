package dangol.jobs.company;

import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    /** Option of a JDBC feed: a column that never falls; only rows not below its highest landed value are read. */
    public static final String WATERMARK = "watermark";

    public Feed {
        key = List.copyOf(key);
        // Sorted, because the order of Map.copyOf differs from one start of Java to the next and a feed must not.
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /** The feed wherever its definition stands, and without those who ask its database: whoever reads the same rows is no other feed. */
    Feed anywhere() {
        Map<String, String> rest = new TreeMap<>(options);
        rest.keySet().removeAll(List.of("user", "password"));
        return new Feed(name, files, format, timeZone, key, pattern, rest, "");
    }
}
