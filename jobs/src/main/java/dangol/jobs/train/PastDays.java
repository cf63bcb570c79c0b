package dangol.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import dangol.AsOf;
import dangol.Derivation;
import dangol.Inputs;
import dangol.Policy;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.gold.ChurnFeatures;
import dangol.model.purchase.PurchaseStatistic;
import dangol.state.ChurnModels;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What training looks at: customers as of past days, a horizon apart, and what became of them. Everything but silver is
 * computed as of each day, so that no state knows more than its day. Of a large company a share of the customers is taken.
 */
final class PastDays {
    /** Customers of past days that are looked at; they are held in the driver's memory, some kilobytes each. */
    static final long MOST_CUSTOMER_DAYS = 100_000;

    /** Past days that are looked at, and how far back the first may lie. */
    private static final int MOST_DAYS = 6;

    private static final int FARTHEST_DAYS = 730;

    /** Parts of a million that customers are chosen in. */
    private static final long PARTS = 1_000_000;

    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    private static final TableId SUBSCRIPTION = TableId.silver("subscription");
    private static final TableId PURCHASE_HISTORY = TableId.state("purchase_history");

    private final Policy policy;
    private final Function<TableId, Dataset<Row>> silver;
    private final AsOf asOf;
    private final int horizonDays;
    private final double share;

    /**
     * @param silver tables of silver as they are now
     * @param asOf the day of the training: all past days lie before it
     */
    PastDays(Policy policy, Function<TableId, Dataset<Row>> silver, AsOf asOf) {
        this(policy, silver, asOf, MOST_CUSTOMER_DAYS);
    }

    PastDays(Policy policy, Function<TableId, Dataset<Row>> silver, AsOf asOf, long mostCustomerDays) {
        this.policy = policy;
        this.silver = silver;
        this.asOf = asOf;
        this.horizonDays = policy.models().horizonDays();
        this.share = Math.min(1, (double) mostCustomerDays / MOST_DAYS / Math.max(1, everAbleToChurn()));
    }

    /**
     * Customers who could churn on one of the past days or another, so that on none there are more. The others, who may be most
     * of all that a company knows, are no examples, and no reason to look at fewer.
     */
    private long everAbleToChurn() {
        int back = Math.max(horizonDays, Math.min(FARTHEST_DAYS, MOST_DAYS * horizonDays));
        LocalDate first = asOf.day().minusDays(back);
        AsOf latest = new AsOf(asOf.day().minusDays(horizonDays));
        Dataset<Row> buyers = silver.apply(PURCHASE_DAY)
                .filter(col("is_purchase")
                        .and(latest.includes(col("purchased_on")))
                        .and(col("purchased_on").gt(lit(first.minusDays(policy.silentDays())))))
                .select("customer_key");
        Dataset<Row> subscribers = silver.apply(SUBSCRIPTION)
                .filter(col("customer_key")
                        .isNotNull()
                        .and(latest.includes(col("started_on")))
                        .and(col("ended_on").isNull().or(col("ended_on").gt(lit(first)))))
                .select("customer_key");
        return buyers.union(subscribers).distinct().count();
    }

    /** The share of all customers that is looked at. */
    double share() {
        return share;
    }

    /**
     * The examples of each past day, the latest first, as far as the history reaches: up to the first day after which
     * nobody churned or nobody stayed. The latest is there whatever it holds.
     */
    List<List<Example>> before() {
        List<List<Example>> days = new ArrayList<>();
        LocalDate day = asOf.day().minusDays(horizonDays);
        while (days.isEmpty()
                || days.size() < MOST_DAYS && !day.isBefore(asOf.day().minusDays(FARTHEST_DAYS))) {
            List<Example> examples = examples(new AsOf(day));
            boolean reached = examples.stream().map(Example::churned).distinct().count() == 2;
            if (!days.isEmpty() && !reached) {
                break;
            }
            days.add(examples);
            if (!reached) {
                break;
            }
            day = day.minusDays(horizonDays);
        }
        return days;
    }

    /** All buyers as of a day, for the model of purchases: x, tx and T with their customers, in a fixed order. */
    List<PurchaseStatistic> buyers(AsOf past) {
        return derivation(past)
                .rows(PURCHASE_HISTORY)
                .filter(col("purchase_days").gt(0))
                .groupBy(
                        col("purchase_days").minus(1).as("frequency"),
                        datediff(col("last_purchase_on"), col("first_purchase_on"))
                                .as("recency"),
                        datediff(past.date(), col("first_purchase_on")).as("observation"))
                .agg(count(lit(1)).as("customers"))
                .orderBy("frequency", "recency", "observation")
                .collectAsList()
                .stream()
                .map(r -> new PurchaseStatistic(
                        policy.models().timeUnit(),
                        r.<Long>getAs("frequency"),
                        policy.models().timeUnit().fromDays(r.<Integer>getAs("recency")),
                        policy.models().timeUnit().fromDays(r.<Integer>getAs("observation")),
                        r.<Long>getAs("customers")))
                .toList();
    }

    private List<Example> examples(AsOf past) {
        Derivation derivation = derivation(past);
        Map<TableId, Dataset<Row>> tables = new HashMap<>();
        for (TableId id : new ChurnModels().inputs()) {
            tables.put(id, id.layer() == Layer.SILVER ? sampled(id) : derivation.rows(id));
        }
        Inputs inputs = new Inputs(Contracts.of(ChurnModels.ID), policy, tables);
        return ChurnFeatures.labelled(ChurnFeatures.rows(inputs, past), inputs, past, horizonDays)
                .collectAsList()
                .stream()
                .map(r -> new Example(
                        r.getAs("customer_key"), past.day(), ChurnFeatures.traits(r), r.<Boolean>getAs("churned")))
                .sorted(Trial.ORDER)
                .toList();
    }

    private Derivation derivation(AsOf past) {
        return new Derivation(policy, past, id -> id.layer() == Layer.SILVER ? sampled(id) : null);
    }

    /** Of a large company a share of the customers, on every day the same. */
    private Dataset<Row> sampled(TableId id) {
        Dataset<Row> rows = silver.apply(id);
        return share >= 1
                ? rows
                : rows.filter(pmod(xxhash64(col("customer_key")), lit(PARTS)).lt(lit((long) (share * PARTS))));
    }
}
