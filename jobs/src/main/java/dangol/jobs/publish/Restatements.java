package dangol.jobs.publish;

import dangol.contract.Column;
import dangol.contract.TableContract;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;

/** The SQL that compares what two releases say of complete periods; the one before is attached as {@code before}. */
final class Restatements {
    private static final String CUSTOMER = "customer_key";

    private Restatements() {}

    /** True for tables whose rows are final once their period is complete. */
    static boolean areOf(TableContract contract) {
        return !contract.snapshot() && contract.column("is_complete").isPresent();
    }

    /** Rows: key as JSON, figure, was, now. */
    static String sql(TableContract contract) {
        boolean byCustomer = contract.primaryKey().contains(CUSTOMER);
        List<String> keys =
                contract.primaryKey().stream().filter(k -> !k.equals(CUSTOMER)).toList();
        List<String> figures = contract.columns().stream()
                .filter(c -> !contract.primaryKey().contains(c.name()))
                .filter(c -> byCustomer ? isSum(c) : c.type() instanceof NumericType)
                .map(Column::name)
                .toList();
        String key = keys.stream().map(k -> "'" + k + "': was." + k).collect(Collectors.joining(", ", "{", "}"));
        String same = keys.stream().map(k -> "was." + k + " = now." + k).collect(Collectors.joining(" AND "));
        return "SELECT * FROM (SELECT to_json(" + key + ")::VARCHAR AS key, unnest([" + list(figures, "'%s'")
                + "]) AS figure, unnest([" + list(figures, "was.%s::DOUBLE") + "]) AS was, unnest(["
                + list(figures, "now.%s::DOUBLE") + "]) AS now FROM ("
                + rows(contract, "before.", keys, figures, byCustomer)
                + ") was LEFT JOIN (" + rows(contract, "", keys, figures, byCustomer) + ") now ON " + same
                + ") WHERE was IS DISTINCT FROM now ORDER BY key, figure";
    }

    private static String rows(
            TableContract contract, String release, List<String> keys, List<String> figures, boolean byCustomer) {
        String from = " FROM " + release + contract.id() + " WHERE is_complete";
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
