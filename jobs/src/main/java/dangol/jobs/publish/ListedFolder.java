package dangol.jobs.publish;

import dangol.jobs.company.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of pages with a list of its files: readers see the pages before or the new ones, whole. */
public final class ListedFolder {
    /** Names the files of the folder, so that a later writer can tell them from somebody else's. */
    public static final String LIST = "files.txt";

    private final Path folder;
    private final OwnFolder own;
    private final String title;

    /** What writes the files into a folder that is there and empty. */
    public interface Content {
        void writeTo(Path folder) throws IOException;
    }

    /**
     * @param command that writes it
     * @param content what the pages are, in a word: "report"
     * @throws ConfigurationException when the folder holds what was not written so
     */
    public ListedFolder(Path folder, String command, String content) {
        // A path of s3a://bucket/pages has lost one of the slashes.
        if (folder.toString().matches("[a-z][a-z0-9+.-]+:/.*")) {
            throw new ConfigurationException(
                    "--out " + folder, "this is no folder of this machine.", "Name a folder, and copy it from there.");
        }
        this.folder = folder.toAbsolutePath().normalize();
        this.own = new OwnFolder(folder, "--out", content);
        this.title = "Written by dangol " + command + ":";
        try {
            own.refuseForeign(written());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look into " + folder + ": " + e.getMessage(), e);
        }
    }

    private List<String> written() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(LIST));
            return lines.isEmpty() || !lines.get(0).equals(title) ? List.of() : lines;
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Puts new files in the place of those before.
     *
     * @return how many, without the list
     * @throws IOException when they cannot be written; the folder is then as it was
     * @throws ConfigurationException when somebody put something there meanwhile
     */
    public int write(Content content) throws IOException {
        SiblingFolder sibling = new SiblingFolder(folder);
        try {
            Path draft = sibling.begin();
            content.writeTo(draft);
            List<String> names = names(draft);
            Files.writeString(draft.resolve(LIST), title + "\n" + LIST + "\n" + String.join("\n", names) + "\n");
            own.refuseForeign(written());
            sibling.show();
            return names.size();
        } finally {
            discard(sibling);
        }
    }

    private static List<String> names(Path draft) throws IOException {
        try (Stream<Path> files = Files.list(draft)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private void discard(SiblingFolder sibling) {
        try {
            sibling.discard();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tidy up beside " + folder + ": " + e.getMessage(), e);
        }
    }
}
