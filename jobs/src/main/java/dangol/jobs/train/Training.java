package dangol.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.AsOf;
import dangol.Derivation;
import dangol.Inputs;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.gold.ChurnFeatures;
import dangol.model.classifier.Feature;
import dangol.model.purchase.BgNbd;
import dangol.model.purchase.Fit;
import dangol.model.purchase.FitLimits;
import dangol.model.purchase.PurchaseModel;
import dangol.model.purchase.PurchaseModelKind;
import dangol.model.purchase.PurchaseSample;
import dangol.model.purchase.PurchaseStatistic;
import dangol.model.quality.ClassifierQuality;
import dangol.state.ChurnModels;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Trains the churn classifier as of a day, from silver alone: features as of past days, outcomes on the horizon's days
 * after each. Nothing after the as-of day is seen. The same silver gives the same row.
 */
public final class Training {
    /** Customers of past days that are looked at; they are held in the driver's memory, some kilobytes each. */
    static final long MOST_CUSTOMER_DAYS = 100_000;

    /** Past days that are looked at, and how far back the first may lie. */
    private static final int MOST_DAYS = 6;

    private static final int FARTHEST_DAYS = 730;

    /** Parts of a million that customers are chosen in. */
    private static final long PARTS = 1_000_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId PURCHASE_HISTORY = TableId.state("purchase_history");

    private final SparkSession spark;
    private final Policy policy;
    private final Function<TableId, Dataset<Row>> silver;
    private final int horizonDays;
    private double share = 1;

    /** @param silver tables of silver as they are now */
    public Training(SparkSession spark, Policy policy, Function<TableId, Dataset<Row>> silver) {
        this.spark = spark;
        this.policy = policy;
        this.silver = silver;
        this.horizonDays = policy.models().horizonDays();
    }

    /**
     * A row of state.churn_model.
     *
     * @param version its number
     */
    public Dataset<Row> train(AsOf asOf, int version) {
        long customers = silver.apply(CUSTOMER).filter(col("is_current")).count();
        share = Math.min(1, (double) MOST_CUSTOMER_DAYS / MOST_DAYS / Math.max(1, customers));
        List<List<Example>> days = pastDays(asOf);
        Optional<String> trouble = trouble(asOf, days.get(0));
        Map<String, Object> row = new HashMap<>();
        row.put("version", version);
        row.put("trained_as_of", asOf.day());
        row.put("horizon_days", horizonDays);
        row.put("customer_share", share);
        row.put("customer_days", days.stream().mapToLong(List::size).sum());
        row.put(
                "churned",
                days.stream().flatMap(List::stream).filter(Example::churned).count());
        row.put("is_tested", false);
        row.put("reason", trouble.orElse(null));
        row.put("quality", new Row[0]);
        if (trouble.isEmpty()) {
            row.putAll(trained(Trial.of(spark, horizonDays, days)));
        }
        Object[] values =
                Contracts.of(ChurnModels.ID).columnNames().stream().map(row::get).toArray();
        return spark.createDataFrame(
                List.of(RowFactory.create(values)), Contracts.of(ChurnModels.ID).schema());
    }

    /**
     * The examples of each past day, the latest first, as far as the history reaches: up to the first day after which
     * nobody churned or nobody stayed. The latest is there whatever it holds.
     */
    private List<List<Example>> pastDays(AsOf asOf) {
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

    private Optional<String> trouble(AsOf asOf, List<Example> latest) {
        LocalDate day = asOf.day().minusDays(horizonDays);
        String when = "on " + day + ", models.horizon_days (" + horizonDays + " days) before " + asOf.day();
        int least = policy.models().minCustomers();
        long churned = latest.stream().filter(Example::churned).count();
        if (latest.isEmpty()) {
            return Optional.of("Nobody could churn " + when
                    + ": the history is shorter than the horizon, or nobody had bought or had a contract by then. Wait, or"
                    + " take a shorter horizon.");
        }
        if (latest.size() < least) {
            return Optional.of("Only " + latest.size() + " customers could churn " + when + "; a training takes " + least
                    + " (models.min_customers) or more.");
        }
        if (!Trial.hasBoth(latest)) {
            return Optional.of("Of the " + latest.size() + " customers who could churn " + when + ", " + churned
                    + " did; a training takes " + Trial.LEAST_OF_EACH + " or more who did and as many who did not.");
        }
        return Optional.empty();
    }

    private Map<String, Object> trained(Trial trial) {
        List<Tested> candidates = new ArrayList<>(trial.classifiers());
        LocalDate lastDay = trial.tested().get(0).day();
        candidates.add(purchaseModel(trial, lastDay));
        candidates.add(trial.naive());
        Map<String, Object> row = new HashMap<>();
        row.put("evaluation", trial.kind());
        row.put("holdout_first_day", lastDay.plusDays(1));
        row.put("holdout_last_day", lastDay.plusDays(horizonDays));
        row.put("quality", candidates.stream().map(c -> quality(c, trial.naive())).toArray(Row[]::new));
        Optional<Tested> best = trial.classifiers().stream()
                .filter(c -> c.classifier() != null)
                .min(Comparator.comparingDouble(Tested::choice));
        row.put("reason", best.isEmpty() ? trial.classifiers().get(0).reason() : reason(best.get(), trial.naive()));
        best.ifPresent(chosen -> {
            row.put("is_tested", row.get("reason") == null);
            row.put("model", chosen.model());
            row.put("first_feature_day", day(trial, Comparator.naturalOrder()));
            row.put("last_feature_day", day(trial, Comparator.reverseOrder()));
            row.put(
                    "features",
                    chosen.classifier().encoding().features().stream()
                            .map(Feature::name)
                            .toArray(String[]::new));
            row.put("settings", settings(chosen.model()));
            row.put("parameters", chosen.classifier().json());
        });
        return row;
    }

    private static LocalDate day(Trial trial, Comparator<LocalDate> order) {
        return trial.learnt().stream().map(Example::day).min(order).orElseThrow();
    }

    private static String settings(String model) {
        try {
            for (Method method : Method.values()) {
                if (method.lower().equals(model)) {
                    return JSON.writeValueAsString(method.settings());
                }
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException("No classifier is named " + model + ".");
    }

    /** Why a classifier is not shown; null when it is no worse than the baseline. */
    static String reason(Tested chosen, Tested naive) {
        ClassifierQuality own = chosen.quality();
        ClassifierQuality base = naive.quality();
        List<String> worse = new ArrayList<>();
        if (own.auc() < base.auc()) {
            worse.add(String.format(Locale.ROOT, "AUC %.3f against %.3f", own.auc(), base.auc()));
        }
        if (own.brier() > base.brier()) {
            worse.add(String.format(Locale.ROOT, "Brier score %.4f against %.4f", own.brier(), base.brier()));
        }
        return worse.isEmpty()
                ? null
                : "The best classifier, " + chosen.model() + ", was worse than 'same as last period' on customers it had not"
                        + " seen: " + String.join(", ", worse) + ". It is shown with models.show: converged only.";
    }

    private Tested purchaseModel(Trial trial, LocalDate day) {
        List<Example> earlier = trial.learnt();
        List<PurchaseStatistic> buyers = buyers(new AsOf(day));
        if (buyers.isEmpty()) {
            return Tested.without("bg_nbd", "Nobody bought.");
        }
        ModelPolicy models = policy.models();
        PurchaseSample sample = PurchaseSample.of(models.timeUnit(), buyers).coarsened(20_000);
        Fit<PurchaseModel> fit = PurchaseModelKind.BG_NBD.fit(
                sample, new FitLimits(models.minCustomers(), Math.max(2, models.minCustomers() / 10), 5_000));
        if (fit instanceof Fit.Fitted<PurchaseModel> fitted && fitted.model() instanceof BgNbd model) {
            PurchaseCandidate candidate =
                    new PurchaseCandidate(model, horizonDays, Naive.of(horizonDays, earlier));
            return Tested.of(
                    "bg_nbd",
                    trial.tested(),
                    trial.tested().stream()
                            .mapToDouble(e -> candidate.probability(e.traits()))
                            .toArray());
        }
        return Tested.without("bg_nbd", ((Fit.NotFitted<PurchaseModel>) fit).explanation());
    }

    private List<PurchaseStatistic> buyers(AsOf asOf) {
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
        return ChurnFeatures.labelled(ChurnFeatures.rows(inputs, asOf), inputs, asOf, horizonDays).collectAsList().stream()
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

    private static Row quality(Tested candidate, Tested naive) {
        ClassifierQuality own = candidate.quality();
        ClassifierQuality base = naive.quality();
        return RowFactory.create(
                candidate.model(),
                own == null ? null : own.customers(),
                own == null ? null : own.came(),
                own == null ? null : own.auc(),
                own == null ? null : own.averagePrecision(),
                own == null ? null : own.liftAtTenPercent(),
                own == null ? null : own.brier(),
                own == null ? null : own.calibrationError(),
                candidate.uncalibratedBrier(),
                base.auc(),
                base.averagePrecision(),
                base.liftAtTenPercent(),
                base.brier(),
                base.calibrationError(),
                own == null
                        ? null
                        : own.deciles().stream()
                                .map(d -> RowFactory.create(d.decile(), d.customers(), d.predicted(), d.actual()))
                                .toArray(Row[]::new),
                candidate.reason());
    }
}
