package dangol.jobs.quality;

import dangol.contract.Column;
import dangol.contract.RowRule;
import dangol.contract.Severity;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.contract.TableRule;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Evaluates a contract's rules on the rows that a run built: all row rules and the uniqueness of the key in one scan. Only a
 * broken rule costs a second look, for the keys of rows that break it. Of a table that was in order at the release before,
 * the new rows are looked at: those that are as they were satisfy what they satisfied, and no two of them have one key.
 */
public final class Checks {
    private static final int EXAMPLES = 5;

    /** Something that answers SQL over the tables of a run, named layer.table. */
    public interface Answers {
        List<List<Object>> rows(String sql);

        /** The values of the first row. */
        default List<Object> first(String sql) {
            return rows(sql).get(0);
        }

        /** What is new of a table since the release before, when that is known and little. */
        default Optional<Added> added(TableContract contract) {
            return Optional.empty();
        }
    }

    /**
     * The new rows of a table.
     *
     * @param rows what to write after FROM
     * @param all how many rows the table has with those that are not new
     */
    public record Added(String rows, long all) {}

    private final Answers answers;
    private final LocalDate asOf;
    private final Predicate<TableId> wasInOrder;

    /** @param wasInOrder true for a table whose rules were all evaluated at the release before, and kept */
    public Checks(Answers answers, LocalDate asOf, Predicate<TableId> wasInOrder) {
        this.answers = answers;
        this.asOf = asOf;
        this.wasInOrder = wasInOrder;
    }

    /** Looks at all rows of every table. */
    public Checks(Answers answers, LocalDate asOf) {
        this(answers, asOf, table -> false);
    }

    public List<CheckResult> check(TableContract contract) {
        List<CheckResult> results = new ArrayList<>(rows(contract));
        contract.tableRules().forEach(rule -> results.add(check(contract, rule)));
        return results;
    }

    private List<CheckResult> rows(TableContract contract) {
        String key = String.join(", ", contract.primaryKey());
        Optional<Added> added = wasInOrder.test(contract.id()) ? answers.added(contract) : Optional.empty();
        List<Object> found = answers.first(added.map(a -> added(contract, a)).orElseGet(() -> all(contract)));
        long rows = number(found.get(0));
        long doubled = number(found.get(1));
        List<CheckResult> results = new ArrayList<>();
        results.add(new CheckResult(
                contract.id(),
                "key_is_unique",
                "One row for each " + key + ".",
                Severity.ERROR,
                rows,
                doubled,
                "",
                doubled == 0 ? List.of() : examples(contract, "GROUP BY " + key + " HAVING count(*) > 1")));
        for (int i = 0; i < contract.rowRules().size(); i++) {
            RowRule rule = contract.rowRules().get(i);
            long failures = number(found.get(i + 2));
            results.add(new CheckResult(
                    contract.id(),
                    rule.name(),
                    rule.description(),
                    rule.severity(),
                    rows,
                    failures,
                    "",
                    failures == 0 ? List.of() : examples(contract, "WHERE " + broken(rule))));
        }
        return results;
    }

    private static String all(TableContract contract) {
        return "SELECT count(*), " + doubled(contract) + failures(contract) + " FROM " + contract.id();
    }

    /** The same numbers, when all rows but the new ones are known to be in order. */
    private static String added(TableContract contract, Added added) {
        String same = contract.primaryKey().stream()
                .map(k -> "held." + k
                        + (contract.column(k).map(Column::required).orElse(false) ? " = " : " IS NOT DISTINCT FROM ")
                        + "added." + k)
                .collect(Collectors.joining(" AND "));
        // Counted as well, so that the answer is one row whether or not there are rules and new rows.
        return "SELECT " + added.all() + ", (SELECT " + doubled(contract) + " FROM " + contract.id()
                + " AS held WHERE EXISTS (SELECT 1 FROM " + added.rows() + " AS added WHERE " + same + "))"
                + failures(contract) + ", count(*) FROM " + added.rows();
    }

    private static String doubled(TableContract contract) {
        return "count(*) - count(DISTINCT (" + String.join(", ", contract.primaryKey()) + "))";
    }

    private static String failures(TableContract contract) {
        return contract.rowRules().stream()
                .map(rule -> ", count(*) FILTER (WHERE " + broken(rule) + ")")
                .collect(Collectors.joining());
    }

    private static String broken(RowRule rule) {
        return "NOT (" + rule.predicate() + ")";
    }

    /** The keys of the first rows in the order of the key, so that the same rows give the same examples. */
    private List<String> examples(TableContract contract, String which) {
        String key = String.join(", ", contract.primaryKey());
        return answers
                .rows("SELECT " + key + " FROM " + contract.id() + " " + which + " ORDER BY " + key + " LIMIT "
                        + EXAMPLES)
                .stream()
                .map(row -> example(contract, row))
                .toList();
    }

    private static String example(TableContract contract, List<Object> key) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            String name = contract.primaryKey().get(i);
            boolean personal = contract.column(name).map(Column::personal).orElse(true);
            parts.add(name + "=" + (personal ? "(personal)" : key.get(i)));
        }
        return String.join(", ", parts);
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    /** Evaluates one rule that looks at whole tables. */
    public CheckResult check(TableContract contract, TableRule rule) {
        String sql = rule.query()
                .replace("{as_of}", "DATE '" + asOf + "'")
                .replaceAll("\\{((?:silver|gold)\\.[a-z0-9_]+)\\}", "$1");
        Object found = answers.first(sql).get(0);
        boolean kept = found != null && new BigDecimal(found.toString()).compareTo(new BigDecimal(rule.mustBe())) == 0;
        return new CheckResult(
                contract.id(),
                rule.name(),
                rule.description(),
                rule.severity(),
                1,
                kept ? 0 : 1,
                kept ? "" : "found " + found + ", must be " + rule.mustBe(),
                List.of());
    }
}
