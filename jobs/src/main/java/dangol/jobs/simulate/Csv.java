package dangol.jobs.simulate;

import java.util.Arrays;
import java.util.List;

/** Rows of comma- or semicolon-separated values, quoted as RFC 4180 asks. */
final class Csv {

    private Csv() {}

    static String row(char delimiter, Object... fields) {
        StringBuilder row = new StringBuilder(160);
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                row.append(delimiter);
            }
            if (fields[i] != null) {
                append(row, delimiter, fields[i].toString());
            }
        }
        return row.toString();
    }

    private static void append(StringBuilder row, char delimiter, String text) {
        boolean plain = text.indexOf(delimiter) < 0
                && text.indexOf('"') < 0
                && text.indexOf('\n') < 0
                && text.equals(text.strip());
        if (plain) {
            row.append(text);
        } else {
            row.append('"').append(text.replace("\"", "\"\"")).append('"');
        }
    }

    /** The row with columns missing at the end or pushed in, but with its quotes intact. */
    static String broken(Chance dirt, char delimiter, Object... fields) {
        List<Object> columns = Arrays.asList(fields);
        if (dirt.with(0.7)) {
            return row(
                    delimiter,
                    columns.subList(0, dirt.between(2, columns.size() - 2)).toArray());
        }
        return row(delimiter, fields) + delimiter + "#ERR" + delimiter;
    }
}
