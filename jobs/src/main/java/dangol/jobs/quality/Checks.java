package dangol.jobs.quality;

import dangol.contract.RowRule;
import dangol.contract.Severity;
import dangol.contract.TableContract;
import dangol.contract.TableRule;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Evaluates a contract's rules on the rows that a run built: all row rules and the uniqueness of the key in one scan. */
public final class Checks {

    /** Something that answers SQL over the tables of a run, named layer.table. */
    public interface Answers {
        List<List<Object>> rows(String sql);

        /** The values of the first row. */
        default List<Object> first(String sql) {
            return rows(sql).get(0);
        }
    }

    private final Answers answers;
    private final LocalDate asOf;

    public Checks(Answers answers, LocalDate asOf) {
        this.answers = answers;
        this.asOf = asOf;
    }

    public List<CheckResult> check(TableContract contract) {
        List<CheckResult> results = new ArrayList<>(rows(contract));
        contract.tableRules().forEach(rule -> results.add(whole(contract, rule)));
        return results;
    }

    private List<CheckResult> rows(TableContract contract) {
        String key = String.join(", ", contract.primaryKey());
        StringBuilder select = new StringBuilder("SELECT count(*), count(*) - count(DISTINCT (" + key + "))");
        for (RowRule rule : contract.rowRules()) {
            select.append(", count(*) FILTER (WHERE NOT (")
                    .append(rule.predicate())
                    .append("))");
        }
        List<Object> found = answers.first(select + " FROM " + contract.id());
        long rows = number(found.get(0));
        List<CheckResult> results = new ArrayList<>();
        results.add(new CheckResult(
                contract.id(),
                "key_is_unique",
                "One row for each " + key + ".",
                Severity.ERROR,
                rows,
                number(found.get(1)),
                ""));
        for (int i = 0; i < contract.rowRules().size(); i++) {
            RowRule rule = contract.rowRules().get(i);
            results.add(new CheckResult(
                    contract.id(),
                    rule.name(),
                    rule.description(),
                    rule.severity(),
                    rows,
                    number(found.get(i + 2)),
                    ""));
        }
        return results;
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private CheckResult whole(TableContract contract, TableRule rule) {
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
                kept ? "" : "found " + found + ", must be " + rule.mustBe());
    }
}
