package dangol.jobs.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.contract.RowRule;
import dangol.contract.Severity;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.contract.TableRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Evaluates a contract's rules on the rows that a run built: all row rules and the uniqueness of the key in one scan. */
public final class Checks {
    private static final Pattern PLACE = Pattern.compile("\\{((?:silver|gold)\\.[a-z0-9_]+)\\}");

    private final SparkSession spark;
    private final AsOf asOf;
    private final Function<TableId, Dataset<Row>> tables;

    /** @param tables the rows of a table as the run built it */
    public Checks(SparkSession spark, AsOf asOf, Function<TableId, Dataset<Row>> tables) {
        this.spark = spark;
        this.asOf = asOf;
        this.tables = tables;
    }

    public List<CheckResult> check(TableContract contract) {
        List<CheckResult> results = new ArrayList<>(rows(contract));
        contract.tableRules().forEach(rule -> results.add(whole(contract, rule)));
        return results;
    }

    private List<CheckResult> rows(TableContract contract) {
        List<Column> perKey = new ArrayList<>();
        List<Column> total = new ArrayList<>();
        total.add(coalesce(sum("n"), lit(0L)));
        total.add(coalesce(sum(when(col("n").gt(1), col("n").minus(1))), lit(0L)));
        for (int i = 0; i < contract.rowRules().size(); i++) {
            Column broken = not(expr(contract.rowRules().get(i).predicate()));
            perKey.add(sum(when(broken, 1L).otherwise(0L)).as("r" + i));
            total.add(coalesce(sum("r" + i), lit(0L)));
        }
        Column[] key = contract.primaryKey().stream().map(k -> col(k)).toArray(Column[]::new);
        Row found = tables.apply(contract.id())
                .groupBy(key)
                .agg(count(lit(1)).as("n"), perKey.toArray(Column[]::new))
                .agg(total.get(0), total.subList(1, total.size()).toArray(Column[]::new))
                .first();
        long rows = found.getLong(0);
        List<CheckResult> results = new ArrayList<>();
        results.add(new CheckResult(
                contract.id(),
                "key_is_unique",
                "One row for each " + String.join(", ", contract.primaryKey()) + ".",
                Severity.ERROR,
                rows,
                found.getLong(1),
                ""));
        for (int i = 0; i < contract.rowRules().size(); i++) {
            RowRule rule = contract.rowRules().get(i);
            results.add(new CheckResult(
                    contract.id(), rule.name(), rule.description(), rule.severity(), rows, found.getLong(i + 2), ""));
        }
        return results;
    }

    private CheckResult whole(TableContract contract, TableRule rule) {
        Object found = spark.sql(filled(rule.query())).first().get(0);
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

    private String filled(String query) {
        Matcher matcher = PLACE.matcher(query.replace("{as_of}", "DATE'" + asOf.day() + "'"));
        return matcher.replaceAll(m -> {
            TableId id = TableId.parse(m.group(1));
            String view = "check_" + id.layer().lower() + "_" + id.name();
            tables.apply(id).createOrReplaceTempView(view);
            return view;
        });
    }
}
