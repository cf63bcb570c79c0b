package dangol.jobs.serve;

import java.util.Locale;

/** What clients are told when they ask for what is not served. */
final class Refusal {
    private Refusal() {}

    /** @param what the subject of the sentence */
    static UnsupportedOperationException of(String what) {
        return new UnsupportedOperationException(sentence(what));
    }

    static String sentence(String what) {
        return what + " is refused: this server reads the released tables in gold, history and meta, and nothing else.";
    }

    /** The name of a class or message of Spark as words: "write operation" of WriteOperation. */
    static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])|\\.", " ").toLowerCase(Locale.ROOT);
    }
}
