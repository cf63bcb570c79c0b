package dangol.jobs.lake;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * What readers see: for each gold table the version that was checked and released.
 *
 * @param number from 1
 * @param asOf logical day of the tables
 * @param inputs fingerprint of what it was built from: batches, configuration and code
 * @param tables table name to what was released of it
 */
public record Release(
        long number, String company, LocalDate asOf, Instant releasedAt, String inputs, Map<String, Released> tables) {

    public Release {
        tables = new TreeMap<>(tables);
    }

    /**
     * One table of a release.
     *
     * @param version Delta version
     * @param rows rows of the as-of day
     * @param contract version of the contract
     */
    public record Released(long version, long rows, String contract) {}
}
