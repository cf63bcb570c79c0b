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
 * A fingerprint of all transforms and contracts: when it changes, what they made must be made again. It is that of the code
 * that runs: taken once, for the files may be replaced by an upgrade while a run, or a scheduler for weeks, goes on.
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
            Path source = Path.of(Tables.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(source)) {
                return digest(source);
            }
            try (FileSystem jar = FileSystems.newFileSystem(source)) {
                return digest(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String digest(Path root) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> sorted = files.filter(
                            f -> f.toString().endsWith(".class") || f.toString().endsWith(".odcs.yaml"))
                    .sorted()
                    .toList();
            for (Path file : sorted) {
                digest.update(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
