package dangol.jobs.run;

import dangol.jobs.lake.Failures;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.ReleaseStore;
import java.time.Duration;
import java.util.function.Function;

/** One run at a time on a lake: a lock of the operating system on a local disk, a {@link Lease} anywhere else. */
interface RunLock extends AutoCloseable {

    /** @throws LakeBusyException when another run holds the lake for longer than {@code wait} */
    static RunLock take(Folder home, Duration wait, Progress progress) {
        return home.local().isPresent()
                ? FileLock.take(home.local().get(), wait, progress)
                : Lease.take(home, wait, progress, Lease.Timing.USUAL);
    }

    /**
     * Looks whether this run still holds the lake. To be asked right before readers are turned to what the run has made.
     *
     * @throws LakeLostException when another run has taken the lake over
     */
    void verify();

    /** What to do once, as soon as it shows that the lake is lost; it may be called in another thread. */
    void whenLost(Runnable stop);

    @Override
    void close();

    /**
     * Does work that no other run may touch the lake during.
     *
     * @param releases are written only while the lake is held
     * @param stop ends the work as soon as it shows that the lake is lost: no other run expects its writes
     * @throws LakeLostException when that was so, whatever failed by it
     */
    static <T> T holding(
            Folder home,
            Duration wait,
            Progress progress,
            ReleaseStore releases,
            Runnable stop,
            Function<RunLock, T> work) {
        try (RunLock lock = take(home, wait, progress)) {
            releases.guard(lock::verify);
            lock.whenLost(stop);
            try {
                return Failures.told(() -> work.apply(lock));
            } catch (RuntimeException e) {
                // Whatever failed: when the lake was lost, that is the reason.
                lock.verify();
                throw e;
            }
        }
    }

    /** What one says to a person who finds the lake taken. */
    static LakeBusyException busy(String location, String holder) {
        return new LakeBusyException("Another run is working on " + location + (holder.isBlank() ? "" : ": " + holder)
                + ".\n    -> Wait for it to end, or start with --wait SECONDS.");
    }
}
