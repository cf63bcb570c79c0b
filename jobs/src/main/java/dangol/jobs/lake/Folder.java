package dangol.jobs.lake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/** A folder on any file system that Hadoop knows: small files are written whole or not at all. */
public final class Folder {
    private final FileSystem files;
    private final Path root;
    // Not that of the file system, which is shared and may have been opened by somebody with another one.
    private final Configuration configuration;

    private Folder(FileSystem files, Path root, Configuration configuration) {
        this.files = files;
        this.root = root;
        this.configuration = configuration;
    }

    public static Folder of(String location, Configuration configuration) {
        try {
            Path path = new Path(location);
            FileSystem files = path.getFileSystem(configuration);
            files.setWriteChecksum(false);
            return new Folder(files, files.makeQualified(path), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open " + location + ": " + e.getMessage(), e);
        }
    }

    public Folder child(String name) {
        return new Folder(files, new Path(root, name), configuration);
    }

    public String location() {
        return root.toString();
    }

    /** The folder on the local disk, when it is on one. */
    public Optional<java.nio.file.Path> local() {
        return root.toUri().getScheme().equals("file")
                ? Optional.of(java.nio.file.Path.of(root.toUri().getPath()))
                : Optional.empty();
    }

    public boolean exists() {
        try {
            return files.exists(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<String> read(String name) {
        try (InputStream in = files.open(new Path(root, name))) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + " in " + root + ": " + e.getMessage(), e);
        }
    }

    /** Writes a file so that a reader sees the old one or the new one, never half of one or none. */
    public void write(String name, String text) {
        Path target = new Path(root, name);
        try {
            if (root.toUri().getScheme().startsWith("s3")) {
                // An object store shows an object when its upload is complete, and renames by copying.
                put(target, text);
                return;
            }
            files.mkdirs(root);
            Path draft = new Path(root, "." + name + ".draft");
            put(draft, text);
            FileContext.getFileContext(root.toUri(), configuration).rename(draft, target, Options.Rename.OVERWRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + target + ": " + e.getMessage(), e);
        }
    }

    /** Removes a file; nothing happens when there is none. */
    public void remove(String name) {
        try {
            files.delete(new Path(root, name), false);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + name + " in " + root + ": " + e.getMessage(), e);
        }
    }

    /** Writes a file that only its owner may read, where the file system knows owners. */
    public void writePrivate(String name, String text) {
        write(name, text);
        try {
            files.setPermission(new Path(root, name), new FsPermission("600"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(Path path, String text) throws IOException {
        try (OutputStream out = files.create(path, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The names of the files in it that end with {@code ending}, sorted; none when the folder is missing. */
    public List<String> names(String ending) {
        try {
            List<String> names = new ArrayList<>();
            for (FileStatus status : files.listStatus(root)) {
                String name = status.getPath().getName();
                if (name.endsWith(ending) && !name.startsWith(".")) {
                    names.add(name);
                }
            }
            names.sort(Comparator.naturalOrder());
            return names;
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the folders in it, sorted; none when the folder is missing. */
    public List<String> folders() {
        try {
            List<String> names = new ArrayList<>();
            for (FileStatus status : files.listStatus(root)) {
                if (status.isDirectory()) {
                    names.add(status.getPath().getName());
                }
            }
            names.sort(Comparator.naturalOrder());
            return names;
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that match a glob below the folder, sorted by path. */
    public List<FileStatus> glob(String pattern) {
        try {
            FileStatus[] found = files.globStatus(new Path(root, pattern));
            List<FileStatus> list = new ArrayList<>();
            for (FileStatus status : found == null ? new FileStatus[0] : found) {
                if (status.isFile()) {
                    list.add(status);
                }
            }
            list.sort(Comparator.comparing(s -> s.getPath().toString()));
            return list;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + pattern + " in " + root + ": " + e.getMessage(), e);
        }
    }

    public InputStream open(Path path) throws IOException {
        return files.open(path);
    }

    /** A path relative to the folder, for messages and for recognising a file again. */
    public String relative(Path path) {
        return root.toUri().relativize(path.toUri()).getPath();
    }
}
