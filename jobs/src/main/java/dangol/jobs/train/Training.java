package dangol.jobs.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.AsOf;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.contract.Contracts;
import dangol.contract.TableId;
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
import java.util.LinkedHashMap;
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
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SparkSession spark;
    private final Policy policy;
    private final Function<TableId, Dataset<Row>> silver;
    private final int horizonDays;

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
        PastDays pastDays = new PastDays(policy, silver, asOf);
        List<List<Example>> days = pastDays.before();
        Optional<String> trouble = trouble(policy.models(), asOf, days.get(0), pastDays.share());
        Map<String, Object> row = new HashMap<>();
        row.put("version", version);
        row.put("trained_as_of", asOf.day());
        row.put("horizon_days", horizonDays);
        row.put("customer_share", pastDays.share());
        row.put("customer_days", days.stream().mapToLong(List::size).sum());
        row.put(
                "churned",
                days.stream().flatMap(List::stream).filter(Example::churned).count());
        row.put("is_tested", false);
        row.put("reason", trouble.orElse(null));
        row.put("quality", new Row[0]);
        if (trouble.isEmpty()) {
            row.putAll(trained(Trial.of(spark, horizonDays, days), pastDays));
        }
        Object[] values = Contracts.of(ChurnModels.ID).columnNames().stream()
                .map(row::get)
                .toArray();
        return spark.createDataFrame(
                List.of(RowFactory.create(values)), Contracts.of(ChurnModels.ID).schema());
    }

    /**
     * Why there is nothing to train on.
     *
     * @param latest of the customers who could churn on the latest past day those who were looked at
     * @param share of all customers that was looked at
     */
    static Optional<String> trouble(ModelPolicy models, AsOf asOf, List<Example> latest, double share) {
        LocalDate day = asOf.day().minusDays(models.horizonDays());
        String when = "on " + day + ", models.horizon_days (" + models.horizonDays() + " days) before " + asOf.day();
        long customers = Math.round(latest.size() / share);
        long churned = latest.stream().filter(Example::churned).count();
        if (latest.isEmpty()) {
            return Optional.of("Nobody could churn " + when
                    + ": the history is shorter than the horizon, or nobody had bought or had a contract by then. Wait, or"
                    + " take a shorter horizon.");
        }
        if (customers < models.minCustomers()) {
            return Optional.of("Only " + (share < 1 ? "about " : "") + customers + " customers could churn " + when
                    + "; a training takes " + models.minCustomers() + " (models.min_customers) or more.");
        }
        if (!Trial.hasBoth(latest)) {
            return Optional.of("Of the " + latest.size() + " customers who could churn " + when
                    + (share < 1 ? " and were looked at, " : ", ") + churned + " did; a training takes "
                    + Trial.LEAST_OF_EACH + " or more who did and as many who did not.");
        }
        return Optional.empty();
    }

    private Map<String, Object> trained(Trial trial, PastDays pastDays) {
        List<Tested> candidates = new ArrayList<>(trial.classifiers());
        LocalDate lastDay = trial.tested().get(0).day();
        candidates.add(purchaseModel(trial, pastDays, lastDay));
        candidates.add(trial.naive());
        Map<String, Object> row = new HashMap<>();
        row.put("evaluation", trial.kind());
        row.put("holdout_first_day", lastDay.plusDays(1));
        row.put("holdout_last_day", lastDay.plusDays(horizonDays));
        row.put(
                "quality",
                candidates.stream().map(c -> quality(c, trial.naive())).toArray(Row[]::new));
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
            row.put("settings", settings(chosen.model(), policy));
            row.put("parameters", chosen.classifier().json());
        });
        return row;
    }

    private static LocalDate day(Trial trial, Comparator<LocalDate> order) {
        return trial.learnt().stream().map(Example::day).min(order).orElseThrow();
    }

    private static String settings(String model, Policy policy) {
        try {
            for (Method method : Method.values()) {
                if (method.lower().equals(model)) {
                    Map<String, Object> settings = new LinkedHashMap<>(method.settings());
                    settings.putAll(ChurnModels.definitions(policy));
                    return JSON.writeValueAsString(settings);
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
                : "The best classifier, " + chosen.model()
                        + ", was worse than 'same as last period' on what it had not seen: "
                        + String.join(", ", worse) + ". It is shown with models.show: converged only.";
    }

    private Tested purchaseModel(Trial trial, PastDays pastDays, LocalDate day) {
        List<Example> earlier = trial.learnt();
        List<PurchaseStatistic> buyers = pastDays.buyers(new AsOf(day));
        if (buyers.isEmpty()) {
            return Tested.without("bg_nbd", "Nobody bought.");
        }
        ModelPolicy models = policy.models();
        PurchaseSample sample = PurchaseSample.of(models.timeUnit(), buyers).coarsened(20_000);
        // Of a large company only a share of the buyers is there.
        int least = (int) Math.ceil(models.minCustomers() * pastDays.share());
        Fit<PurchaseModel> fit =
                PurchaseModelKind.BG_NBD.fit(sample, new FitLimits(least, Math.max(2, least / 10), 5_000));
        if (fit instanceof Fit.Fitted<PurchaseModel> fitted && fitted.model() instanceof BgNbd model) {
            PurchaseCandidate candidate = new PurchaseCandidate(model, horizonDays, Naive.of(horizonDays, earlier));
            return Tested.of(
                    "bg_nbd",
                    trial.tested(),
                    trial.tested().stream()
                            .mapToDouble(e -> candidate.probability(e.traits()))
                            .toArray());
        }
        return Tested.without("bg_nbd", ((Fit.NotFitted<PurchaseModel>) fit).explanation());
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
