package dangol.jobs.init;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The first line of a text file, by which files of one form are known to have the same columns. */
final class Header {
    private static final String VALUES = "values";

    private Header() {}

    /** Equal for files with equal columns, as far as the first line says. */
    static String of(Path file) {
        String ending = SourceFiles.ending(file);
        if (!ending.equals("csv") && !ending.equals("tsv") && !ending.equals("txt")) {
            return VALUES;
        }
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                TextEncoding.open(file), TextEncoding.of(file).charset()))) {
            String line = in.readLine();
            boolean values = line == null
                    || java.util.Arrays.stream(line.split("[,;|\t]"))
                            .anyMatch(c -> c.strip().matches("[\"']?[-\\d.:/ ]+[\"']?"));
            return values ? VALUES : line.strip();
        } catch (IOException | UncheckedIOException e) {
            // Told when the file is looked at.
            return VALUES;
        }
    }
}
