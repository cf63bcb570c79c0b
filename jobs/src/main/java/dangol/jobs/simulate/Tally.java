package dangol.jobs.simulate;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts written rows by name. */
final class Tally {

    private final Map<String, long[]> counts = new HashMap<>();

    void add(String name) {
        counts.computeIfAbsent(name, first -> new long[1])[0]++;
    }

    /** The counts so far, in the order of the names. */
    SortedMap<String, Long> counts() {
        SortedMap<String, Long> sorted = new TreeMap<>();
        counts.forEach((name, count) -> sorted.put(name, count[0]));
        return sorted;
    }
}
