package dangol.jobs.simulate;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a simulation has written.
 *
 * @param files number of files, those of the truth and the README included
 * @param rows rows by feed, in the order of the names. Feeds with dirt have further entries, such as
 *     {@code "shop duplicate"}; those rows are part of the feed's own count
 */
public record SimulationSummary(int files, Map<String, Long> rows) {

    public SimulationSummary {
        rows = Collections.unmodifiableMap(new TreeMap<>(rows));
    }
}
