package dangol.jobs.run;

/** Readers see a later day, and what was asked for could only be shown by turning them back. */
public final class PastDayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PastDayException(String message) {
        super(message);
    }
}
