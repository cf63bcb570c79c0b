package dangol.jobs.schedule;

import java.util.Locale;

/** How a try of a scheduled run ended. */
enum Outcome {
    SUCCEEDED,
    /** Will be tried again. */
    RETRY,
    FAILED,
    HELD_BACK,
    /** Passed over, because it was missed. */
    SKIPPED,
    /** Another run had the lake; looked at again soon, and not remembered as a try. */
    BUSY,
    /** Ended by a stop of the scheduler; done again with its next start. */
    STOPPED;

    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
