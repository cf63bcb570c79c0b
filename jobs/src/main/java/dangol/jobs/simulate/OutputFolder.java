package dangol.jobs.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder a simulation writes into. */
final class OutputFolder {

    private static final List<String> PARTS =
            List.of("crm", "shop", "pos", "surveys", "social", "marketing", "panel", "truth", ".stage");
    private static final String TITLE = "# A simulated company";

    private final Path root;

    private OutputFolder(Path root) {
        this.root = root;
    }

    /**
     * Makes the folder ready: creates it, or empties it of an earlier simulation.
     *
     * @throws IllegalArgumentException when it holds something else, which is left alone
     */
    static OutputFolder prepare(Path root) {
        try {
            if (Files.exists(root) && !Files.isDirectory(root)) {
                throw new IllegalArgumentException("Cannot write to " + root + ": it is a file, not a folder.");
            }
            Path readme = root.resolve("README.md");
            if (Files.exists(readme) && Files.readString(readme).startsWith(TITLE)) {
                for (String part : PARTS) {
                    delete(root.resolve(part));
                }
            } else if (Files.exists(root) && !isEmpty(root)) {
                throw new IllegalArgumentException("Cannot write to " + root
                        + ": the folder holds files that no simulation wrote. Name an empty or a new folder.");
            }
            Files.createDirectories(root);
            try (InputStream text = OutputFolder.class.getResourceAsStream("README.md")) {
                Files.writeString(readme, new String(text.readAllBytes(), StandardCharsets.UTF_8));
            }
            return new OutputFolder(root);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + root + ": " + e.getMessage(), e);
        }
    }

    Path part(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    void dropStage() throws IOException {
        delete(root.resolve(".stage"));
    }

    int files() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return (int) paths.filter(Files::isRegularFile).count();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> paths = Files.walk(path)) {
            inside = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : inside) {
            Files.delete(each);
        }
    }
}
