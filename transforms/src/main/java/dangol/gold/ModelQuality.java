package dangol.gold;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Fitting;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.state.ModelTrial;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each model and version that was held against days it had not seen: errors, ranking and calibration beside
 * those of a naive prediction. Purchase days a customer, money in the company currency.
 */
public final class ModelQuality implements Table {
    private static final Column TESTED = col("better_than_baseline").isNotNull();

    @Override
    public TableId id() {
        return TableId.gold("model_quality");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(ModelTrial.ID, PurchaseModels.ID);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        int holdout = inputs.policy().models().holdoutDays();
        Column ofSpend = col("model").equalTo(Fitting.GAMMA_GAMMA);
        Dataset<Row> shown = inputs.table(PurchaseModels.ID).select("model", "shown");
        return inputs.table(ModelTrial.ID)
                .filter(col("grouping").equalTo("all"))
                .join(shown, "model")
                .withColumn("as_of_date", asOf.date())
                .withColumn("fitted_until", date_sub(asOf.date(), holdout))
                .withColumn("version", version(asOf, holdout))
                .withColumn("holdout_days", lit(holdout))
                .withColumn("target", when(ofSpend, "spend").otherwise("purchases"))
                .withColumn("baseline_kind", when(ofSpend, "own_mean").otherwise("same_as_last_period"))
                .withColumn("customers", when(TESTED, col("customers")).otherwise(0L))
                .withColumn("reason", when(TESTED, lit(null)).otherwise(reason(holdout)))
                .drop("grouping", "group_number");
    }

    /** Models that are fitted in every run are named by the last day that the fit has seen. */
    static Column version(AsOf asOf, int holdoutDays) {
        return date_sub(asOf.date(), holdoutDays).cast("string");
    }

    private static Column reason(int holdout) {
        return coalesce(
                concat(lit("On the day before the last " + holdout + " days: "), col("reason")),
                lit("No repeat buyer with positive spend bought within the last " + holdout + " days."));
    }
}
