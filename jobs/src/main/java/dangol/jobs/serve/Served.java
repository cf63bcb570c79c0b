package dangol.jobs.serve;

import dangol.jobs.company.Company;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.run.Progress;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * What this process serves, and its own session beside those of the clients. Spark makes the catalog of each client's session by the
 * name of its class, so it looks here for the lake; there is one for each process, as there is one Spark Connect service.
 */
final class Served {
    private static volatile Served current;

    private final SparkSession own;
    private final Company company;
    private final ReleaseStore releases;
    private final Lake lake;
    private final Progress progress;
    private PinnedRelease last;

    private Served(SparkSession own, Company company, Progress progress) {
        Folder home = Folder.of(company.home(), own.sparkContext().hadoopConfiguration());
        this.own = own;
        this.company = company;
        this.releases = new ReleaseStore(home);
        this.lake = new Lake(own, home);
        this.progress = progress;
    }

    /** @param own the session that opens releases, which no client gets */
    static Served begin(SparkSession own, Company company, Progress progress) {
        current = new Served(own, company, progress);
        return current;
    }

    static void end() {
        current = null;
    }

    static Served get() {
        Served served = current;
        if (served == null) {
            throw new IllegalStateException("Nothing is served.");
        }
        return served;
    }

    /** True for the session of the process itself; every other is a client's. */
    static boolean isOwn(SparkSession session) {
        Served served = current;
        return served != null && session.equals(served.own);
    }

    /**
     * The release that readers see now. Sessions on one release share what was opened of it; an older release is forgotten with its
     * last session.
     */
    synchronized PinnedRelease pin() {
        Release shown = releases.currentOf(company);
        // Maintenance points a release to other versions of its tables, and the old ones go in the end.
        if (last == null || !last.release().equals(shown)) {
            if (last != null && last.release().number() != shown.number()) {
                progress.say("Release " + shown.number() + " as of " + shown.asOf() + " is served to new sessions.");
            }
            last = new PinnedRelease(this, lake, shown);
        }
        return last;
    }

    SparkSession own() {
        return own;
    }

    /** Delta looks into its logs with the active session of the thread, and there a client's would be refused. */
    <T> T inOwnSession(Supplier<T> work) {
        Option<SparkSession> before = SparkSession.getActiveSession();
        SparkSession.setActiveSession(own);
        try {
            return work.get();
        } finally {
            if (before.isEmpty()) {
                SparkSession.clearActiveSession();
            } else {
                SparkSession.setActiveSession(before.get());
            }
        }
    }
}
