package dangol.jobs.init;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The first line of a text file, by which files of one form are known to have the same columns. */
final class Header {
    private static final String VALUES = "values";

    private Header() {}

    /** True when one header has all columns of another and not many more: the source has got some since. */
    static boolean widens(String wide, String narrow) {
        Set<String> more = names(wide);
        Set<String> less = names(narrow);
        return !wide.equals(VALUES)
                && !narrow.equals(VALUES)
                && more.containsAll(less)
                && 2 * less.size() >= more.size();
    }

    static Set<String> names(String header) {
        return Arrays.stream(header.split("[,;|\t]"))
                .map(name -> name.strip().replaceAll("[\"'\uFEFF]", ""))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

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
                    || Arrays.stream(line.split("[,;|\t]"))
                            .anyMatch(c -> c.strip().matches("[\"']?[-\\d.:/ ]+[\"']?"));
            return values ? VALUES : line.strip();
        } catch (IOException | UncheckedIOException e) {
            // Told when the file is looked at.
            return VALUES;
        }
    }
}
