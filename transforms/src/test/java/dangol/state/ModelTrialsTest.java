package dangol.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.ModelPolicy;
import dangol.NamedRows;
import dangol.contract.Contracts;
import dangol.model.purchase.Cdnow;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Models fitted on CDNOW up to 1997-09-30 and held against the 39 weeks after it, without Spark. */
class ModelTrialsTest {
    private static final StructType STATISTIC =
            StructType.fromDDL("frequency BIGINT, recency_days INT, observation_days INT, "
                    + "before BIGINT, came BIGINT, mean_spend DOUBLE, holdout_mean_spend DOUBLE, customers BIGINT");
    private static final LocalDate UNTIL = LocalDate.of(1997, 9, 30);
    private static final int DAYS = 273;
    private static final ModelPolicy POLICY = new ModelPolicy(
            ModelPolicy.USUAL.purchaseModel(),
            ModelPolicy.USUAL.timeUnit(),
            90,
            DAYS,
            12,
            1,
            100,
            95,
            100,
            ModelPolicy.Show.TESTED);

    private final ModelTrials trials = new ModelTrials(POLICY, Contracts.of(ModelTrial.ID));

    @Test
    void theHoldoutOfCdnowIsThatPublished() {
        List<Row> rows = trial(cdnow());
        // Fader, Hardie and Lee 2005, table 4: customers, what came and what BG/NBD expected by repeat purchases 0, 1,
        // … 7+.
        assertThat(figures(rows, "bg_nbd", "frequency", "customers"))
                .containsExactly(1411, 439, 214, 100, 62, 38, 29, 64);
        assertThat(figures(rows, "bg_nbd", "frequency", "actual"))
                .containsExactly(
                        new double[] {.2367, .6970, 1.3925, 1.56, 2.5323, 2.9474, 3.8621, 6.3594}, within(5e-5));
        assertThat(figures(rows, "bg_nbd", "frequency", "predicted"))
                .containsExactly(
                        new double[] {.2251, .5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.1570}, within(3e-3));
        assertThat(rows.stream()
                        .filter(r -> r.getAs("grouping").equals("all"))
                        .map(r ->
                                r.getAs("model") + " " + r.getAs("customers") + " " + r.getAs("better_than_baseline")))
                .containsExactlyInAnyOrder(
                        "bg_nbd 2357 true", "mbg_nbd 2357 true", "pareto_nbd 2357 true", "gamma_gamma 491 true");
        Row all = all(rows, "bg_nbd");
        assertThat(all.<Double>getAs("actual") * 2357).isCloseTo(1882, within(1e-6));
        assertThat(all.<Double>getAs("r")).isCloseTo(.24259, within(1e-3));
        assertThat(all.<Double>getAs("log_likelihood")).isCloseTo(-9582.429, within(1e-3));
        assertThat(all.<Double>getAs("auc")).isGreaterThan(all.getAs("baseline_auc"));
        assertThat(all.<Double>getAs("calibration_error")).isLessThan(all.getAs("baseline_calibration_error"));
    }

    @Test
    void theOrderOfTheRowsChangesNoDigit() {
        List<Row> rows = cdnow();
        List<Row> reversed = new ArrayList<>(rows);
        Collections.reverse(reversed);
        assertThat(trial(reversed)).isEqualTo(trial(rows));
    }

    @Test
    void nobodyIsFittedOnWithoutAReason() {
        List<Row> rows = trial(List.of(row(null, null, null, null, null, null, null, 0L)));
        assertThat(rows).hasSize(4).allSatisfy(r -> {
            assertThat(r.<String>getAs("reason")).startsWith("There are 0 ");
            assertThat(r.<Boolean>getAs("converged")).isFalse();
            assertThat(r.isNullAt(r.fieldIndex("better_than_baseline"))).isTrue();
        });
    }

    private List<Row> trial(List<Row> statistics) {
        return NamedRows.of(
                trials.call(statistics.iterator()), Contracts.of(ModelTrial.ID).schema());
    }

    private static Row all(List<Row> rows, String model) {
        return rows.stream()
                .filter(r ->
                        r.getAs("model").equals(model) && r.getAs("grouping").equals("all"))
                .findFirst()
                .orElseThrow();
    }

    private static double[] figures(List<Row> rows, String model, String grouping, String figure) {
        return rows.stream()
                .filter(r ->
                        r.getAs("model").equals(model) && r.getAs("grouping").equals(grouping))
                .mapToDouble(r -> r.<Number>getAs(figure).doubleValue())
                .toArray();
    }

    /** Buyers up to the day, one by one, with what they bought before and after it. */
    private static List<Row> cdnow() {
        List<Row> rows = new ArrayList<>();
        rows.add(row(null, null, null, null, null, null, null, 2357L));
        for (TreeMap<LocalDate, Double> days : Cdnow.read().spendByDay().values()) {
            Map<LocalDate, Double> known = days.headMap(UNTIL, true);
            Map<LocalDate, Double> after = days.tailMap(UNTIL, false);
            long x = known.size() - 1L;
            LocalDate first = days.firstKey();
            long before = known.size()
                    - (long) days.headMap(UNTIL.minusDays(DAYS), true).size();
            rows.add(row(
                    x,
                    days(first, days.floorKey(UNTIL)),
                    days(first, UNTIL),
                    before,
                    (long) after.size(),
                    null,
                    null,
                    1L));
            double repeats = known.entrySet().stream()
                    .filter(e -> e.getKey().isAfter(first))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
            if (x > 0 && repeats > 0) {
                Double came = after.isEmpty()
                        ? null
                        : (Double) after.values().stream()
                                .mapToDouble(s -> s)
                                .average()
                                .orElseThrow();
                rows.add(row(x, null, null, null, null, repeats / x, came, 1L));
            }
        }
        return rows;
    }

    private static int days(LocalDate from, LocalDate to) {
        return (int) ChronoUnit.DAYS.between(from, to);
    }

    private static Row row(Object... values) {
        return new GenericRowWithSchema(values, STATISTIC);
    }
}
