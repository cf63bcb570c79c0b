package dangol.jobs.run;

import dangol.contract.TableId;
import dangol.jobs.lake.WriteResult;
import java.time.Duration;
import java.time.Instant;

/**
 * What a run did to one table.
 *
 * @param rowsIn rows read from the feeds, or null where the table is computed from others
 * @param rowsOut rows written; 0 when the table stayed as it was
 * @param quarantined rows set aside, or null where there can be none
 * @param duplicates rows that an equal or later version replaced, or null where there can be none
 */
record TableRun(
        TableId table, Long rowsIn, long rowsOut, Long quarantined, Long duplicates, double seconds, long version) {

    static TableRun of(TableId table, WriteResult result, Instant start) {
        return new TableRun(table, null, result.rows(), null, null, since(start), result.version());
    }

    static TableRun unchanged(TableId table, long version) {
        return new TableRun(table, null, 0, null, null, 0, version);
    }

    TableRun counted(long in, long bad) {
        return new TableRun(table, in, rowsOut, bad, Math.max(0, in - bad - rowsOut), seconds, version);
    }

    private static double since(Instant start) {
        return Duration.between(start, Instant.now()).toMillis() / 1000.0;
    }
}
