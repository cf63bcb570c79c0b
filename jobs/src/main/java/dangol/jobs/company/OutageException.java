package dangol.jobs.company;

/**
 * Something outside that does not answer now and may answer later: a database that is down, a store that refuses, a folder that is
 * not mounted. Unlike a {@link ConfigurationException} it is worth trying again. Ends the program with exit code 1.
 */
public final class OutageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutageException(String where, String problem, String cure) {
        super(new Fault(where, problem, cure).toString());
    }
}
