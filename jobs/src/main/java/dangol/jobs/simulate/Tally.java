package dangol.jobs.simulate;

import java.util.Map;
import java.util.TreeMap;

/** Counts written rows by name. */
final class Tally {

    private final Map<String, Long> counts = new TreeMap<>();

    void add(String name) {
        counts.merge(name, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return counts;
    }
}
