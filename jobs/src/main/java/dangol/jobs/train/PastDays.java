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

    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId PURCHASE_HISTORY = TableId.state("purchase_history");

    private final Policy policy;
    private final Function<TableId, Dataset<Row>> silver;
    private final int horizonDays;
    private final double share;

    /** @param silver tables of silver as they are now */
    PastDays(Policy policy, Function<TableId, Dataset<Row>> silver) {
        this(policy, silver, MOST_CUSTOMER_DAYS);
    }

    PastDays(Policy policy, Function<TableId, Dataset<Row>> silver, long mostCustomerDays) {
        this.policy = policy;
        this.silver = silver;
        this.horizonDays = policy.models().horizonDays();
        long customers = silver.apply(CUSTOMER).filter(col("is_current")).count();
        this.share = Math.min(1, (double) mostCustomerDays / MOST_DAYS / Math.max(1, customers));
    }

    /** The share of all customers that is taken. */
    double share() {
        return share;
    }

    /**
     * The examples of each past day, the latest first, as far as the history reaches: up to the first day after which
     * nobody churned or nobody stayed. The latest is there whatever it holds.
     */
    List<List<Example>> before(AsOf asOf) {
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
    List<PurchaseStatistic> buyers(AsOf asOf) {
        return derivation(asOf)
                .rows(PURCHASE_HISTORY)
                .filter(col("purchase_days").gt(0))
                .groupBy(
                        col("purchase_days").minus(1).as("frequency"),
                        datediff(col("last_purchase_on"), col("first_purchase_on"))
                                .as("recency"),
                        datediff(asOf.date(), col("first_purchase_on")).as("observation"))
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

    private List<Example> examples(AsOf asOf) {
        Derivation derivation = derivation(asOf);
        Map<TableId, Dataset<Row>> tables = new HashMap<>();
        for (TableId id : new ChurnModels().inputs()) {
            tables.put(id, id.layer() == Layer.SILVER ? sampled(id) : derivation.rows(id));
        }
        Inputs inputs = new Inputs(Contracts.of(ChurnModels.ID), policy, tables);
        return ChurnFeatures.labelled(ChurnFeatures.rows(inputs, asOf), inputs, asOf, horizonDays)
                .collectAsList()
                .stream()
                .map(r -> new Example(
                        r.getAs("customer_key"), asOf.day(), ChurnFeatures.traits(r), r.<Boolean>getAs("churned")))
                .sorted(Trial.ORDER)
                .toList();
    }

    private Derivation derivation(AsOf asOf) {
        return new Derivation(policy, asOf, id -> id.layer() == Layer.SILVER ? sampled(id) : null);
    }

    /** Of a large company a share of the customers, on every day the same. */
    private Dataset<Row> sampled(TableId id) {
        Dataset<Row> rows = silver.apply(id);
        return share >= 1
                ? rows
                : rows.filter(pmod(xxhash64(col("customer_key")), lit(PARTS)).lt(lit((long) (share * PARTS))));
    }
}
