package dangol.jobs.init;

import dangol.jobs.company.ConfigurationException;
import dangol.jobs.source.Contents;
import dangol.jobs.source.FeedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that were named, taken together by folder and name, both without digits, and ending.
 *
 * @param forms files of one form each
 * @param passedOver files that no feed can be made of, with the reason
 */
record SourceFiles(List<List<Path>> forms, Map<Path, String> passedOver) {
    private static final Set<String> USABLE =
            Set.of("csv", "tsv", "txt", "json", "jsonl", "ndjson", "parquet", "dat", "tab");
    private static final List<UnaryOperator<String>> WIDE = List.of(
            n -> n.replaceAll("\\d+([-_.]?\\d+)*", "*"),
            n -> n.replaceAll("\\d+([-_.]?\\d+)*", "[0-9]*"),
            n -> n.replaceAll("\\d", "[0-9]"));
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
        Path base = base(files);
        for (Path file : files) {
            String fault = fault(base, file);
            if (fault.isEmpty()) {
                forms.computeIfAbsent(form(base, file), k -> new ArrayList<>()).add(file);
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
                    .filter(p -> !isOfTheSystem(p) && Files.isRegularFile(p) && matcher.matches(p))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new ConfigurationException(
                    folder.toString(), "cannot be read: " + e.getMessage(), "Check its permissions.");
        }
    }

    /** Files such as .DS_Store, of which nobody wants to hear. */
    private static boolean isOfTheSystem(Path file) {
        return file.getFileName().toString().startsWith(".") && !USABLE.contains(ending(file));
    }

    /** The folder that all files are below. */
    static Path base(Collection<Path> files) {
        Path base = files.iterator().next().getParent();
        for (Path file : files) {
            while (!file.startsWith(base)) {
                base = base.getParent();
            }
        }
        return base;
    }

    private static String fault(Path base, Path file) {
        try {
            if (!USABLE.contains(ending(file))) {
                return "'" + ending(file) + "' is none of csv, json, parquet and text. Export it as CSV in UTF-8.";
            }
            if (!FeedReader.reads(file.getFileName().toString())) {
                return "Spark reads no file with '_' or '.' at the beginning of its name. Rename it.";
            }
            if (base.relativize(file).toString().contains(":")) {
                return "no file with ':' in its name can be read, nor any beside it. Rename it.";
            }
            if (!Files.isReadable(file)) {
                return "it cannot be read. Check its permissions.";
            }
            return isBlank(file) ? "it is empty." : "";
        } catch (IOException e) {
            return "it cannot be read: " + e.getMessage();
        }
    }

    /** True for a file that a run passes over. */
    private static boolean isBlank(Path file) throws IOException {
        if (Files.size(file) == 0) {
            return true;
        }
        try (InputStream in = TextEncoding.open(file)) {
            return Contents.areMissing(in);
        }
    }

    /** The ending in lower case, without that of a compression. */
    static String ending(Path file) {
        String name =
                file.getFileName().toString().toLowerCase(java.util.Locale.ROOT).replaceFirst("\\.gz$", "");
        return name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "";
    }

    /** What the names of files of one form have in common; their folders may be those of days. */
    private static String form(Path base, Path file) {
        boolean anywhere = base.getNameCount() == 0;
        String named =
                anywhere ? file.getFileName().toString() : base.relativize(file).toString();
        return (anywhere ? file.getParent() : base) + "/"
                + named.replaceAll("\\d+", "#").replaceAll("#([-_.]?#)*", "#");
    }

    /** The narrowest simple pattern that finds these files below a folder and no others with anything in them. */
    static String pattern(Path root, List<Path> files) {
        List<Set<String>> names = new ArrayList<>();
        for (int i = 0; i < root.relativize(files.get(0)).getNameCount(); i++) {
            int place = i;
            names.add(files.stream()
                    .map(f -> root.relativize(f).getName(place).toString())
                    .collect(Collectors.toCollection(TreeSet::new)));
        }
        for (UnaryOperator<String> wide : WIDE) {
            List<String> parts = new ArrayList<>();
            for (Set<String> part : names) {
                String first = plain(part.iterator().next());
                parts.add(part.size() == 1 ? first : wide.apply(first));
            }
            if (files.size() == 1 || finds(root, parts, Set.copyOf(files))) {
                return String.join("/", parts);
            }
        }
        Path folder = files.get(0).getParent();
        Path shared = files.stream().allMatch(f -> f.getParent().equals(folder)) ? folder : root;
        String before = root.relativize(shared).toString();
        return (before.isEmpty() ? "" : before + "/")
                + files.stream()
                        .map(f -> plain(shared.relativize(f).toString()))
                        .sorted()
                        .collect(Collectors.joining(",", "{", "}"));
    }

    /** A pattern of a file and of others like it, which may come. */
    static String wide(Path root, Path file) {
        return WIDE.get(0).apply(plain(root.relativize(file).toString()));
    }

    private static boolean finds(Path root, List<String> parts, Set<Path> files) {
        try {
            List<Path> found = found(root, parts);
            boolean others = false;
            for (Path file : found) {
                others |= !files.contains(file) && !isBlank(file);
            }
            return !others && found.containsAll(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> found(Path folder, List<String> parts) throws IOException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + parts.get(0));
        List<Path> matching;
        try (Stream<Path> all = Files.list(folder)) {
            matching = all.filter(p -> matcher.matches(p.getFileName())).toList();
        }
        if (parts.size() == 1) {
            return matching.stream().filter(Files::isRegularFile).toList();
        }
        List<Path> found = new ArrayList<>();
        for (Path below : matching) {
            if (Files.isDirectory(below)) {
                found.addAll(found(below, parts.subList(1, parts.size())));
            }
        }
        return found;
    }

    /** Characters that a pattern would take for its own stand for any character. */
    private static String plain(String name) {
        return name.replaceAll("[\\[\\]{}*?\\\\,]", "?");
    }
}
