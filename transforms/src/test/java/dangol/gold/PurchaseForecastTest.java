package dangol.gold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.ModelPolicy;
import dangol.model.purchase.BgNbd;
import dangol.model.purchase.GammaGamma;
import dangol.model.purchase.LifetimeValue;
import dangol.model.purchase.ParetoNbd;
import dangol.model.purchase.PurchaseModelKind;
import dangol.model.purchase.PurchaseStatistic;
import dangol.model.purchase.TimeUnit;
import java.math.BigDecimal;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** The forecast of a buyer, without Spark, against the models themselves. */
class PurchaseForecastTest {
    private static final StructType PURCHASES = StructType.fromDDL(
            "model STRING, time_unit STRING, r DOUBLE, " + "alpha DOUBLE, a DOUBLE, b DOUBLE, s DOUBLE, beta DOUBLE");
    private static final StructType SPEND = StructType.fromDDL("p DOUBLE, q DOUBLE, gamma DOUBLE");
    private static final StructType BUYER =
            StructType.fromDDL("frequency BIGINT, recency_days INT, observation_days INT, mean_spend DECIMAL(28,4)");

    private static final Row BG_NBD = row(PURCHASES, "bg_nbd", "week", .243, 4.414, .793, 2.426, null, null);
    private static final Row PARETO_NBD = row(PURCHASES, "pareto_nbd", "day", .553, 74.046, null, null, .606, 81.683);
    private static final Row GAMMA_GAMMA = row(SPEND, 6.25, 3.74, 15.44);
    private static final Row TWICE = row(BUYER, 2L, 213, 272, new BigDecimal("22.3500"));

    /** A third of spend is margin, 2 percent a month, two years. */
    private final PurchaseForecast forecast = new PurchaseForecast(new ModelPolicy(
            PurchaseModelKind.BG_NBD, TimeUnit.WEEK, 90, 90, 24, 2, 33, 90, 100, ModelPolicy.Show.TESTED));

    @Test
    void theFiguresAreThoseOfTheModels() {
        Row figures = forecast.call(BG_NBD, GAMMA_GAMMA, TWICE);
        BgNbd model = new BgNbd(TimeUnit.WEEK, .243, 4.414, .793, 2.426);
        PurchaseStatistic customer = PurchaseStatistic.ofDays(TimeUnit.WEEK, 2, 213, 272);
        assertThat(figures.getDouble(0)).isEqualTo(model.probabilityAlive(customer));
        assertThat(figures.getDouble(3)).isEqualTo(model.expectedPurchases(customer, 365 / 7.0), within(1e-12));
        assertThat(figures.getLong(5))
                .isEqualTo(model.interval(customer, 90 / 7.0, .9).high());
        double value =
                new LifetimeValue(model, new GammaGamma(6.25, 3.74, 15.44), 24, 365.25 / 12, .02).of(customer, 22.35);
        assertThat(figures.getDecimal(7).doubleValue()).isEqualTo(.33 * value, within(.00501));
    }

    @Test
    void anotherModelIsAskedAnewAndTheSameAnswersTheSame() {
        Row before = forecast.call(BG_NBD, GAMMA_GAMMA, TWICE);
        double pareto = forecast.call(PARETO_NBD, GAMMA_GAMMA, TWICE).getDouble(0);
        assertThat(pareto)
                .isEqualTo(new ParetoNbd(TimeUnit.DAY, .553, 74.046, .606, 81.683)
                        .probabilityAlive(PurchaseStatistic.ofDays(TimeUnit.DAY, 2, 213, 272)));
        assertThat(forecast.call(BG_NBD, GAMMA_GAMMA, TWICE)).isEqualTo(before);
        assertThat(forecast.call(BG_NBD, GAMMA_GAMMA, TWICE)).isEqualTo(before);
    }

    @Test
    void limitsHoldTheValueOfTheLostAndOfTheLively() {
        Row lost = forecast.call(BG_NBD, GAMMA_GAMMA, row(BUYER, 4L, 150, 300, new BigDecimal("900.0000")));
        assertThat(lost.getDouble(0)).isBetween(.05, .5);
        Row lively = forecast.call(BG_NBD, GAMMA_GAMMA, row(BUYER, 100L, 210, 212, new BigDecimal("9.0000")));
        assertThat(lively.getLong(5)).isGreaterThan(10);
        for (Row figures : new Row[] {lost, lively}) {
            assertThat(figures.getDecimal(7)).isBetween(figures.getDecimal(8), figures.getDecimal(9));
        }
    }

    @Test
    void aMissingModelLeavesItsFiguresOut() {
        Row nothing = forecast.call(null, null, TWICE);
        for (int i = 0; i < PurchaseForecast.FIGURES.size(); i++) {
            assertThat(nothing.isNullAt(i)).isTrue();
        }
        Row onlySpend = forecast.call(null, GAMMA_GAMMA, TWICE);
        assertThat(onlySpend.getDecimal(6)).isEqualTo("24.66");
        assertThat(onlySpend.isNullAt(7)).isTrue();
        Row onlyPurchases = forecast.call(BG_NBD, null, TWICE);
        assertThat(onlyPurchases.isNullAt(6)).isTrue();
        assertThat(onlyPurchases.isNullAt(9)).isTrue();
        assertThat(onlyPurchases.getDouble(0)).isBetween(.7, .8);
    }

    private static Row row(StructType schema, Object... values) {
        return new GenericRowWithSchema(values, schema);
    }
}
