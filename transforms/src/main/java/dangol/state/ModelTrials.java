package dangol.state;

import dangol.Fitting;
import dangol.ModelPolicy;
import dangol.contract.TableContract;
import dangol.model.purchase.Fit;
import dangol.model.purchase.Fit.Estimate;
import dangol.model.purchase.Fit.Fitted;
import dangol.model.purchase.Fit.NotFitted;
import dangol.model.purchase.GammaGamma;
import dangol.model.purchase.PurchaseModel;
import dangol.model.purchase.PurchaseStatistic;
import dangol.model.purchase.SpendStatistic;
import dangol.model.quality.ClassifierQuality;
import dangol.model.quality.Decile;
import dangol.model.quality.Prediction;
import dangol.model.quality.PredictionQuality;
import dangol.model.quality.ScoredCount;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * From the statistics of all customers known before the holdout, in one partition, to what each model expected and what
 * came. The naive baseline of purchases is as many as in the days before, of spend the customer's own mean so far.
 */
record ModelTrials(ModelPolicy policy, List<String> columns) implements MapPartitionsFunction<Row, Row> {
    /** Frequencies from here on are one group, as in Fader, Hardie and Lee (2005), figure 4. */
    private static final int MOST_FREQUENT = 7;

    ModelTrials(ModelPolicy policy, TableContract contract) {
        this(policy, contract.columnNames());
    }

    /** Customers alike in what was known of them and in what came. */
    private record Buyers(PurchaseStatistic known, long before, long came) {
        static final Comparator<Buyers> ORDER = Comparator.comparingLong((Buyers b) -> b.known.frequency())
                .thenComparingDouble(b -> b.known.recency())
                .thenComparingDouble(b -> b.known.observation())
                .thenComparingLong(Buyers::before)
                .thenComparingLong(Buyers::came);
    }

    /** Repeat buyers alike; what came is null for those who did not buy. */
    private record Spenders(SpendStatistic known, Double came) {
        static final Comparator<Spenders> ORDER = Comparator.comparingLong((Spenders s) -> s.known.frequency())
                .thenComparingDouble(s -> s.known.meanSpend())
                .thenComparing(Spenders::came, Comparator.nullsFirst(Comparator.naturalOrder()));
    }

    @Override
    public Iterator<Row> call(Iterator<Row> statistics) {
        List<Buyers> buyers = new ArrayList<>();
        List<Spenders> spenders = new ArrayList<>();
        statistics.forEachRemaining(row -> {
            if (!row.isNullAt(row.fieldIndex("observation_days"))) {
                buyers.add(
                        new Buyers(Fitting.purchases(policy, row), row.<Long>getAs("before"), row.<Long>getAs("came")));
            } else if (!row.isNullAt(row.fieldIndex("mean_spend"))) {
                spenders.add(new Spenders(Fitting.spend(row), row.getAs("holdout_mean_spend")));
            }
        });
        // Sums in one order, so that the order of the rows changes no digit.
        buyers.sort(Buyers.ORDER);
        spenders.sort(Spenders.ORDER);
        List<Row> rows = new ArrayList<>();
        for (Fitting<PurchaseModel> fitting :
                Fitting.ofPurchases(policy, buyers.stream().map(Buyers::known).toList())) {
            rows.addAll(ofPurchases(fitting, buyers));
        }
        rows.addAll(ofSpend(
                Fitting.ofSpend(policy, spenders.stream().map(Spenders::known).toList()), spenders));
        return rows.iterator();
    }

    private List<Row> ofPurchases(Fitting<PurchaseModel> fitting, List<Buyers> buyers) {
        if (!(fitting.fit() instanceof Fitted<PurchaseModel> fitted)) {
            return List.of(row(all(fitting, fitting.customers())));
        }
        double time = policy.timeUnit().fromDays(policy.holdoutDays());
        Map<PurchaseStatistic, double[]> asked = new HashMap<>();
        List<Prediction> expected = new ArrayList<>();
        List<Prediction> before = new ArrayList<>();
        List<ScoredCount> chances = new ArrayList<>();
        List<ScoredCount> chancesBefore = new ArrayList<>();
        TreeMap<Integer, Group> groups = new TreeMap<>();
        for (Buyers b : buyers) {
            long customers = b.known().customers();
            double[] says = asked.computeIfAbsent(
                    new PurchaseStatistic(
                            b.known().unit(),
                            b.known().frequency(),
                            b.known().recency(),
                            b.known().observation(),
                            1),
                    one -> new double[] {
                        fitted.model().expectedPurchases(one, time),
                        fitted.model().probabilityOfPurchase(one, time)
                    });
            expected.add(new Prediction(says[0], b.came(), customers));
            before.add(new Prediction(b.before(), b.came(), customers));
            long came = b.came() > 0 ? customers : 0;
            chances.add(new ScoredCount(Math.min(1, says[1]), customers, came));
            chancesBefore.add(new ScoredCount(b.before() > 0 ? 1 : 0, customers, came));
            groups.computeIfAbsent((int) Math.min(MOST_FREQUENT, b.known().frequency()), f -> new Group())
                    .add(customers, says[0], b.came(), b.before());
        }
        PredictionQuality counts = PredictionQuality.of(expected).orElseThrow();
        PredictionQuality naive = PredictionQuality.of(before).orElseThrow();
        ClassifierQuality returns = ClassifierQuality.of(chances).orElseThrow();
        ClassifierQuality naiveReturns = ClassifierQuality.of(chancesBefore).orElseThrow();
        Map<String, Object> all = all(fitting, counts.customers());
        all.put("customers_who_came", returns.came());
        put(all, "", counts);
        put(all, "baseline_", naive);
        put(all, "", returns);
        put(all, "baseline_", naiveReturns);
        all.put("better_than_baseline", counts.rootMeanSquaredError() <= naive.rootMeanSquaredError());
        List<Row> rows = new ArrayList<>(List.of(row(all)));
        groups.forEach((frequency, group) -> rows.add(row(group.values(fitting.model(), frequency))));
        rows.addAll(deciles(fitting.model(), "decile", counts.deciles()));
        rows.addAll(deciles(fitting.model(), "probability_decile", returns.deciles()));
        return rows;
    }

    private List<Row> ofSpend(Fitting<GammaGamma> fitting, List<Spenders> spenders) {
        List<Prediction> expected = new ArrayList<>();
        List<Prediction> own = new ArrayList<>();
        if (fitting.fit() instanceof Fitted<GammaGamma> fitted) {
            for (Spenders s : spenders) {
                if (s.came() != null) {
                    long customers = s.known().customers();
                    expected.add(new Prediction(fitted.model().expectedSpend(s.known()), s.came(), customers));
                    own.add(new Prediction(s.known().meanSpend(), s.came(), customers));
                }
            }
        }
        if (expected.isEmpty()) {
            return List.of(row(all(fitting, fitting.customers())));
        }
        PredictionQuality spend = PredictionQuality.of(expected).orElseThrow();
        PredictionQuality naive = PredictionQuality.of(own).orElseThrow();
        Map<String, Object> all = all(fitting, spend.customers());
        put(all, "", spend);
        put(all, "baseline_", naive);
        all.put("better_than_baseline", spend.rootMeanSquaredError() <= naive.rootMeanSquaredError());
        List<Row> rows = new ArrayList<>(List.of(row(all)));
        rows.addAll(deciles(fitting.model(), "decile", spend.deciles()));
        return rows;
    }

    /** Sums over a group of customers. */
    private static final class Group {
        private long customers;
        private double expected;
        private double came;
        private double before;

        void add(long more, double expectedOfEach, double cameOfEach, double beforeOfEach) {
            customers += more;
            expected += more * expectedOfEach;
            came += more * cameOfEach;
            before += more * beforeOfEach;
        }

        Map<String, Object> values(String model, int frequency) {
            Map<String, Object> values = group(model, "frequency", frequency, customers);
            values.put("predicted", expected / customers);
            values.put("actual", came / customers);
            values.put("baseline", before / customers);
            return values;
        }
    }

    private List<Row> deciles(String model, String grouping, List<Decile> deciles) {
        return deciles.stream()
                .map(decile -> {
                    Map<String, Object> values = group(model, grouping, decile.decile(), decile.customers());
                    values.put("predicted", decile.predicted());
                    values.put("actual", decile.actual());
                    return row(values);
                })
                .toList();
    }

    private static Map<String, Object> group(String model, String grouping, int number, long customers) {
        Map<String, Object> values = new HashMap<>();
        values.put("model", model);
        values.put("grouping", grouping);
        values.put("group_number", number);
        values.put("customers", customers);
        return values;
    }

    private static <M extends Serializable> Map<String, Object> all(Fitting<M> fitting, long customers) {
        Map<String, Object> values = group(fitting.model(), "all", 0, customers);
        Fit<M> fit = fitting.fit();
        values.put("fitted_customers", fitting.customers());
        values.put("converged", fit instanceof Fitted);
        if (fit instanceof Fitted<M> fitted) {
            values.put("log_likelihood", fitted.logLikelihood());
            for (Estimate estimate : fitted.estimates()) {
                values.put(estimate.parameter(), estimate.value());
            }
        } else if (fit instanceof NotFitted<M> not) {
            values.put("reason", not.explanation());
        }
        return values;
    }

    private static void put(Map<String, Object> values, String prefix, PredictionQuality quality) {
        String mean = prefix.isEmpty() ? "predicted" : "baseline";
        values.put(mean, quality.predicted() / quality.customers());
        values.put("actual", quality.actual() / quality.customers());
        values.put(prefix + "mean_absolute_error", quality.meanAbsoluteError());
        values.put(prefix + "root_mean_squared_error", quality.rootMeanSquaredError());
    }

    private static void put(Map<String, Object> values, String prefix, ClassifierQuality quality) {
        values.put(prefix + "auc", quality.auc());
        values.put(prefix + "average_precision", quality.averagePrecision());
        values.put(prefix + "lift_at_10_percent", quality.liftAtTenPercent());
        values.put(prefix + "brier", quality.brier());
        values.put(prefix + "calibration_error", quality.calibrationError());
    }

    private Row row(Map<String, Object> values) {
        return RowFactory.create(columns.stream().map(values::get).toArray());
    }
}
