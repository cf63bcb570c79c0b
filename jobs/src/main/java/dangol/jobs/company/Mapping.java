package dangol.jobs.company;

import java.util.Map;
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

    /** True when some expression of the mapping names the column. */
    public boolean names(String column) {
        return Stream.of(columns, customer, other, explode, join)
                        .flatMap(m -> m.values().stream())
                        .anyMatch(e -> e.text().contains(column))
                || versionAt != null && versionAt.text().contains(column)
                || filter != null && filter.text().contains(column);
    }
}
