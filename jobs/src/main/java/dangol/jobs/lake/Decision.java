package dangol.jobs.lake;

import java.time.Instant;

/**
 * A person's decision on which release readers see, against or beside what runs decide.
 *
 * @param number from 1
 * @param kind {@link #FORCE} or {@link #ROLLBACK}
 * @param release what readers see by it
 * @param instead what readers saw before; null when there was nothing
 * @param why in the person's words
 * @param recorded whether ops.override has it
 */
public record Decision(
        long number,
        String kind,
        long release,
        Long instead,
        Instant at,
        String user,
        String host,
        String why,
        boolean recorded) {
    public static final String FORCE = "force";
    public static final String ROLLBACK = "rollback";

    public Decision inOps() {
        return new Decision(number, kind, release, instead, at, user, host, why, true);
    }
}
