package dangol.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.RealData;
import dangol.gold.ChurnFeatures;
import dangol.jobs.TestRuns;
import dangol.model.classifier.Calibration;
import dangol.model.classifier.Encoding;
import dangol.model.classifier.Scorer;
import dangol.model.classifier.Traits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The classifiers that score say what the models of MLlib say that they were taken from, on real customers. */
@Tag("slow")
class MethodTest {

    @Test
    void scorersGiveTheProbabilitiesOfMllib() throws IOException {
        List<Example> customers = telco();
        List<Traits> traits = customers.stream().map(Example::traits).toList();
        Encoding encoding = Encoding.of(
                ChurnFeatures.kinds(traits),
                traits,
                customers.stream().map(Example::customer).toList());
        Dataset<Row> columns =
                Method.columns(TestRuns.spark(), encoding, customers).cache();

        LogisticRegressionModel logistic = Method.logistic(columns);
        same(logistic, Method.of(logistic), encoding, customers);
        GBTClassificationModel trees = Method.trees(columns);
        same(trees, Method.of(trees), encoding, customers);
        assertThat(trees.getNumTrees()).isEqualTo(20);
        columns.unpersist();
    }

    private static void same(
            ProbabilisticClassificationModel<Vector, ?> model,
            Scorer scorer,
            Encoding encoding,
            List<Example> customers) {
        double least = 1;
        double most = 0;
        for (Example customer : customers) {
            double[] vector = encoding.vector(customer.traits());
            double expected = model.predictProbability(Vectors.dense(vector)).apply(1);
            assertThat(Calibration.NONE.probability(scorer.logOdds(vector)))
                    .as(customer.customer())
                    .isCloseTo(expected, within(1e-12));
            least = Math.min(least, expected);
            most = Math.max(most, expected);
        }
        assertThat(most - least).isGreaterThan(0.5);
    }

    /** Every second customer of the data set. */
    private static List<Example> telco() throws IOException {
        Path file = RealData.require("telco_churn").resolve("Telco-Customer-Churn.csv");
        List<String> lines = Files.readAllLines(file);
        String[] names = lines.get(0).split(",", -1);
        return lines.stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .filter(row -> row[0].hashCode() % 2 == 0)
                .map(row -> {
                    Map<String, String> texts = new HashMap<>();
                    for (int i = 1; i < names.length - 1; i++) {
                        texts.put(ChurnFeatures.ATTRIBUTE + names[i], row[i]);
                    }
                    return new Example(
                            row[0],
                            LocalDate.of(2017, 12, 31),
                            new Traits(Map.of(), texts),
                            row[names.length - 1].equals("Yes"));
                })
                .sorted(Trial.ORDER)
                .toList();
    }
}
