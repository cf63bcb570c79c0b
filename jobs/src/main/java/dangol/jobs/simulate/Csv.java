package dangol.jobs.simulate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of comma- or semicolon-separated values, quoted as RFC 4180 asks. */
final class Csv {

    private Csv() {}

    static String row(char delimiter, Object... fields) {
        return Arrays.stream(fields).map(field -> field(delimiter, field)).collect(Collectors.joining("" + delimiter));
    }

    private static String field(char delimiter, Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        if (text.indexOf(delimiter) < 0
                && text.indexOf('"') < 0
                && text.indexOf('\n') < 0
                && text.equals(text.strip())) {
            return text;
        }
        return '"' + text.replace("\"", "\"\"") + '"';
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
