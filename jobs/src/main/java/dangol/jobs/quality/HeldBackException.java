package dangol.jobs.quality;

/** A quality gate held the release back; readers still see the last release. Ends the program with exit code 3. */
public final class HeldBackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HeldBackException(String message) {
        super(message);
    }
}
