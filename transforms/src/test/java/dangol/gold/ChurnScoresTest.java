package dangol.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.AsOf;
import dangol.Inputs;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.StageSchema;
import dangol.TestSpark;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.state.ChurnModels;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What scoring costs a company that trains no classifier: nothing. */
class ChurnScoresTest {
    private static final Policy POLICY =
            new Policy(ZoneId.of("UTC"), "EUR", 180, 3, 3, List.of(30), ModelPolicy.USUAL, "secret");

    @Test
    void withoutAModelNoTableIsRead() {
        assertThat(plan(List.of())).startsWith("LocalRelation <empty>");
        Map<String, Object> shown = Map.of(
                "version",
                1,
                "trained_as_of",
                LocalDate.of(2024, 12, 31),
                "horizon_days",
                POLICY.models().horizonDays(),
                "is_tested",
                true,
                "parameters",
                "{}");
        Object[] model = Contracts.of(ChurnModels.ID).columnNames().stream()
                .map(shown::get)
                .toArray();
        assertThat(plan(List.of(RowFactory.create(model)))).contains("Range").contains("Join");
    }

    /** The optimised plan; every table but that of models has rows that the planner does not know. */
    private static String plan(List<Row> models) {
        Map<TableId, Dataset<Row>> tables = new HashMap<>();
        for (TableId id : ChurnScores.inputs()) {
            StructType schema = (StructType) StageSchema.of(id).asNullable();
            tables.put(
                    id,
                    id.equals(ChurnModels.ID) ? TestSpark.session().createDataFrame(models, schema) : unknown(schema));
        }
        Inputs inputs = new Inputs(Contracts.of(ChurnModels.ID), POLICY, tables);
        return ChurnScores.rows(inputs, new AsOf(LocalDate.of(2025, 1, 1)))
                .queryExecution()
                .optimizedPlan()
                .toString();
    }

    private static Dataset<Row> unknown(StructType schema) {
        return TestSpark.session()
                .range(10)
                .select(from_json(col("id").cast("string"), schema).as("row"))
                .select("row.*");
    }
}
