package dangol;

import dangol.model.purchase.Fit;
import dangol.model.purchase.FitLimits;
import dangol.model.purchase.GammaGamma;
import dangol.model.purchase.PurchaseModel;
import dangol.model.purchase.PurchaseModelKind;
import dangol.model.purchase.PurchaseSample;
import dangol.model.purchase.PurchaseStatistic;
import dangol.model.purchase.SpendSample;
import dangol.model.purchase.SpendStatistic;
import dangol.model.purchase.TimeUnit;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;

/**
 * A model with what came of fitting it under a company's policy.
 *
 * @param model its name in tables
 * @param customers there were to fit on
 * @param repeatCustomers of these, those who bought again
 * @param rows distinct statistics the fit was made on
 */
public record Fitting<M extends Serializable>(
        String model, long customers, long repeatCustomers, long rows, Fit<M> fit) {
    /** The name of the model of spend. */
    public static final String GAMMA_GAMMA = "gamma_gamma";

    /**
     * Rows a model is fitted on at most. A fit asks for the likelihood of every row some hundred times: twenty thousand rows
     * are one or two seconds, ten for Pareto/NBD. Of 400,000 simulated customers they move the parameters of BG/NBD by less
     * than a third of a standard error; four thousand rows would move them by five.
     */
    private static final int MOST_ROWS = 20_000;

    /** A search takes some hundred steps; one that is not over after these leads nowhere. */
    private static final int MOST_ITERATIONS = 1_500;

    /** One of so many customers of a fit has to be a repeat buyer: the others say little of when customers return. */
    private static final int CUSTOMERS_FOR_A_REPEAT_BUYER = 10;

    /** The name of a model of purchases in tables. */
    public static String nameOf(PurchaseModelKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Customers alike: frequency, recency_days, observation_days and customers of a row; times in the policy's unit. */
    public static PurchaseStatistic purchases(ModelPolicy policy, Row row) {
        TimeUnit unit = policy.timeUnit();
        return new PurchaseStatistic(
                unit,
                row.getAs("frequency"),
                unit.fromDays(row.<Integer>getAs("recency_days")),
                unit.fromDays(row.<Integer>getAs("observation_days")),
                row.<Long>getAs("customers"));
    }

    /** Repeat buyers alike: frequency, mean_spend and customers of a row. */
    public static SpendStatistic spend(Row row) {
        return new SpendStatistic(row.getAs("frequency"), row.getAs("mean_spend"), row.<Long>getAs("customers"));
    }

    /** The models of purchases, all of them, on these buyers; times in the policy's unit. */
    public static List<Fitting<PurchaseModel>> ofPurchases(ModelPolicy policy, List<PurchaseStatistic> buyers) {
        PurchaseSample sample = PurchaseSample.of(policy.timeUnit(), buyers).coarsened(MOST_ROWS);
        return List.of(PurchaseModelKind.values()).stream()
                .map(kind -> new Fitting<>(
                        nameOf(kind),
                        sample.customers(),
                        sample.repeatBuyers(),
                        sample.rows().size(),
                        kind.fit(sample, limits(policy))))
                .toList();
    }

    /** The model of spend on these repeat buyers; spend in any money, which becomes that of gamma. */
    public static Fitting<GammaGamma> ofSpend(ModelPolicy policy, List<SpendStatistic> repeatBuyers) {
        List<SpendStatistic> spend = SpendSample.coarsened(repeatBuyers, MOST_ROWS);
        long customers = spend.stream().mapToLong(SpendStatistic::customers).sum();
        return new Fitting<>(GAMMA_GAMMA, customers, customers, spend.size(), GammaGamma.fit(spend, limits(policy)));
    }

    private static FitLimits limits(ModelPolicy policy) {
        int repeatBuyers = Math.max(2, policy.minCustomers() / CUSTOMERS_FOR_A_REPEAT_BUYER);
        return new FitLimits(policy.minCustomers(), repeatBuyers, MOST_ITERATIONS);
    }
}
