package dangol.jobs.report;

import dangol.jobs.company.ConfigurationException;
import dangol.jobs.publish.SiblingFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The folder of a report: readers see the report before or the new one, whole. */
final class ReportFolder {
    /** Names the files of the report, so that a later one can tell them from somebody else's. */
    static final String LIST = "files.txt";

    private static final String TITLE = "Written by dangol report:";

    private final Path folder;

    /** What writes one file. */
    interface Content {
        void writeTo(Writer out) throws IOException;
    }

    /** @throws ConfigurationException when the folder holds what no report wrote */
    ReportFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        refuseForeign();
    }

    private void refuseForeign() {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw refusal("it is a file, not a folder.");
        }
        TreeSet<String> foreign = new TreeSet<>(names());
        foreign.removeAll(written());
        if (!foreign.isEmpty()) {
            throw refusal("it holds what no report wrote, such as '" + foreign.first() + "'.");
        }
    }

    private ConfigurationException refusal(String problem) {
        return new ConfigurationException(
                "--out " + folder, problem, "Name a new or an empty folder, or one that holds nothing but a report.");
    }

    private List<String> names() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(e -> e.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look into " + folder + ": " + e.getMessage(), e);
        }
    }

    private List<String> written() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(LIST));
            return lines.isEmpty() || !lines.get(0).equals(TITLE) ? List.of() : lines;
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Puts a report in the place of the one before.
     *
     * @param files by name
     * @throws UncheckedIOException when it cannot be written; the folder is then as it was
     */
    void write(Map<String, Content> files) {
        SiblingFolder pages = new SiblingFolder(folder);
        try {
            Path draft = pages.begin();
            for (Map.Entry<String, Content> file : files.entrySet()) {
                try (Writer out = Files.newBufferedWriter(draft.resolve(file.getKey()))) {
                    file.getValue().writeTo(out);
                }
            }
            Files.writeString(
                    draft.resolve(LIST), TITLE + "\n" + LIST + "\n" + String.join("\n", files.keySet()) + "\n");
            refuseForeign();
            pages.show();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The report cannot be written to " + folder + ": " + e.getMessage()
                            + "\n    -> Make room or name another folder with --out. What was in the folder is as it was.",
                    e);
        } finally {
            discard(pages);
        }
    }

    private void discard(SiblingFolder pages) {
        try {
            pages.discard();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tidy up beside " + folder + ": " + e.getMessage(), e);
        }
    }
}
