package dangol.jobs.company;

/**
 * Something wrong with a configuration or its sources, in words: where, what, and what to do about it.
 *
 * @param where file and line, or file, or table and column
 */
public record Fault(String where, String problem, String cure) implements Comparable<Fault> {

    @Override
    public int compareTo(Fault other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return where + ": " + problem + (cure.isEmpty() ? "" : "\n    -> " + cure);
    }
}
