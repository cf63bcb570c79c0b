package dangol.jobs.init;

import dangol.jobs.company.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that were named, taken together by folder, name without digits, and ending.
 *
 * @param forms files of one form each
 * @param passedOver files that no feed can be made of, with the reason
 */
record SourceFiles(List<List<Path>> forms, Map<Path, String> passedOver) {
    private static final Set<String> USABLE =
            Set.of("csv", "tsv", "txt", "json", "jsonl", "ndjson", "parquet", "dat", "tab");
    private static final Pattern GLOB = Pattern.compile("[*?{\\[]");

    /**
     * @param named files, folders (with all below them) or patterns
     * @throws ConfigurationException when one of them is nothing, or nothing is found at all
     */
    static SourceFiles of(List<String> named) {
        Set<Path> files = new TreeSet<>();
        for (String name : named) {
            List<Path> found = found(name);
            if (found.isEmpty()) {
                throw new ConfigurationException(
                        name,
                        "there is no such file or folder, or nothing in it.",
                        "Name files, folders or patterns such as 'exports/*.csv'.");
            }
            files.addAll(found);
        }
        Map<Path, String> passedOver = new TreeMap<>();
        Map<String, List<Path>> forms = new TreeMap<>();
        for (Path file : files) {
            String fault = fault(file);
            if (fault.isEmpty()) {
                forms.computeIfAbsent(form(file), k -> new ArrayList<>()).add(file);
            } else {
                passedOver.put(file, fault);
            }
        }
        return new SourceFiles(new ArrayList<>(forms.values()), passedOver);
    }

    private static List<Path> found(String name) {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            return below(path, p -> true);
        }
        if (Files.exists(path)) {
            return List.of(path.toAbsolutePath().normalize());
        }
        String whole = path.toAbsolutePath().normalize().toString();
        var glob = GLOB.matcher(whole);
        if (!glob.find()) {
            return List.of();
        }
        Path root = Path.of(whole.substring(0, whole.lastIndexOf('/', glob.start()) + 1));
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + whole);
        return Files.isDirectory(root) ? below(root, matcher) : List.of();
    }

    private static List<Path> below(Path folder, PathMatcher matcher) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(p -> p.toAbsolutePath().normalize())
                    .filter(p ->
                            !p.getFileName().toString().startsWith(".") && Files.isRegularFile(p) && matcher.matches(p))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new ConfigurationException(
                    folder.toString(), "cannot be read: " + e.getMessage(), "Check its permissions.");
        }
    }

    private static String fault(Path file) {
        try {
            if (!USABLE.contains(ending(file))) {
                return "'" + ending(file) + "' is none of csv, json, parquet and text. Export it as CSV in UTF-8.";
            }
            if (!Files.isReadable(file)) {
                return "it cannot be read. Check its permissions.";
            }
            return Files.size(file) == 0 ? "it is empty." : "";
        } catch (IOException e) {
            return "it cannot be read: " + e.getMessage();
        }
    }

    /** The ending in lower case, without that of a compression. */
    static String ending(Path file) {
        String name =
                file.getFileName().toString().toLowerCase(java.util.Locale.ROOT).replaceFirst("\\.gz$", "");
        return name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "";
    }

    private static String form(Path file) {
        return file.getParent() + "/"
                + file.getFileName().toString().replaceAll("\\d+", "#").replaceAll("#([-_.]?#)*", "#");
    }

    /** The narrowest simple pattern that finds these files of a folder and no others in it. */
    static String pattern(List<Path> files) {
        Set<String> names =
                files.stream().map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        Set<String> others = new TreeSet<>();
        try (Stream<Path> all = Files.list(files.get(0).getParent())) {
            all.map(p -> p.getFileName().toString())
                    .filter(n -> !names.contains(n))
                    .forEach(others::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String first = names.iterator().next();
        if (names.size() == 1) {
            return plain(first);
        }
        List<String> candidates = List.of(
                plain(first).replaceAll("\\d+([-_.]?\\d+)*", "*"),
                plain(first).replaceAll("\\d+([-_.]?\\d+)*", "[0-9]*"),
                plain(first).replaceAll("\\d", "[0-9]"));
        for (String candidate : candidates) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + candidate);
            if (names.stream().allMatch(n -> matcher.matches(Path.of(n)))
                    && others.stream().noneMatch(n -> matcher.matches(Path.of(n)))) {
                return candidate;
            }
        }
        return names.stream().map(SourceFiles::plain).collect(Collectors.joining(",", "{", "}"));
    }

    /** Characters that a pattern would take for its own stand for any character. */
    private static String plain(String name) {
        return name.replaceAll("[\\[\\]{}*?\\\\,]", "?");
    }
}
