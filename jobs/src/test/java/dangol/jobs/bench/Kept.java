package dangol.jobs.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What was measured so far, so that a benchmark of hours that was stopped can go on where it was: one file for each step, and
 * the version of the code and the settings that it holds for.
 */
final class Kept {
    private static final String VERSION = "version";

    private final Path folder;

    /** A step that takes long. */
    interface Step {
        Measured work() throws IOException, InterruptedException, SQLException;
    }

    Kept(Path folder) {
        this.folder = folder;
    }

    boolean isOf(String version) throws IOException {
        return has(VERSION) && text(VERSION).equals(version);
    }

    /** Forgets all steps; those that follow are of this version. */
    void begin(String version) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        text(VERSION, version);
    }

    boolean has(String step) {
        return Files.exists(folder.resolve(step));
    }

    String text(String step) throws IOException {
        return Files.readString(folder.resolve(step));
    }

    void text(String step, String text) throws IOException {
        Files.writeString(folder.resolve(step), text);
    }

    /** What the step measured before, or measures now. */
    Measured or(String step, Step work) throws IOException, InterruptedException, SQLException {
        Path file = folder.resolve(step);
        if (has(step)) {
            return read(file);
        }
        Measured measured = work.work();
        write(file, measured);
        return measured;
    }

    private static void write(Path file, Measured measured) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(measured.seconds() + "\t" + measured.cpuSeconds() + "\t" + measured.peakGib());
        measured.lines().forEach(l -> lines.add(l.at() + "\t" + l.cpu() + "\t" + l.text()));
        Files.write(file, lines, StandardCharsets.UTF_8);
    }

    private static Measured read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        String[] head = lines.get(0).split("\t", 3);
        List<Measured.Line> seen = lines.stream()
                .skip(1)
                .map(l -> l.split("\t", 3))
                .map(p -> new Measured.Line(Double.parseDouble(p[0]), Double.parseDouble(p[1]), p[2]))
                .toList();
        return new Measured(
                Double.parseDouble(head[0]), Double.parseDouble(head[1]), Double.parseDouble(head[2]), seen);
    }
}
