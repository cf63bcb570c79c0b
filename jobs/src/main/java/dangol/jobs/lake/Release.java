package dangol.jobs.lake;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What readers see: for each gold table the version that was checked and released.
 *
 * @param number from 1
 * @param asOf logical day of the tables
 * @param inputs fingerprint of what it was built from: batches, configuration and code
 * @param batch last batch of bronze in it
 * @param versions Delta version of every table of silver, state and gold and of the quarantine that it was made with
 * @param tables table name to what was released of it
 */
public record Release(
        long number,
        String company,
        LocalDate asOf,
        Instant releasedAt,
        String inputs,
        long batch,
        Map<String, Long> versions,
        Map<String, Released> tables) {

    public Release {
        versions = new TreeMap<>(versions == null ? Map.of() : versions);
        tables = new TreeMap<>(tables);
    }

    /** The same release with the number of rows that each of its tables has on its day. */
    public Release counted(ToLongFunction<String> rows) {
        Map<String, Released> counted = new TreeMap<>();
        tables.forEach((name, t) ->
                counted.put(name, new Released(t.version(), rows.applyAsLong(name), t.contract(), t.stale())));
        return new Release(number, company, asOf, releasedAt, inputs, batch, versions, counted);
    }

    /** Why tables lack what their sources have by now, and how many do. */
    public SortedMap<String, Long> stale() {
        return tables.values().stream()
                .map(Released::stale)
                .filter(why -> !why.isEmpty())
                .collect(Collectors.groupingBy(why -> why, TreeMap::new, Collectors.counting()));
    }

    /**
     * One table of a release.
     *
     * @param version Delta version
     * @param rows rows of the as-of day
     * @param contract version of the contract
     * @param stale why it lacks what its sources have by now; empty when it does not
     */
    public record Released(long version, long rows, String contract, String stale) {
        public Released {
            stale = stale == null ? "" : stale;
        }

        public Released(long version, long rows, String contract) {
            this(version, rows, contract, "");
        }
    }
}
