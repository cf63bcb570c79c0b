package dangol.jobs.lake;

import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.OutageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.functional.FutureIO;

/** A folder on any file system that Hadoop knows: small files are written whole or not at all. */
public final class Folder {
    private static final Set<String> OBJECT_STORES = Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn", "obs");

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
            throw failed("Cannot open " + location, location, e);
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
            throw failed("Cannot look into " + root, e);
        }
    }

    public Optional<String> read(String name) {
        try (InputStream in = files.open(new Path(root, name))) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("Cannot read " + name + " in " + root, e);
        }
    }

    /** Writes a file so that a reader sees the old one or the new one, never half of one or none. */
    public void write(String name, String text) {
        Path target = new Path(root, name);
        try {
            if (isObjectStore()) {
                put(target, text);
                return;
            }
            files.mkdirs(root);
            Path draft = new Path(root, draftOf(name));
            put(draft, text);
            rename(draft, target);
        } catch (IOException e) {
            throw failed("Cannot write " + target, e);
        }
    }

    /** An object store shows an object when its upload is complete, and renames by copying. */
    private boolean isObjectStore() {
        return OBJECT_STORES.contains(root.toUri().getScheme());
    }

    /** What the file system knows of a file, or nothing when there is none. */
    public Optional<FileStatus> status(String name) {
        try {
            return Optional.of(files.getFileStatus(new Path(root, name)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("Cannot look at " + name + " in " + root, e);
        }
    }

    /** Removes a file; when there is none, nothing happens. */
    public void remove(String name) {
        try {
            files.delete(new Path(root, name), false);
        } catch (IOException e) {
            throw failed("Cannot remove " + name + " in " + root, e);
        }
    }

    /** Removes the folder with all that is in it; when there is none, nothing happens. */
    void removeAll() {
        try {
            files.delete(root, true);
        } catch (IOException e) {
            throw failed("Cannot remove " + root, e);
        }
    }

    /** Copies a file of the local disk here; readers see the old one or the new one, whole. */
    public void upload(java.nio.file.Path file, String name) {
        Path target = new Path(root, name);
        Path draft = isObjectStore() ? target : new Path(root, draftOf(name));
        try {
            FSDataOutputStream out = files.create(draft, true);
            try {
                Files.copy(file, out);
            } catch (IOException e) {
                // To close it would show what came so far as the whole object.
                if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
                    out.abort();
                }
                throw e;
            }
            out.close();
            if (!draft.equals(target)) {
                rename(draft, target);
            }
        } catch (IOException e) {
            throw failed("Cannot write " + target, e);
        }
    }

    /**
     * Copies exactly the file that was looked at to the local disk: whole or not at all.
     *
     * @throws UncheckedIOException also when the file was replaced since
     */
    public void download(FileStatus file, java.nio.file.Path target) {
        java.nio.file.Path draft = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        try {
            Files.createDirectories(target.getParent());
            try (InputStream in = open(file)) {
                long bytes = Files.copy(in, draft);
                if (bytes != file.getLen()) {
                    throw new IOException("it was replaced meanwhile.");
                }
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw failed("Cannot copy " + file.getPath() + " to " + target, e);
        }
    }

    /** With its status at hand a store opens just this version of the object. */
    private InputStream open(FileStatus file) throws IOException {
        CompletableFuture<FSDataInputStream> stream = files.openFile(file.getPath())
                .opt("fs.option.openfile.read.policy", "whole-file")
                .withFileStatus(file)
                .build();
        return FutureIO.awaitFuture(stream);
    }

    /** Writes a file that only its owner may read, where the file system knows owners. */
    public void writePrivate(String name, String text) {
        local().ifPresent(folder -> prepare(folder.resolve(draftOf(name))));
        write(name, text);
        makePrivate(name);
    }

    /** An empty file that is private before anything is in it. */
    private void prepare(java.nio.file.Path draft) {
        try {
            Files.createDirectories(draft.getParent());
            Files.deleteIfExists(draft);
            if (Files.getFileStore(draft.getParent()).supportsFileAttributeView(PosixFileAttributeView.class)) {
                Files.createFile(
                        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (IOException e) {
            throw failed("Cannot write " + draft, e);
        }
    }

    private static String draftOf(String name) {
        return "." + name + ".draft";
    }

    /** Lets nobody but the owner read a file, where the file system knows owners. */
    public void makePrivate(String name) {
        try {
            files.setPermission(new Path(root, name), new FsPermission("600"));
        } catch (IOException e) {
            throw failed("Cannot look into " + root, e);
        }
    }

    private void rename(Path draft, Path target) throws IOException {
        if (local().isPresent()) {
            Files.move(
                    java.nio.file.Path.of(draft.toUri().getPath()),
                    java.nio.file.Path.of(target.toUri().getPath()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        FileContext.getFileContext(root.toUri(), configuration).rename(draft, target, Options.Rename.OVERWRITE);
    }

    private void put(Path path, String text) throws IOException {
        try (FSDataOutputStream out = files.create(path, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            if (!isObjectStore() && out.hasCapability(StreamCapabilities.HSYNC)) {
                // Else a power cut after the renaming could leave the name with nothing behind it.
                out.hsync();
            }
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
            throw failed("Cannot look into " + root, e);
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
            throw failed("Cannot look into " + root, e);
        }
    }

    /**
     * The files that match a glob below the folder, sorted by path.
     *
     * @throws ConfigurationException when a file there, also one that does not match, has a name that is none to Hadoop
     */
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
        } catch (IllegalArgumentException e) {
            // What stands before a ':' is taken for a scheme, before it is seen whether the name matches.
            String name = e.getCause() instanceof URISyntaxException syntax ? syntax.getInput() : e.getMessage();
            throw new ConfigurationException(
                    root.toString(),
                    "looking for " + pattern + ", a file was found whose name cannot be read: " + name + ".",
                    "Rename it without ':', or move it to a folder where no feed looks.");
        } catch (IOException e) {
            throw failed("Cannot list " + pattern + " in " + root, e);
        }
    }

    public InputStream open(Path path) throws IOException {
        return files.open(path);
    }

    private RuntimeException failed(String problem, IOException e) {
        return failed(problem, root.toString(), e);
    }

    /** A store refuses wrong keys and expired ones, and those of a role that it cannot ask for, in the same words. */
    private static RuntimeException failed(String problem, String location, IOException e) {
        return e instanceof AccessDeniedException
                ? new OutageException(
                        location,
                        "access is refused: " + e.getMessage(),
                        "Check the permissions there; of a store, the keys (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or the machine's"
                                + " role), the bucket, and the endpoint (AWS_ENDPOINT_URL_S3).")
                : new UncheckedIOException(problem + ": " + e.getMessage(), e);
    }

    /** A path relative to the folder, for messages and for recognising a file again. */
    public String relative(Path path) {
        // Made anew from its text, because URIs that are escaped in different ways do not match.
        Path same = new Path(files.makeQualified(path).toString());
        return root.toUri().relativize(same.toUri()).getPath();
    }
}
