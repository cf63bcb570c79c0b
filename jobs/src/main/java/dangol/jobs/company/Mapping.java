package dangol.jobs.company;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the rows of a feed become rows of a canonical entity.
 *
 * @param explode alias to expression of an array; one row for each element; empty for none
 * @param join feed to condition of a left look-up
 * @param filter condition on landed rows, or null
 * @param customer kind of key to expression, in order of preference
 * @param other the same for the second party
 * @param versionAt expression of the instant this version of the row was valid, or null
 * @param columns entity column to expression
 * @param where file and line of its definition
 */
public record Mapping(
        String entity,
        String feed,
        Map<String, Located> explode,
        Map<String, Located> join,
        Located filter,
        Map<String, Located> customer,
        Map<String, Located> other,
        Located versionAt,
        Map<String, Located> columns,
        String where) {

    /** A text in an expression; Spark takes double quotes for it as well. */
    private static final Pattern TEXT =
            Pattern.compile("'(?:[^'\\\\]++|\\\\.)*+'|\"(?:[^\"\\\\]++|\\\\.)*+\"", Pattern.DOTALL);

    /** The mapping wherever its definition stands. */
    Mapping anywhere() {
        return new Mapping(entity, feed, explode, join, filter, customer, other, versionAt, columns, "");
    }

    /** True when some expression of the mapping names a column of one of its feeds, alone or behind the feed's name. */
    public boolean names(String ofFeed, String column) {
        return expressions().anyMatch(e -> names(e, ofFeed, column));
    }

    /** All expressions of the mapping. */
    public Stream<Located> expressions() {
        return Stream.concat(
                Stream.of(columns, customer, other, explode, join).flatMap(m -> m.values().stream()),
                Stream.of(versionAt, filter).filter(Objects::nonNull));
    }

    /**
     * True when an expression names a column of a feed. Capitals make no difference; the field of an object, the column of another
     * feed, a function and what stands in a text are other things of the same name.
     */
    public static boolean names(Located expression, String ofFeed, String column) {
        return Pattern.compile(
                        "(?<![\\p{L}\\p{N}_.`])(?:`?" + Pattern.quote(ofFeed) + "`?\\.)?`?" + Pattern.quote(column)
                                + "(?![\\p{L}\\p{N}_])(?!`?\\s*\\()",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(TEXT.matcher(expression.text()).replaceAll("''"))
                .find();
    }
}
