package dangol.jobs.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;

/**
 * A home elsewhere: what is opened is copied into a folder of this machine and kept there for the next time. The folder is
 * {@code $DANGOL_CACHE} or {@code ~/.cache/dangol}, with one folder a home; it may be removed at any time between runs.
 */
final class FileCopies implements LocalFiles {
    private static final int AT_ONCE = 8;

    private final Folder home;
    private final Path folder;
    private final Set<Path> used = ConcurrentHashMap.newKeySet();

    FileCopies(Folder home) {
        this(home, root());
    }

    FileCopies(Folder home, Path root) {
        this.home = home;
        String location = home.location();
        this.folder = root.resolve(location.replaceAll(".*/(?=[^/]+/*$)", "").replaceAll("[^A-Za-z0-9._-]", "_") + "-"
                + HexFormat.of().toHexDigits(location.hashCode()));
    }

    private static Path root() {
        String chosen = System.getenv("DANGOL_CACHE");
        return chosen == null || chosen.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "dangol")
                : Path.of(chosen);
    }

    @Override
    public boolean inPlace() {
        return false;
    }

    @Override
    public Path workFolder() {
        try {
            if (!Files.exists(folder)) {
                Files.createDirectories(folder);
                // Silver may lie here for the time of the checks.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Copies of " + home.location() + " cannot be kept in " + folder + ": " + e.getMessage()
                            + "\n    -> Name a folder that can be written to in DANGOL_CACHE.",
                    e);
        }
    }

    @Override
    public List<Path> data(List<String> locations) {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<CompletableFuture<Path>> copies = locations.stream()
                    .map(l -> CompletableFuture.supplyAsync(() -> copy(l), pool))
                    .toList();
            return copies.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            pool.shutdownNow();
        }
    }

    private Path copy(String location) {
        String name = home.relative(new org.apache.hadoop.fs.Path(URI.create(location)));
        if (name.startsWith("/")) {
            throw new IllegalStateException(location + " does not lie in " + home.location() + ".");
        }
        Path copy = folder.resolve("data").resolve(name);
        if (!Files.exists(copy)) {
            FileStatus file = home.status(name)
                    .orElseThrow(
                            () -> new IllegalStateException(
                                    location + " is missing in the lake."
                                            + "\n    -> Bring it back from a backup or from the store's versions, or take an earlier release."));
            home.download(file, copy);
        }
        used.add(copy);
        return copy;
    }

    @Override
    public void forget(List<Path> copies) {
        try {
            for (Path copy : copies) {
                used.remove(copy);
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Copies in " + folder + " cannot be removed: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Path> find(String name) {
        return home.status(name).map(file -> {
            Path copy = workFolder().resolve(name + "." + identity(file));
            if (!Files.exists(copy)) {
                home.download(file, copy);
            }
            forgetOthers(name, copy);
            return copy;
        });
    }

    /** Names the content of a file: another content has another name. */
    private static String identity(FileStatus file) {
        String etag = file instanceof EtagSource source ? source.getEtag() : null;
        return etag == null || etag.isBlank()
                ? file.getModificationTime() + "-" + file.getLen()
                : etag.replaceAll("[^A-Za-z0-9-]", "");
    }

    @Override
    public void publish(Path made, String name) {
        home.upload(made, name);
        FileStatus file = home.status(name).orElseThrow();
        Path copy = folder.resolve(name + "." + identity(file));
        try {
            Files.move(made, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forgetOthers(name, copy);
            forgetUnused();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a copy in " + copy + ": " + e.getMessage(), e);
        }
    }

    /** Readers that have an older copy open keep it until they close it. */
    private void forgetOthers(String name, Path copy) {
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, name + ".*")) {
            copies.forEach(c -> {
                if (!c.equals(copy)) {
                    others.add(c);
                }
            });
            others.addAll(leftBehind(name));
            for (Path other : others) {
                Trees.remove(other);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Old copies in " + folder + " cannot be removed: " + e.getMessage(), e);
        }
    }

    /** What a killed program was downloading or making a day ago and will not finish. */
    private List<Path> leftBehind(String name) throws IOException {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        List<Path> old = new ArrayList<>();
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, "." + name + ".*")) {
            for (Path draft : drafts) {
                if (Files.getLastModifiedTime(draft).toInstant().isBefore(yesterday)) {
                    old.add(draft);
                }
            }
        }
        return old;
    }

    /** Data files that the last release did not need are those of versions that nobody asks for again. */
    private void forgetUnused() throws IOException {
        Path data = folder.resolve("data");
        if (!Files.exists(data)) {
            return;
        }
        Set<Path> kept = new HashSet<>(used);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!kept.contains(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
