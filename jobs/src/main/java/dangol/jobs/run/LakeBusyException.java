package dangol.jobs.run;

/** Another run holds the lock. Ends the program with exit code 4. */
public final class LakeBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LakeBusyException(String message) {
        super(message);
    }
}
