package dangol.jobs.run;

import dangol.jobs.lake.Release;

/** Readers were turned to a release, and something that follows failed. Ends the program with exit code 1. */
public final class UnfinishedReleaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String RUN = "Run the same day again: it puts the file of the release in order.";

    private UnfinishedReleaseException(Release release, String cure, RuntimeException cause) {
        super(
                "Release " + release.number() + ", as of " + release.asOf() + ", is shown; what follows failed: "
                        + cause.getMessage()
                        + "\n    -> " + cure,
                cause);
    }

    /** Does what follows the moment in which readers are turned to a release. */
    static void guard(Release release, Runnable rest) {
        guard(release, RUN, rest);
    }

    /** @param cure what puts the rest in order */
    static void guard(Release release, String cure, Runnable rest) {
        try {
            rest.run();
        } catch (RuntimeException e) {
            throw new UnfinishedReleaseException(release, cure, e);
        }
    }
}
