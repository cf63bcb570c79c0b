package dangol.jobs.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Notes of the bytes written to it whether any of them is content: a byte order mark, line ends and blanks are none. */
public final class Contents extends OutputStream {
    private static final int LONGEST_MARK = 4;
    private static final String MARKS = "\u00EF\u00BB\u00BF\u00FE\u00FF";

    private long at;
    private boolean seen;

    /** True when there is nothing to read in a file, although it may have some bytes. */
    public static boolean areMissing(InputStream in) throws IOException {
        Contents contents = new Contents();
        byte[] part = new byte[8192];
        for (int length = in.read(part); length >= 0 && !contents.seen; length = in.read(part)) {
            contents.write(part, 0, length);
        }
        return !contents.seen;
    }

    @Override
    public void write(int value) {
        int unsigned = value & 0xFF;
        boolean mark = at++ < LONGEST_MARK && MARKS.indexOf(unsigned) >= 0;
        // Zeros are the other halves of blanks in UTF-16.
        seen |= !mark && unsigned > ' ';
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length && !seen; i++) {
            write(bytes[i]);
        }
    }

    public boolean seen() {
        return seen;
    }
}
