package dangol.jobs.run;

/** The run no longer holds its lake; what it made must not be shown. Ends the program with exit code 1. */
public final class LakeLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LakeLostException(String why) {
        super("This run has lost the lake: " + why
                + "\n    -> Nothing was released; readers still see the last release. Run again.");
    }
}
