package dangol.state;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * One row for each model of purchases or spend and group of customers: what the model, fitted on what was known before the
 * last models.holdout_days days, expected of them, and what came. Counts are purchase days a customer, money is in the
 * company currency.
 */
public final class ModelTrial implements Table {
    public static final TableId ID = TableId.state("model_trial");

    private static final TableId PURCHASES = TableId.state("purchase_history");

    @Override
    public TableId id() {
        return ID;
    }

    @Override
    public List<TableId> inputs() {
        return List.of(PURCHASES);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        ModelTrials trials = new ModelTrials(inputs.policy().models(), inputs.contract());
        Column until = date_sub(asOf.date(), inputs.policy().models().holdoutDays());
        return statistics(inputs.table(PURCHASES), until)
                .repartition(1)
                .mapPartitions(trials, Encoders.row(inputs.contract().schema()));
    }

    /** Customers known before the holdout by what the models see of them and what came; nobody is a row, too. */
    private static Dataset<Row> statistics(Dataset<Row> customers, Column until) {
        Dataset<Row> buyers = customers
                .filter(col("fit_purchase_days").gt(0))
                .select(
                        col("fit_purchase_days").minus(1).as("frequency"),
                        datediff(col("fit_last_purchase_on"), col("first_purchase_on"))
                                .as("recency_days"),
                        datediff(until, col("first_purchase_on")).as("observation_days"),
                        col("before_holdout_purchase_days").as("before"),
                        col("holdout_purchase_days").as("came"),
                        col("fit_repeat_spend").cast("double").as("repeat_spend"),
                        col("holdout_spend").cast("double").as("holdout_spend"));
        Column count = count(lit(1)).as("customers");
        Dataset<Row> purchases = buyers.groupBy("frequency", "recency_days", "observation_days", "before", "came")
                .agg(count);
        Dataset<Row> spend = buyers.filter(
                        col("frequency").gt(0).and(col("repeat_spend").gt(0)))
                .select(
                        col("frequency"),
                        col("repeat_spend").divide(col("frequency")).as("mean_spend"),
                        when(col("came").gt(0), col("holdout_spend").divide(col("came")))
                                .as("holdout_mean_spend"))
                .groupBy("frequency", "mean_spend", "holdout_mean_spend")
                .agg(count);
        return buyers.agg(count).unionByName(purchases, true).unionByName(spend, true);
    }
}
