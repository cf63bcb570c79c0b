package dangol.jobs.company;

/**
 * Where a company's releases are published, the YAML's {@code publish:}; each is empty when it is not given.
 *
 * @param to URL of a PostgreSQL database, or a folder
 * @param password of the database's user, from the environment
 * @param reader role that may read
 */
public record Publication(String to, String password, String reader) {
    @Override
    public String toString() {
        return "Publication[reader=" + reader + "]";
    }
}
