package dangol.jobs.publish;

import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table of the release's DuckDB file as it is published.
 *
 * @param schema gold or meta
 * @param rows rows of the release's day
 */
record ReleasedTable(
        String schema, String name, String comment, List<Field> columns, List<String> primaryKey, long rows) {
    /** The days and months that readers filter by, and the customer that they join by. */
    private static final Set<String> ASKED_BY =
            Set.of("customer_key", "as_of_date", "month", "quarter", "cohort_month", "responded_on");

    /**
     * @param type as DuckDB names it
     * @param comment empty for none
     */
    record Field(String name, String type, String comment) {
        boolean isNumber() {
            return isDouble() || type.equals("BIGINT") || type.equals("INTEGER") || type.startsWith("DECIMAL");
        }

        boolean isDouble() {
            return type.equals("DOUBLE");
        }
    }

    String id() {
        return schema + "." + name;
    }

    /** Columns that get an index of their own; the key's first column has one by the key. */
    List<String> indexes() {
        return columns.stream()
                .map(Field::name)
                .filter(c -> ASKED_BY.contains(c)
                        && !(!primaryKey.isEmpty() && primaryKey.get(0).equals(c)))
                .toList();
    }

    /** The contract of a gold table. */
    static Optional<TableContract> contract(String schema, String name) {
        return schema.equals("gold") ? Contracts.find(TableId.gold(name)) : Optional.empty();
    }
}
