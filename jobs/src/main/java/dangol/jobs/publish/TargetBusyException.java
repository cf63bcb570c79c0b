package dangol.jobs.publish;

/** Another publish works on the same target. Ends the program with exit code 4. */
public final class TargetBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TargetBusyException(String message) {
        super(message);
    }
}
