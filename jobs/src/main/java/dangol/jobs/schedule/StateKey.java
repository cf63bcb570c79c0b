package dangol.jobs.schedule;

import dangol.jobs.lake.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The password of a schedule's state in a folder, in a file that its owner alone can read. The database listens on loopback for the
 * other processes of the schedule, and its user may run code in ours: no other user of the machine may be it.
 */
final class StateKey {
    private static final String FILE = "schedule.key";
    private static final int BYTES = 16;

    private final Path file;

    StateKey(Path folder) {
        this.file = folder.resolve(FILE);
    }

    /** The password; none of a state that an earlier version made. */
    String known() {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The password, which is made when there is none. */
    String made() {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                make();
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return known();
    }

    /** Written under another name first: another process must not read half of it. */
    private void make() throws IOException {
        Path draft = Files.createTempFile(file.getParent(), FILE, "", permissions());
        try {
            Files.writeString(draft, Secrets.random(BYTES) + "\n");
            Files.move(draft, file);
        } catch (FileAlreadyExistsException e) {
            // Another process was quicker, and its password is as good.
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private FileAttribute<?>[] permissions() throws IOException {
        boolean knowsOwners =
                Files.getFileStore(file.getParent()).supportsFileAttributeView(PosixFileAttributeView.class);
        return knowsOwners
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(
                "The password of the schedule's state in " + file + " cannot be read or made: " + e.getMessage()
                        + "\n    -> The schedule and its list are for the user who started it first.",
                e);
    }
}
