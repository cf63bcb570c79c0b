package dangol.gold;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.encode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;

import dangol.AsOf;
import dangol.Inputs;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.contract.TableId;
import dangol.model.classifier.Classifier;
import dangol.model.classifier.Classifier.Reason;
import dangol.model.classifier.Traits;
import dangol.state.ChurnModels;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.StructType;

/** What the shown version of the churn classifier says of each customer who can churn on the day; no rows without one. */
final class ChurnScores {
    /** The figures, named and typed as in gold.churn. */
    private static final StructType FIGURES = StructType.fromDDL(
            "churn_probability DOUBLE, churn_reason_1 STRING, churn_reason_2 STRING, churn_reason_3 STRING");

    private ChurnScores() {}

    /** What {@link #rows} reads. */
    static Set<TableId> inputs() {
        Set<TableId> inputs = new LinkedHashSet<>(ChurnFeatures.inputs());
        inputs.add(ChurnModels.ID);
        return inputs;
    }

    /** One row for each customer who can churn: customer_key, the figures and churn_model_version. */
    static Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> shown = shown(inputs.table(ChurnModels.ID), inputs.policy(), asOf);
        // A value of one row that reaches the function as it is: a column would be copied for every customer.
        Column parameters = shown.select(encode(col("parameters"), "UTF-8")).scalar();
        Column score = udf(new Asked(inputs.policy().currency()), FIGURES).apply(parameters, struct(col("*")));
        return ChurnFeatures.rows(inputs, asOf)
                .select(col("customer_key"), score.as("score"))
                .crossJoin(broadcast(shown.select(col("version").as("churn_model_version"))))
                .select(col("customer_key"), col("score.*"), col("churn_model_version"));
    }

    /** The version of the last training up to the day, when it may be shown: one row or none. */
    static Dataset<Row> shown(Dataset<Row> models, Policy policy, AsOf asOf) {
        Column mayBeShown = policy.models().show() == ModelPolicy.Show.CONVERGED ? lit(true) : col("is_tested");
        return models.filter(asOf.includes(col("trained_as_of")))
                .orderBy(col("trained_as_of").desc(), col("version").desc())
                .limit(1)
                .filter(col("parameters").isNotNull().and(mayBeShown).and(ChurnModels.hasDefinitions(policy)));
    }

    /** Takes a classifier and a row of {@link ChurnFeatures}, and gives {@link #FIGURES}. */
    static final class Asked implements UDF2<byte[], Row, Row> {
        private static final long serialVersionUID = 1L;
        private static final int REASONS = 3;

        private final ChurnReasons words;
        private transient volatile Parsed parsed;

        Asked(String currency) {
            this.words = new ChurnReasons(currency);
        }

        private record Parsed(byte[] parameters, Classifier classifier) {}

        @Override
        public Row call(byte[] parameters, Row customer) {
            if (parameters == null) {
                return null;
            }
            Parsed current = parsed;
            // The same bytes for all rows of a task, so that asking whether they are the same array is enough.
            if (current == null || current.parameters() != parameters) {
                current = new Parsed(parameters, Classifier.of(parameters));
                parsed = current;
            }
            Classifier classifier = current.classifier();
            Traits traits = ChurnFeatures.traits(customer);
            List<Reason> reasons = classifier.strongest(traits).stream()
                    .filter(reason -> words.tells(reason.feature(), traits))
                    .limit(REASONS)
                    .toList();
            Object[] figures = new Object[1 + REASONS];
            figures[0] = classifier.probability(traits);
            for (int i = 0; i < reasons.size(); i++) {
                figures[1 + i] = words.of(reasons.get(i).feature(), traits);
            }
            return RowFactory.create(figures);
        }
    }
}
