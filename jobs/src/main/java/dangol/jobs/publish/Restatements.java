package dangol.jobs.publish;

import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;

/** Compares what two releases say of complete periods; the one before is attached as {@code before}. */
final class Restatements {
    private static final String CUSTOMER = "customer_key";
    private static final String COMPLETE = "is_complete";

    private Restatements() {}

    /**
     * The figures of complete periods that differ.
     *
     * @param tables those of the release before, as layer.name
     * @param ask answers SQL on the release's file, to which that of the one before is attached
     */
    static List<Restatement> of(Collection<String> tables, Function<String, List<List<Object>>> ask) {
        Map<String, Set<String>> columns = new HashMap<>();
        for (List<Object> c : ask.apply("SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns()"
                + " WHERE database_name = 'before'")) {
            columns.computeIfAbsent((String) c.get(0), t -> new HashSet<>()).add((String) c.get(1));
        }
        List<Restatement> found = new ArrayList<>();
        for (String table : tables) {
            // A release of an older program may hold a table that is no more.
            Optional<String> sql = Contracts.find(TableId.parse(table))
                    .filter(Restatements::areOf)
                    .flatMap(c -> sql(c, columns.getOrDefault(table, Set.of())));
            for (List<Object> r : sql.map(ask).orElse(List.of())) {
                found.add(new Restatement(
                        table, (String) r.get(0), (String) r.get(1), (Double) r.get(2), (Double) r.get(3)));
            }
        }
        return found;
    }

    /** True for tables whose rows are final once their period is complete. */
    private static boolean areOf(TableContract contract) {
        return !contract.snapshot() && contract.column(COMPLETE).isPresent();
    }

    /**
     * Rows: key as JSON, figure, was, now. Nothing when the releases have no figure in common, or no key to hold them side by side.
     *
     * @param before columns of the table in the release before, which may be older than some
     */
    private static Optional<String> sql(TableContract contract, Set<String> before) {
        boolean byCustomer = contract.primaryKey().contains(CUSTOMER);
        List<String> keys =
                contract.primaryKey().stream().filter(k -> !k.equals(CUSTOMER)).toList();
        List<String> figures = contract.columns().stream()
                .filter(c -> !contract.primaryKey().contains(c.name()))
                .filter(c -> byCustomer ? isSum(c) : c.type() instanceof NumericType)
                .map(Column::name)
                .filter(before::contains)
                .toList();
        if (figures.isEmpty() || !before.containsAll(keys) || !before.contains(COMPLETE)) {
            return Optional.empty();
        }
        String key = keys.stream().map(k -> "'" + k + "': was." + k).collect(Collectors.joining(", ", "{", "}"));
        String same = keys.stream().map(k -> "was." + k + " = now." + k).collect(Collectors.joining(" AND "));
        return Optional.of(
                "SELECT * FROM (SELECT to_json(" + key + ")::VARCHAR AS key, unnest([" + list(figures, "'%s'")
                        + "]) AS figure, unnest([" + list(figures, "was.%s::DOUBLE") + "]) AS was, unnest(["
                        + list(figures, "now.%s::DOUBLE") + "]) AS now FROM ("
                        + rows(contract, "before.", keys, figures, byCustomer)
                        + ") was LEFT JOIN (" + rows(contract, "", keys, figures, byCustomer) + ") now ON " + same
                        + ") WHERE was IS DISTINCT FROM now ORDER BY key, figure");
    }

    private static String rows(
            TableContract contract, String release, List<String> keys, List<String> figures, boolean byCustomer) {
        String from = " FROM " + release + contract.id() + " WHERE " + COMPLETE;
        return byCustomer
                ? "SELECT " + String.join(", ", keys) + ", " + list(figures, "sum(%1$s) AS %1$s") + from + " GROUP BY "
                        + String.join(", ", keys)
                : "SELECT *" + from;
    }

    private static String list(List<String> names, String form) {
        return names.stream().map(n -> String.format(form, n)).collect(Collectors.joining(", "));
    }

    /** Sums of doubles depend on the order of the rows; counts and money do not. */
    private static boolean isSum(Column column) {
        return column.type() instanceof LongType || column.type() instanceof DecimalType;
    }
}
