package dangol.jobs.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the machines of a cluster need besides their own Spark: {@code jobs.jar} and the libraries that a Spark distribution does
 * not bring. The build lists them in {@code jobs/target/cluster-jars}.
 */
final class ClusterJars {
    private ClusterJars() {}

    /** The jars beside this program, or none when it does not run from its jar. */
    static List<Path> find() {
        try {
            Path program = Path.of(ClusterJars.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return beside(program);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Path> beside(Path program) {
        Path list = program.resolveSibling("cluster-jars");
        if (!Files.isRegularFile(program) || !Files.exists(list)) {
            return List.of();
        }
        try {
            List<Path> jars = new ArrayList<>(List.of(program));
            for (String name : Files.readString(list).strip().split(",")) {
                jars.add(program.resolveSibling(name));
            }
            return jars;
        } catch (IOException e) {
            throw new UncheckedIOException(list + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The value for Spark's setting {@code spark.jars}.
     *
     * @param given jars that spark-submit was given, which come first
     */
    static String with(String given, List<Path> jars) {
        List<String> all = new ArrayList<>(given.isBlank() ? List.of() : List.of(given.split(",")));
        Set<String> names = new LinkedHashSet<>();
        all.forEach(jar -> names.add(jar.replaceAll(".*/", "")));
        for (Path jar : jars) {
            if (names.add(jar.getFileName().toString())) {
                all.add(jar.toUri().toString());
            }
        }
        return String.join(",", all);
    }
}
