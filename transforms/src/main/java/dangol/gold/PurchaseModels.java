package dangol.gold;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.state.ModelTrial;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * One row for each model of purchases and of spend, fitted on all buyers of the as-of day: parameters with standard
 * errors, or the reason why there are none. Times in the company's unit of models, money in the company currency.
 */
public final class PurchaseModels implements Table {
    static final TableId ID = TableId.gold("purchase_model");

    private static final TableId RFM_SUMMARY = TableId.gold("rfm_summary");

    @Override
    public TableId id() {
        return ID;
    }

    @Override
    public List<TableId> inputs() {
        return List.of(RFM_SUMMARY, ModelTrial.ID);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> buyers = inputs.table(RFM_SUMMARY);
        ModelFits fits =
                new ModelFits(inputs.policy().models(), inputs.contract().columnNames());
        Dataset<Row> fitted = statistics(buyers)
                .repartition(1)
                .mapPartitions(fits, Encoders.row(fits.schema(inputs.contract())))
                .withColumn("as_of_date", asOf.date());
        return shownWhenTested(
                fitted, inputs.table(ModelTrial.ID), inputs.policy().models());
    }

    /** Of the wanted models that converged, those that were no worse than a naive guess; of the others, why they are not shown. */
    private static Dataset<Row> shownWhenTested(Dataset<Row> fitted, Dataset<Row> trials, ModelPolicy policy) {
        Dataset<Row> tests = trials.filter(col("grouping").equalTo("all"))
                .select(
                        col("model"),
                        col("better_than_baseline"),
                        col("reason").as("no_test"),
                        col("root_mean_squared_error").as("error"),
                        col("baseline_root_mean_squared_error").as("baseline_error"));
        Column wanted = col("shown");
        Column tested = col("better_than_baseline");
        Column worse = format_string(
                "On the last " + policy.holdoutDays() + " days, which it had not seen, its root mean squared error was"
                        + " %.4f and that of a naive guess %.4f.",
                col("error"),
                col("baseline_error"));
        Column untested = concat(
                lit("It could not be tested on the last " + policy.holdoutDays() + " days: "),
                coalesce(col("no_test"), lit("nobody who was to be predicted bought in them.")));
        Column doubts = policy.show() == ModelPolicy.Show.CONVERGED
                ? lit(null).cast("string")
                : when(tested.isNull(), untested).when(not(tested), worse);
        return fitted.join(broadcast(tests), fitted.col("model").equalTo(tests.col("model")), "left")
                .drop(tests.col("model"))
                .withColumn("not_shown_because", when(wanted, doubts))
                .withColumn("shown", wanted.and(col("not_shown_because").isNull()))
                .drop("better_than_baseline", "no_test", "error", "baseline_error");
    }

    /** Distinct (x, tx, T) and distinct (x, m) with their customers, and a row without either, so that no lake is without rows. */
    private static Dataset<Row> statistics(Dataset<Row> buyers) {
        Column customers = count(lit(1)).as("customers");
        Dataset<Row> purchases =
                buyers.groupBy("frequency", "recency_days", "observation_days").agg(customers);
        Dataset<Row> spend = buyers.filter(col("frequency")
                        .gt(0)
                        .and(col("monetary_value").cast("double").gt(0)))
                .groupBy("frequency", "monetary_value")
                .agg(customers);
        return buyers.agg(customers)
                .unionByName(purchases, true)
                .unionByName(spend, true)
                .select(
                        col("frequency"),
                        col("recency_days"),
                        col("observation_days"),
                        col("monetary_value").cast("double").as("mean_spend"),
                        col("customers"));
    }
}
