package dangol.jobs.publish;

import dangol.jobs.company.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder that is replaced as a whole: what somebody else keeps in it must not go with a typing error. */
public final class OwnFolder {
    /** What Finder and Explorer leave in a folder that somebody looks into: nobody's work. */
    private static final Pattern LEFT_BY_LOOKING =
            Pattern.compile("\\.DS_Store|\\._.*|Thumbs\\.db|desktop\\.ini", Pattern.CASE_INSENSITIVE);

    private final Path folder;
    private final String option;
    private final String content;

    /**
     * @param option that names the folder
     * @param content what is written there, in a word: "report"
     */
    public OwnFolder(Path folder, String option, String content) {
        this.folder = folder.toAbsolutePath().normalize();
        this.option = option;
        this.content = content;
    }

    /**
     * @param written names of the files that belong to it
     * @throws ConfigurationException when the folder holds another name, or is none
     */
    public void refuseForeign(Collection<String> written) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw refusal("it is a file, not a folder.");
        }
        TreeSet<String> foreign = new TreeSet<>(names());
        foreign.removeAll(written);
        if (!foreign.isEmpty()) {
            throw refusal("it holds what belongs to no " + content + ", such as '" + foreign.first() + "'.");
        }
    }

    /** What to answer when the folder is not to be replaced. */
    public ConfigurationException refusal(String problem) {
        return new ConfigurationException(
                option + " " + folder,
                problem,
                "Name a new or an empty folder, or one that holds nothing but a " + content
                        + " with its list of files, which earlier versions did not write: empty that folder once.");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(e -> e.getFileName().toString())
                    .filter(name -> !LEFT_BY_LOOKING.matcher(name).matches())
                    .toList();
        }
    }
}
