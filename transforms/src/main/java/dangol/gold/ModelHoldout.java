package dangol.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.state.ChurnModels;
import dangol.state.ModelTrial;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each tested model, version, grouping and group of customers: the mean that was expected and the mean that
 * came. Purchase days, probabilities or the company currency.
 */
public final class ModelHoldout implements Table {
    @Override
    public TableId id() {
        return TableId.gold("model_holdout");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(ModelTrial.ID, ChurnModels.ID);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return inputs.table(ModelTrial.ID)
                .filter(col("grouping").notEqual("all"))
                .select(
                        asOf.date().as("as_of_date"),
                        col("model"),
                        ModelQuality.version(asOf, inputs.policy().models().holdoutDays())
                                .as("version"),
                        col("grouping"),
                        col("group_number"),
                        col("customers"),
                        col("predicted"),
                        col("actual"),
                        col("baseline"))
                .unionByName(ofChurn(inputs, asOf), true);
    }

    private static Dataset<Row> ofChurn(Inputs inputs, AsOf asOf) {
        return ModelQuality.trainings(inputs, asOf)
                .withColumn("group", explode(col("tested.deciles")))
                .select(
                        asOf.date().as("as_of_date"),
                        col("tested.model").as("model"),
                        col("version").cast("string").as("version"),
                        lit("probability_decile").as("grouping"),
                        col("group.decile").as("group_number"),
                        col("group.customers").as("customers"),
                        col("group.predicted").as("predicted"),
                        col("group.actual").as("actual"));
    }
}
