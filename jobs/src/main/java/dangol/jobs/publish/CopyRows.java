package dangol.jobs.publish;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes rows in the text format of PostgreSQL's COPY: tabs between values, {@code \N} for null. */
final class CopyRows {
    private static final int CHUNK_CHARS = 1 << 16;

    private final StringBuilder text = new StringBuilder(CHUNK_CHARS + 4096);
    private final int columns;
    private final Sink sink;

    /** Takes the rows, some thousand at a time. */
    interface Sink {
        void take(byte[] chunk) throws SQLException;
    }

    CopyRows(int columns, Sink sink) {
        this.columns = columns;
        this.sink = sink;
    }

    /** Writes all rows of the result and gives their number. */
    long write(ResultSet result) throws SQLException {
        long rows = 0;
        while (result.next()) {
            for (int i = 0; i < columns; i++) {
                if (i > 0) {
                    text.append('\t');
                }
                append(result.getObject(i + 1));
            }
            text.append('\n');
            rows++;
            if (text.length() >= CHUNK_CHARS) {
                flush();
            }
        }
        flush();
        return rows;
    }

    private void append(Object value) {
        if (value == null) {
            text.append("\\N");
        } else if (value instanceof String words) {
            escape(words);
        } else if (value instanceof BigDecimal number) {
            text.append(number.toPlainString());
        } else {
            text.append(value);
        }
    }

    /** A NUL is the one character that PostgreSQL has no place for; it becomes the replacement character. */
    private void escape(String words) {
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\0' -> text.append('\uFFFD');
                default -> text.append(c);
            }
        }
    }

    private void flush() throws SQLException {
        if (!text.isEmpty()) {
            sink.take(text.toString().getBytes(StandardCharsets.UTF_8));
            text.setLength(0);
        }
    }
}
