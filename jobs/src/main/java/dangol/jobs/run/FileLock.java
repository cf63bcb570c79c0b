package dangol.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** A lock on a file of the home. The operating system frees it when its holder dies, however it dies. */
final class FileLock implements RunLock {
    private final FileChannel channel;

    private FileLock(FileChannel channel) {
        this.channel = channel;
    }

    static FileLock take(Path home, Duration wait, Progress progress) {
        Path file = home.resolve("run.lock");
        try {
            Files.createDirectories(home);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            long until = System.nanoTime() + wait.toNanos();
            boolean told = false;
            while (!locked(channel)) {
                String holder = Files.readString(file).strip();
                if (System.nanoTime() >= until) {
                    channel.close();
                    throw RunLock.busy(home.toString(), holder);
                }
                if (!told) {
                    progress.say("Waiting for another run on " + home + " (" + holder + ") …");
                    told = true;
                }
                Thread.sleep(200);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((Holder.thisProcess() + "\n").getBytes(StandardCharsets.UTF_8)));
            return new FileLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + home + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeBusyException("Interrupted while waiting for another run.");
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The operating system gives the lock to nobody else while this process lives. */
    @Override
    public void verify() {}

    @Override
    public void whenLost(Runnable stop) {}

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
