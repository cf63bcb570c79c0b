package dangol.jobs.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders of the local disk that go as a whole. */
public final class Trees {
    private Trees() {}

    /** Removes a file, or a folder with all that is in it, and gives the bytes that are free by it; none when there is none. */
    public static long remove(Path gone) throws IOException {
        if (!Files.exists(gone)) {
            return 0;
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(gone)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        long bytes = 0;
        for (Path path : all) {
            bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
            Files.delete(path);
        }
        return bytes;
    }

    /** Removes a file and what a program keeps beside it while it writes, under names that begin with its name and a dot. */
    public static void removeWithCompanions(Path file) throws IOException {
        List<Path> companions = new ArrayList<>();
        if (Files.exists(file.getParent())) {
            try (Stream<Path> beside = Files.list(file.getParent())) {
                beside.filter(f -> f.getFileName().toString().startsWith(file.getFileName() + "."))
                        .forEach(companions::add);
            }
        }
        for (Path companion : companions) {
            remove(companion);
        }
        Files.deleteIfExists(file);
    }

    /**
     * Puts a DuckDB file in the place of another one in one step. Whoever wrote to that one and was killed left a log beside it,
     * which DuckDB would take for the new file's: nobody could open it, or would read what is not in it.
     */
    public static void replaceDatabase(Path made, Path shown) throws IOException {
        removeLogs(shown);
        Files.move(made, shown, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes the logs beside a DuckDB file, and nothing else there: a reader may have spilled into a folder of that name. */
    private static void removeLogs(Path database) throws IOException {
        String name = database.getFileName() + ".";
        List<Path> logs;
        try (Stream<Path> beside = Files.list(database.getParent())) {
            logs = beside.filter(f -> {
                        String other = f.getFileName().toString();
                        return other.startsWith(name) && (other.endsWith(".wal") || other.startsWith(name + "wal."));
                    })
                    .toList();
        }
        for (Path log : logs) {
            Files.deleteIfExists(log);
        }
    }
}
