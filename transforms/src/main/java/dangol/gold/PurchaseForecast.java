package dangol.gold;

import dangol.ModelPolicy;
import dangol.model.purchase.CountInterval;
import dangol.model.purchase.GammaGamma;
import dangol.model.purchase.LifetimeValue;
import dangol.model.purchase.PurchaseModel;
import dangol.model.purchase.PurchaseModelKind;
import dangol.model.purchase.PurchaseStatistic;
import dangol.model.purchase.TimeUnit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.StructType;

/**
 * What the shown models say of a buyer. It takes a row of gold.purchase_model for purchases, one for spend (each may be
 * null), and the buyer's x, tx, T in days and mean spend of repeat purchases, and gives {@link #FIGURES}.
 */
final class PurchaseForecast implements UDF3<Row, Row, Row, Row> {
    /** The figures, named and typed as in gold.churn; null where the model they need is null. */
    static final StructType FIGURES = StructType.fromDDL("p_alive DOUBLE, expected_purchases_30d DOUBLE, "
            + "expected_purchases_90d DOUBLE, expected_purchases_365d DOUBLE, expected_purchases_horizon_low BIGINT, "
            + "expected_purchases_horizon_high BIGINT, expected_spend DECIMAL(28,2), lifetime_value DECIMAL(28,2), "
            + "lifetime_value_low DECIMAL(28,2), lifetime_value_high DECIMAL(28,2)");

    /** Days of a month of a lifetime: a twelfth of 365.25 days. */
    static final double DAYS_PER_MONTH = 365.25 / 12;

    private static final long serialVersionUID = 1L;

    /** Buyers of the same x, tx and T share most figures; states beyond this number are computed anew to bound the memory. */
    private static final int MOST_STATES = 100_000;

    private final ModelPolicy policy;
    private transient volatile Asked asked;

    PurchaseForecast(ModelPolicy policy) {
        this.policy = policy;
    }

    private record State(long frequency, int recencyDays, int observationDays) {}

    /** What the model of purchases says; purchases of a lifetime are expected, and discounted to today. */
    private record Purchases(
            double alive,
            double in30,
            double in90,
            double in365,
            CountInterval horizon,
            double discounted,
            double discount,
            CountInterval lifetime) {}

    /** A model of purchases that is asked, with its answers so far. */
    private record Asked(Row parameters, PurchaseModel model, Map<State, Purchases> answers) {
        static Asked of(Row parameters) {
            PurchaseModelKind kind =
                    PurchaseModelKind.valueOf(parameters.<String>getAs("model").toUpperCase(Locale.ROOT));
            TimeUnit unit =
                    TimeUnit.valueOf(parameters.<String>getAs("time_unit").toUpperCase(Locale.ROOT));
            double[] values = kind.parameters().stream()
                    .mapToDouble(parameters::<Double>getAs)
                    .toArray();
            return new Asked(parameters, kind.model(unit, values), new ConcurrentHashMap<>());
        }
    }

    @Override
    public Row call(Row purchaseModel, Row spendModel, Row buyer) {
        State state = new State(buyer.getAs("frequency"), buyer.getAs("recency_days"), buyer.getAs("observation_days"));
        Purchases purchases = purchaseModel == null ? null : purchases(purchaseModel, state);
        Double spend = spendModel == null ? null : (Double) expectedSpend(spendModel, state, buyer.getAs("mean_spend"));
        Object[] figures = new Object[FIGURES.size()];
        if (purchases != null) {
            figures[0] = purchases.alive();
            figures[1] = purchases.in30();
            figures[2] = purchases.in90();
            figures[3] = purchases.in365();
            figures[4] = purchases.horizon().low();
            figures[5] = purchases.horizon().high();
        }
        if (spend != null) {
            figures[6] = money(spend);
        }
        if (purchases != null && spend != null) {
            double margin = spend * policy.marginPercent() / 100;
            double value = purchases.discounted() * margin;
            double low = purchases.lifetime().low() * purchases.discount() * margin;
            double high = purchases.lifetime().high() * purchases.discount() * margin;
            figures[7] = money(value);
            figures[8] = money(Math.min(low, value));
            // Of a customer who is nearly lost, the mean may lie above the upper limit.
            figures[9] = money(Math.max(high, value));
        }
        return RowFactory.create(figures);
    }

    private Purchases purchases(Row parameters, State state) {
        Asked current = asked;
        if (current == null || !current.parameters().equals(parameters)) {
            current = Asked.of(parameters);
            asked = current;
        }
        Purchases known = current.answers().get(state);
        if (known != null) {
            return known;
        }
        Purchases computed = computed(current.model(), state);
        if (current.answers().size() < MOST_STATES) {
            current.answers().put(state, computed);
        }
        return computed;
    }

    private Purchases computed(PurchaseModel model, State state) {
        TimeUnit unit = model.unit();
        PurchaseStatistic customer =
                PurchaseStatistic.ofDays(unit, state.frequency(), state.recencyDays(), state.observationDays());
        double level = policy.confidencePercent() / 100;
        double lifetime = unit.fromDays(policy.lifetimeMonths() * DAYS_PER_MONTH);
        double expected = model.expectedPurchases(customer, lifetime);
        double discounted = LifetimeValue.discountedPurchases(
                model, customer, policy.lifetimeMonths(), DAYS_PER_MONTH, policy.discountPercentPerMonth() / 100);
        return new Purchases(
                model.probabilityAlive(customer),
                model.expectedPurchases(customer, unit.fromDays(30)),
                model.expectedPurchases(customer, unit.fromDays(90)),
                model.expectedPurchases(customer, unit.fromDays(365)),
                model.interval(customer, unit.fromDays(policy.horizonDays()), level),
                discounted,
                expected == 0 ? 1 : discounted / expected,
                model.interval(customer, lifetime, level));
    }

    /** Repeat purchases whose money went back tell of little to come; only who has none is expected to spend the mean of all. */
    private static double expectedSpend(Row parameters, State state, BigDecimal meanSpend) {
        GammaGamma model = new GammaGamma(parameters.getAs("p"), parameters.getAs("q"), parameters.getAs("gamma"));
        return state.frequency() == 0
                ? model.expectedSpend()
                : model.expectedSpend(state.frequency(), Math.max(meanSpend.doubleValue(), 0));
    }

    private static BigDecimal money(double amount) {
        return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP);
    }
}
