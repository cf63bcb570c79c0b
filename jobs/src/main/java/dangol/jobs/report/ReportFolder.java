package dangol.jobs.report;

import dangol.jobs.company.ConfigurationException;
import dangol.jobs.publish.ListedFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The folder of a report: readers see the report before or the new one, whole. */
final class ReportFolder {
    private final Path folder;
    private final ListedFolder pages;

    /** What writes one file. */
    interface Content {
        void writeTo(Writer out) throws IOException;
    }

    /** @throws ConfigurationException when the folder holds what no report wrote */
    ReportFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        this.pages = new ListedFolder(folder, "report", "report");
    }

    /**
     * Puts a report in the place of the one before.
     *
     * @param files by name
     * @throws UncheckedIOException when it cannot be written; the folder is then as it was
     */
    void write(Map<String, Content> files) {
        try {
            pages.write(draft -> {
                for (Map.Entry<String, Content> file : files.entrySet()) {
                    try (Writer out = Files.newBufferedWriter(draft.resolve(file.getKey()))) {
                        file.getValue().writeTo(out);
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The report cannot be written to " + folder + ": " + e.getMessage()
                            + "\n    -> Make room or name another folder with --out. What was in the folder is as it was.",
                    e);
        }
    }
}
