package dangol.gold;

import dangol.Fitting;
import dangol.ModelPolicy;
import dangol.contract.TableContract;
import dangol.model.purchase.Fit.Estimate;
import dangol.model.purchase.Fit.Fitted;
import dangol.model.purchase.Fit.NotFitted;
import dangol.model.purchase.PurchaseStatistic;
import dangol.model.purchase.SpendStatistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** From the distinct statistics of all buyers, in one partition, to a row for each model. The order of the rows is nothing to it. */
record ModelFits(ModelPolicy policy, List<String> columns) implements MapPartitionsFunction<Row, Row> {
    private static final Set<String> NOT_FITTED = Set.of("as_of_date", "not_shown_because");

    ModelFits {
        columns = List.copyOf(columns).stream()
                .filter(c -> !NOT_FITTED.contains(c))
                .toList();
    }

    /** What the rows look like: the contract's columns that a fit fills; shown says what is wanted and converged. */
    StructType schema(TableContract contract) {
        return new StructType(Arrays.stream(contract.schema().fields())
                .filter(f -> columns.contains(f.name()))
                .toArray(StructField[]::new));
    }

    @Override
    public Iterator<Row> call(Iterator<Row> statistics) {
        List<PurchaseStatistic> purchases = new ArrayList<>();
        List<SpendStatistic> spend = new ArrayList<>();
        statistics.forEachRemaining(row -> {
            if (!row.isNullAt(row.fieldIndex("observation_days"))) {
                purchases.add(Fitting.purchases(policy, row));
            } else if (!row.isNullAt(row.fieldIndex("mean_spend"))) {
                spend.add(Fitting.spend(row));
            }
        });
        List<Row> rows = new ArrayList<>();
        for (Fitting<?> fitting : Fitting.ofPurchases(policy, purchases)) {
            rows.add(row(fitting, fitting.model().equals(Fitting.nameOf(policy.purchaseModel()))));
        }
        rows.add(row(Fitting.ofSpend(policy, spend), true));
        return rows.iterator();
    }

    private Row row(Fitting<?> fitting, boolean wanted) {
        Map<String, Object> values = new HashMap<>();
        values.put("model", fitting.model());
        values.put("customers", fitting.customers());
        values.put("repeat_customers", fitting.repeatCustomers());
        values.put("fitted_rows", fitting.rows());
        values.put("time_unit", policy.timeUnit().name().toLowerCase(Locale.ROOT));
        values.put("converged", fitting.fit() instanceof Fitted);
        values.put("shown", wanted && fitting.fit() instanceof Fitted);
        if (fitting.fit() instanceof Fitted<?> fitted) {
            values.put("log_likelihood", fitted.logLikelihood());
            for (Estimate estimate : fitted.estimates()) {
                values.put(estimate.parameter(), estimate.value());
                values.put(estimate.parameter() + "_error", estimate.standardError());
            }
        } else if (fitting.fit() instanceof NotFitted<?> not) {
            values.put("reason", not.explanation());
        }
        return RowFactory.create(columns.stream().map(values::get).toArray());
    }
}
