package dangol.jobs.run;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** SIGTERM and SIGINT, for commands that work until they are asked to stop. */
public final class StopSignals {
    private StopSignals() {}

    /**
     * From now on a signal does not end the process but opens the latch.
     *
     * @param again what happens when somebody asks once more, not wanting to wait for the work under way
     */
    public static CountDownLatch await(Runnable again) {
        CountDownLatch asked = new CountDownLatch(1);
        for (String name : List.of("TERM", "INT")) {
            sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> {
                if (asked.getCount() == 0) {
                    again.run();
                }
                asked.countDown();
            });
        }
        return asked;
    }
}
