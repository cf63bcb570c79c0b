package dangol.jobs.publish;

import dangol.jobs.lake.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a folder beside the one that readers see and gives it that one's name when it is whole. No file system swaps two folders
 * in one step everywhere; between the two renames, for less than a millisecond, there is none.
 */
public final class SiblingFolder {
    private final Path folder;
    private final Path draft;
    private final Path before;

    public SiblingFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        this.draft = this.folder.resolveSibling("." + this.folder.getFileName() + ".dangol-next");
        this.before = this.folder.resolveSibling("." + this.folder.getFileName() + ".dangol-old");
    }

    /** An empty folder to write into; what a killed program left is put back or removed. */
    public Path begin() throws IOException {
        if (Files.exists(before) && !Files.exists(folder)) {
            Files.move(before, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        Trees.remove(before);
        Trees.remove(draft);
        return Files.createDirectories(draft);
    }

    /** Puts the new folder in the place of the old one and removes that. */
    public void show() throws IOException {
        if (Files.exists(folder)) {
            Files.move(folder, before, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        Trees.remove(before);
    }

    /** Throws the draft away, when there is one; what readers see is as it was. */
    public void discard() throws IOException {
        if (Files.exists(before) && !Files.exists(folder)) {
            Files.move(before, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        Trees.remove(draft);
    }
}
