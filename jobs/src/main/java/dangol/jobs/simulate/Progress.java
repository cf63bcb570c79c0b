package dangol.jobs.simulate;

/** Told how far a simulation has come. */
@FunctionalInterface
public interface Progress {

    /**
     * Called now and then, at least once for every thousand customers and once at the end.
     *
     * @param customers customers written so far
     */
    void done(long customers);
}
