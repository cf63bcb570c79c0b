package dangol.gold;

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
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** The fits of a day, without Spark, on the customers of CDNOW up to 1997-09-30. */
class ModelFitsTest {
    private static final StructType STATISTIC = StructType.fromDDL(
            "frequency BIGINT, recency_days INT, observation_days INT, mean_spend DOUBLE, customers BIGINT");
    private static final LocalDate DAY = LocalDate.of(1997, 9, 30);

    private final ModelFits fits =
            new ModelFits(ModelPolicy.USUAL, Contracts.of(PurchaseModels.ID).columnNames());

    @Test
    void cdnowHasTheModelsPublished() {
        // Fader, Hardie and Lee 2005, table 2 (weeks); Fader and Hardie 2013, section 4.
        Map<String, Row> models = models(cdnow());
        assertThat(figures(models.get("bg_nbd"), "r", "alpha", "a", "b", "log_likelihood"))
                .containsExactly(new double[] {.24259, 4.41360, .79292, 2.42590, -9582.429}, within(1e-3));
        assertThat(figures(models.get("pareto_nbd"), "r", "alpha", "s", "beta", "log_likelihood"))
                .containsExactly(new double[] {.55328, 10.5776, .60621, 11.6679, -9594.974}, within(5e-3));
        assertThat(figures(models.get("mbg_nbd"), "r", "alpha", "a", "b"))
                .containsExactly(new double[] {.525, 6.183, .891, 1.614}, within(1e-3));
        assertThat(figures(models.get("gamma_gamma"), "p", "q", "gamma", "log_likelihood"))
                .containsExactly(new double[] {6.25, 3.74, 15.44, -4055.92}, within(1e-2));
        assertThat(models.values().stream().map(m -> m.getAs("customers") + " " + m.getAs("shown")))
                .containsExactly("2357 true", "946 true", "2357 false", "2357 false");
        for (String parameter : List.of("r", "alpha", "a", "b")) {
            assertThat(models.get("bg_nbd").<Double>getAs(parameter + "_error")).isPositive();
        }
        assertThat(models.get("bg_nbd").isNullAt(fits.columns().indexOf("s"))).isTrue();
        assertThat(models.get("bg_nbd").isNullAt(fits.columns().indexOf("reason")))
                .isTrue();
    }

    @Test
    void theOrderOfTheRowsChangesNoDigit() {
        List<Row> rows = cdnow();
        List<Row> reversed = new ArrayList<>(rows);
        Collections.reverse(reversed);
        assertThat(models(reversed)).isEqualTo(models(rows));
    }

    private Map<String, Row> models(List<Row> statistics) {
        Map<String, Row> models = new TreeMap<>();
        NamedRows.of(fits.call(statistics.iterator()), fits.schema(Contracts.of(PurchaseModels.ID)))
                .forEach(row -> models.put(row.getAs("model"), row));
        return models;
    }

    private static double[] figures(Row model, String... names) {
        return List.of(names).stream().mapToDouble(model::<Double>getAs).toArray();
    }

    /** x, tx, T of each buyer and x, m of each repeat buyer. */
    private static List<Row> cdnow() {
        List<Row> rows = new ArrayList<>();
        rows.add(row(null, null, null, null, 2357L));
        for (TreeMap<LocalDate, Double> all : Cdnow.read().spendByDay().values()) {
            NavigableMap<LocalDate, Double> days = all.headMap(DAY, true);
            long x = days.size() - 1L;
            LocalDate first = days.firstKey();
            rows.add(row(x, days(first, days.lastKey()), days(first, DAY), null, 1L));
            double mean =
                    days.values().stream().skip(1).mapToDouble(s -> s).average().orElse(0);
            if (mean > 0) {
                rows.add(row(x, null, null, mean, 1L));
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
