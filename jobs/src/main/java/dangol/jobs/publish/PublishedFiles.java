package dangol.jobs.publish;

import dangol.jobs.company.Company;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The DuckDB files of earlier releases and of a held-back one, beside the one that readers open. A kept file is a second name of
 * the same file, so that keeping the newest costs no space and going back to it is a matter of milliseconds.
 */
public final class PublishedFiles {
    private final Path shown;
    private final Path folder;

    private PublishedFiles(Path shown, Path folder) {
        this.shown = shown;
        this.folder = folder;
    }

    /** Of a home elsewhere than on a local disk no files are kept: an earlier release's is made again from its tables. */
    public static PublishedFiles of(Folder home, Company company) {
        return home.local()
                .map(folder ->
                        new PublishedFiles(folder.resolve(company.name() + ".duckdb"), folder.resolve("releases")))
                .orElseGet(() -> new PublishedFiles(null, null));
    }

    private boolean keepsNone() {
        return shown == null;
    }

    /** The name under which {@link DuckDbFile.Draft#keep} leaves the file of a held-back release. */
    public static String heldName(Company company) {
        return "." + company.name() + ".duckdb.held";
    }

    /** Keeps the file that readers see as that of a release. */
    public void keep(long release) {
        if (keepsNone()) {
            return;
        }
        try {
            Files.createDirectories(folder);
            link(shown, kept(release));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep " + shown + ": " + e.getMessage(), e);
        }
    }

    public boolean has(long release) {
        return !keepsNone() && Files.exists(kept(release));
    }

    /** Puts the kept file of a release before readers in one step; those who have another one open keep it. */
    public void show(long release) {
        Path draft = shown.resolveSibling("." + shown.getFileName() + "." + release);
        try {
            link(kept(release), draft);
            // Renaming one name of a file over another name of the same file does nothing and leaves both.
            if (Files.exists(shown) && Files.isSameFile(draft, shown)) {
                Files.delete(draft);
                return;
            }
            Trees.replaceDatabase(draft, shown);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot put " + shown + " in place: " + e.getMessage(), e);
        }
    }

    public boolean hasHeld(Company company) {
        return !keepsNone() && Files.exists(shown.resolveSibling(heldName(company)));
    }

    /** Puts the held-back release's file before readers in one step. */
    public void showHeld(Company company) {
        try {
            Trees.replaceDatabase(shown.resolveSibling(heldName(company)), shown);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot put " + shown + " in place: " + e.getMessage(), e);
        }
    }

    public void dropHeld(Company company) {
        if (keepsNone()) {
            return;
        }
        delete(shown.resolveSibling(heldName(company)));
    }

    /** Removes the kept files of all other releases and gives the bytes that are free by it. */
    public long prune(Collection<Long> releases) {
        if (keepsNone() || !Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches("\\d+\\.duckdb"))
                    .filter(f -> !releases.contains(
                            Long.parseLong(f.getFileName().toString().replace(".duckdb", ""))))
                    .mapToLong(PublishedFiles::delete)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what killed runs left: drafts that nobody will show. */
    public long pruneDrafts() {
        if (keepsNone()) {
            return 0;
        }
        String prefix = "." + shown.getFileName() + ".";
        try (Stream<Path> files = Files.list(shown.getParent())) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .filter(f -> !f.getFileName().toString().endsWith(".held"))
                    .mapToLong(PublishedFiles::delete)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path kept(long release) {
        return folder.resolve(String.format(Locale.ROOT, "%08d.duckdb", release));
    }

    private static void link(Path file, Path name) throws IOException {
        Files.deleteIfExists(name);
        try {
            Files.createLink(name, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // A file system without hard links. Half a copy must never have the name of a whole one.
            Path part = name.resolveSibling(name.getFileName() + ".part");
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, name, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static long delete(Path file) {
        try {
            return Trees.remove(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + file + ": " + e.getMessage(), e);
        }
    }
}
