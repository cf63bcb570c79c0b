package dangol.jobs.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local file system with a disk that can break: from an armed write operation on, once or for good. Operations are counted
 * over creating, writing, closing and renaming files below one folder. Unarmed it is the local file system.
 */
public final class FaultyFileSystem extends LocalFileSystem {
    private static final Set<Fault> ARMED = ConcurrentHashMap.newKeySet();

    public FaultyFileSystem() {
        super(new Raw());
    }

    /** How the disk breaks. */
    enum Kind {
        CREATE,
        /** Half of a buffer is written. */
        WRITE,
        CLOSE,
        RENAME,
        /** From here on nothing can be written any more. */
        NO_SPACE;

        boolean hits(Kind operation) {
            return this == operation || this == NO_SPACE && operation != RENAME;
        }
    }

    /** A fault that waits for its turn: the n-th operation of its kind below the folder, from 1. */
    static final class Fault {
        private final String below;
        private final Kind kind;
        private final long turn;
        private final AtomicLong seen = new AtomicLong();

        Fault(String below, Kind kind, long turn) {
            this.below = below;
            this.kind = kind;
            this.turn = turn;
        }

        boolean struck() {
            return seen.get() >= turn;
        }

        long seen() {
            return seen.get();
        }

        private boolean isAbove(Path path) {
            return path.toUri().getPath().startsWith(below + "/");
        }

        private boolean strikes(Path path, Kind operation) {
            if (!isAbove(path) || !kind.hits(operation)) {
                return false;
            }
            long number = seen.incrementAndGet();
            return kind == Kind.NO_SPACE ? number >= turn : number == turn;
        }
    }

    /** From now on; faults below different folders do not know of each other. */
    static void arm(Fault fault) {
        ARMED.add(fault);
    }

    static void disarm(Fault fault) {
        ARMED.remove(fault);
    }

    private static boolean strikes(Path path, Kind operation) {
        return ARMED.stream().anyMatch(fault -> fault.strikes(path, operation));
    }

    private static IOException broken(Path path, Kind operation) {
        return new IOException(
                ARMED.stream().anyMatch(fault -> fault.kind == Kind.NO_SPACE && fault.isAbove(path))
                        ? "No space left on device"
                        : "Injected: " + operation + " of " + path.getName() + " failed");
    }

    private static final class Raw extends RawLocalFileSystem {
        @Override
        protected OutputStream createOutputStreamWithMode(Path path, boolean append, FsPermission permission)
                throws IOException {
            if (strikes(path, Kind.CREATE)) {
                throw broken(path, Kind.CREATE);
            }
            return new Breaking(path, super.createOutputStreamWithMode(path, append, permission));
        }

        @Override
        public boolean rename(Path source, Path target) throws IOException {
            if (strikes(target, Kind.RENAME)) {
                throw broken(target, Kind.RENAME);
            }
            return super.rename(source, target);
        }
    }

    private static final class Breaking extends OutputStream {
        private final Path path;
        private final OutputStream out;

        Breaking(Path path, OutputStream out) {
            this.path = path;
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (strikes(path, Kind.WRITE)) {
                out.write(bytes, offset, length / 2);
                throw broken(path, Kind.WRITE);
            }
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
            if (strikes(path, Kind.CLOSE)) {
                throw broken(path, Kind.CLOSE);
            }
        }
    }
}
