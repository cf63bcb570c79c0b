package dangol.jobs.company;

/** A text of a configuration file and where it stands, for messages. */
public record Located(String text, String where) {

    @Override
    public String toString() {
        return text;
    }
}
