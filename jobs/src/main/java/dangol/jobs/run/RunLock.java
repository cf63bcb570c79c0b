package dangol.jobs.run;

import dangol.jobs.lake.Folder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** One run at a time on a lake. The operating system frees the lock when its holder dies, however it dies. */
final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws LakeBusyException when another run holds the lock for longer than {@code wait} */
    static RunLock take(Folder home, Duration wait, Progress progress) {
        Path folder = home.local()
                .orElseThrow(() -> new IllegalStateException("The lake's home " + home.location()
                        + " is not on a local disk; runs on it cannot be locked yet."));
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            long until = System.nanoTime() + wait.toNanos();
            boolean told = false;
            while (!locked(channel)) {
                if (System.nanoTime() >= until) {
                    channel.close();
                    throw new LakeBusyException("Another run is working on " + folder
                            + ".\n    -> Wait for it to end, or start with --wait SECONDS.");
                }
                if (!told) {
                    progress.say("Waiting for another run on " + folder + " …");
                    told = true;
                }
                Thread.sleep(200);
            }
            return new RunLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + folder + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeBusyException("Interrupted while waiting for another run.");
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
