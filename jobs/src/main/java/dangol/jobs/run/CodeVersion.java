package dangol.jobs.run;

import dangol.Tables;
import dangol.contract.Contracts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fingerprint of what makes rows: all transforms and contracts, and of this program what reads sources and decides which of their
 * rows enter. When it changes, what they made must be made again. It is that of the code that runs: taken once, for the files may
 * be replaced by an upgrade while a run, or a scheduler for weeks, goes on.
 */
final class CodeVersion {
    private static final String RUNNING = taken();

    private CodeVersion() {}

    static String fingerprint() {
        return RUNNING;
    }

    private static String taken() {
        // Contracts are read when they are first asked for; the fingerprint speaks of those that are here now.
        Tables.all().forEach(table -> Contracts.of(table.id()));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, Tables.class, List.of(""));
            add(digest, CodeVersion.class, List.of("dangol/jobs/run", "dangol/jobs/source"));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param folders of the folder or jar that the class is from */
    private static void add(MessageDigest digest, Class<?> from, List<String> folders)
            throws IOException, URISyntaxException {
        Path source =
                Path.of(from.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(source)) {
            for (String folder : folders) {
                add(digest, source.resolve(folder));
            }
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(source)) {
            for (String folder : folders) {
                add(digest, jar.getPath("/" + folder));
            }
        }
    }

    private static void add(MessageDigest digest, Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> sorted = files.filter(
                            f -> f.toString().endsWith(".class") || f.toString().endsWith(".odcs.yaml"))
                    .sorted()
                    .toList();
            for (Path file : sorted) {
                digest.update(Files.readAllBytes(file));
            }
        }
    }
}
