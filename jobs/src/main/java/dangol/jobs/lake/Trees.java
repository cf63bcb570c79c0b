package dangol.jobs.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
