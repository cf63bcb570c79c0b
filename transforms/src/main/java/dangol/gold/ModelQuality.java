package dangol.gold;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode_outer;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Fitting;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.state.ChurnModels;
import dangol.state.ModelTrial;
import java.util.ArrayList;
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
        return List.of(ModelTrial.ID, PurchaseModels.ID, ChurnModels.ID);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return ofPurchases(inputs, asOf)
                .unionByName(ofChurn(inputs, asOf), true)
                .withColumn("as_of_date", asOf.date())
                .select(inputs.columns());
    }

    private static Dataset<Row> ofPurchases(Inputs inputs, AsOf asOf) {
        int holdout = inputs.policy().models().holdoutDays();
        Column ofSpend = col("model").equalTo(Fitting.GAMMA_GAMMA);
        Dataset<Row> shown = inputs.table(PurchaseModels.ID).select("model", "shown");
        return inputs.table(ModelTrial.ID)
                .filter(col("grouping").equalTo("all"))
                .join(shown, "model")
                .withColumn("fitted_until", date_sub(asOf.date(), holdout))
                .withColumn("version", version(asOf, holdout))
                .withColumn("holdout_days", lit(holdout))
                .withColumn("target", when(ofSpend, "spend").otherwise("purchases"))
                .withColumn("baseline_kind", when(ofSpend, "own_mean").otherwise("same_as_last_period"))
                .withColumn("customers", when(TESTED, col("customers")).otherwise(0L))
                .withColumn("reason", when(TESTED, lit(null)).otherwise(reason(holdout)))
                .drop("grouping", "group_number");
    }

    /**
     * The candidates of every training of the churn classifier up to the day; the naive one is the baseline of the others. A
     * training that tested nothing is one row with its reason.
     */
    private static Dataset<Row> ofChurn(Inputs inputs, AsOf asOf) {
        Column auc = col("tested.auc");
        Column better = coalesce(auc.geq(col("tested.baseline_auc")), lit(true))
                .and(col("tested.brier").leq(col("tested.baseline_brier")));
        Column wasTested = col("tested.brier").isNotNull();
        Column isTemporal = col("evaluation").equalTo("temporal");
        List<Column> columns = new ArrayList<>(List.of(
                coalesce(col("tested.model"), lit("churn_classifier")).as("model"),
                col("version").cast("string").as("version"),
                lit("churn").as("target"),
                lit("same_as_last_period").as("baseline_kind"),
                when(isTemporal, date_sub(col("holdout_first_day"), 1)).as("fitted_until"),
                col("horizon_days").as("holdout_days"),
                col("customer_days").as("fitted_customers"),
                coalesce(col("tested.customers"), lit(0L)).as("customers"),
                col("tested.came").as("customers_who_came"),
                wasTested.as("converged"),
                when(wasTested, better).as("better_than_baseline"),
                coalesce(
                                col("version")
                                        .equalTo(col("shown_version"))
                                        .and(col("tested.model").equalTo(col("chosen"))),
                                lit(false))
                        .as("shown"),
                when(not(wasTested), coalesce(col("tested.reason"), col("reason")))
                        .as("reason")));
        for (String prefix : List.of("", "baseline_")) {
            for (String figure : List.of("auc", "average_precision", "brier", "calibration_error")) {
                columns.add(col("tested." + prefix + figure).as(prefix + figure));
            }
            columns.add(col("tested." + prefix + "lift_at_10").as(prefix + "lift_at_10_percent"));
        }
        return trainings(inputs, asOf).select(columns.toArray(Column[]::new));
    }

    /** One row for each training and candidate. */
    static Dataset<Row> trainings(Inputs inputs, AsOf asOf) {
        Dataset<Row> models = inputs.table(ChurnModels.ID);
        Dataset<Row> shown = ChurnScores.shown(models, inputs.policy(), asOf)
                .select(col("version").as("shown_version"));
        return models.filter(asOf.includes(col("trained_as_of")))
                .join(broadcast(shown), col("version").equalTo(col("shown_version")), "left")
                .withColumn("chosen", col("model"))
                .withColumn("tested", explode_outer(col("quality")))
                .filter(col("tested").isNull().or(col("tested.model").notEqual("naive")));
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
