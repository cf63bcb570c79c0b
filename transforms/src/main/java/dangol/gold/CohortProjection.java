package dangol.gold;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.col;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.model.retention.ActivityRetention;
import dangol.model.retention.ActivityRetention.Cell;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * One row for each cohort, segment and month to come: the share of the cohort that is expected to buy in it, by the BG/BB
 * model of its segment's cohorts. Months that have passed are in gold.cohort.
 */
public final class CohortProjection implements Table {
    private static final TableId COHORT = TableId.gold("cohort");
    private static final StructType PROJECTED = StructType.fromDDL(
            "cohort_month STRING, segment STRING, months_since INT, customers BIGINT, projected_retention DOUBLE");

    /** No projection knows more digits. */
    private static final int DIGITS = 4;

    @Override
    public TableId id() {
        return TableId.gold("cohort_projection");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(COHORT);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        int months = inputs.policy().models().lifetimeMonths();
        int fewest = inputs.policy().models().minCustomers();
        FlatMapGroupsFunction<String, Row, Row> project =
                (segment, rows) -> projected(segment, cohorts(rows), months, fewest);
        return inputs.table(COHORT)
                .filter(col("is_complete"))
                .select(
                        col("cohort_month").cast("string"),
                        col("segment"),
                        col("months_since"),
                        col("customers"),
                        col("active"))
                .groupByKey((MapFunction<Row, String>) row -> row.getAs("segment"), Encoders.STRING())
                .flatMapGroups(project, Encoders.row(PROJECTED))
                .withColumn("cohort_month", col("cohort_month").cast("date"))
                .withColumn("month", add_months(col("cohort_month"), col("months_since")))
                .withColumn("projected_active", col("projected_retention").multiply(col("customers")));
    }

    /** Complete months of a cohort, from month 0 on without gaps. */
    private record Seen(long customers, TreeMap<Integer, Long> active) {
        List<Cell> cells() {
            return active.tailMap(1).entrySet().stream()
                    .map(e -> new Cell(e.getKey(), customers, e.getValue()))
                    .toList();
        }

        /** How much more active its customers were than the model has it; 1 without a month to tell. */
        double level(ActivityRetention model) {
            double expected = cells().stream()
                    .mapToDouble(c -> model.share(c.period()) * customers)
                    .sum();
            double came = cells().stream().mapToDouble(Cell::active).sum();
            return expected > 0 ? came / expected : 1;
        }
    }

    private static TreeMap<String, Seen> cohorts(Iterator<Row> rows) {
        TreeMap<String, Seen> cohorts = new TreeMap<>();
        rows.forEachRemaining(row -> cohorts.computeIfAbsent(
                        row.getAs("cohort_month"), month -> new Seen(row.<Long>getAs("customers"), new TreeMap<>()))
                .active()
                .put(row.getAs("months_since"), row.getAs("active")));
        return cohorts;
    }

    private static Iterator<Row> projected(
            String segment, TreeMap<String, Seen> cohorts, int months, int fewestCustomers) {
        List<Cell> cells = new ArrayList<>();
        cohorts.values().forEach(cohort -> cells.addAll(cohort.cells()));
        long customers = cohorts.values().stream().mapToLong(Seen::customers).sum();
        Optional<ActivityRetention> model =
                customers < fewestCustomers ? Optional.empty() : ActivityRetention.fit(cells);
        List<Row> rows = new ArrayList<>();
        model.ifPresent(fitted -> cohorts.forEach((month, cohort) -> {
            int last = cohort.active().lastKey();
            double level = cohort.level(fitted);
            for (int m = last + 1; m <= last + months; m++) {
                double share = Math.min(1, level * fitted.share(m));
                rows.add(RowFactory.create(month, segment, m, cohort.customers(), rounded(share)));
            }
        }));
        return rows.iterator();
    }

    private static double rounded(double share) {
        return BigDecimal.valueOf(share).setScale(DIGITS, RoundingMode.HALF_UP).doubleValue();
    }
}
