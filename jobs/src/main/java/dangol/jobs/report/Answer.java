package dangol.jobs.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the release answered to a query.
 *
 * @param query the SQL as it was asked
 * @param columns names in the order of the query
 */
record Answer(String query, List<String> columns, List<Row> rows) {

    /** One row, its values by column; a value may be null. */
    record Row(Map<String, Object> values) {
        Row {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        Object value(String column) {
            if (!values.containsKey(column)) {
                throw new IllegalArgumentException("No column '" + column + "' in " + values.keySet());
            }
            return values.get(column);
        }

        Double number(String column) {
            return value(column) == null ? null : ((Number) value(column)).doubleValue();
        }

        boolean is(String column) {
            return Boolean.TRUE.equals(value(column));
        }

        boolean is(String column, Object value) {
            return value.equals(value(column));
        }
    }

    Answer {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    Optional<Row> first() {
        return rows.stream().findFirst();
    }

    Optional<Row> last(Predicate<Row> where) {
        return rows.stream().filter(where).reduce((a, b) -> b);
    }

    /** The row with the greatest number in a column; the first of equals. */
    Optional<Row> highest(String column, Predicate<Row> where) {
        return rows.stream()
                .filter(where)
                .filter(r -> r.value(column) != null)
                .reduce((a, b) -> b.number(column) > a.number(column) ? b : a);
    }

    Optional<Row> lowest(String column, Predicate<Row> where) {
        return rows.stream()
                .filter(where)
                .filter(r -> r.value(column) != null)
                .reduce((a, b) -> b.number(column) < a.number(column) ? b : a);
    }

    /** The different values of a column, in the order in which they come. */
    List<Object> distinct(String column) {
        return rows.stream().map(r -> r.value(column)).distinct().toList();
    }
}
