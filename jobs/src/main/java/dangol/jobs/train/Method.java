package dangol.jobs.train;

import dangol.model.classifier.BoostedTrees;
import dangol.model.classifier.BoostedTrees.Tree;
import dangol.model.classifier.Encoding;
import dangol.model.classifier.LogisticModel;
import dangol.model.classifier.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The classifiers that are fitted, by Spark MLlib. The examples are one partition in a fixed order: sums of floating point
 * numbers then come out the same each time, and so does the model.
 */
enum Method {
    /** With an L2 penalty on the standardised columns. */
    LOGISTIC_REGRESSION {
        @Override
        Map<String, Object> settings() {
            return new TreeMap<>(Map.of("l2", L2, "most_iterations", 200, "tolerance", 1e-8));
        }

        @Override
        Scorer fit(Dataset<Row> examples) {
            return of(logistic(examples));
        }
    },
    /** Shallow regression trees on the log loss (Friedman 2001). */
    GRADIENT_BOOSTED_TREES {
        @Override
        Map<String, Object> settings() {
            return new TreeMap<>(Map.of("trees", TREES, "depth", DEPTH, "step", STEP, "least_in_leaf", LEAST_IN_LEAF));
        }

        @Override
        Scorer fit(Dataset<Row> examples) {
            return of(trees(examples));
        }
    };

    private static final double L2 = 1e-3;

    /** Few and bold steps: each further tree makes MLlib's jobs longer. */
    private static final int TREES = 20;

    private static final int DEPTH = 4;
    private static final double STEP = 0.3;
    private static final int LEAST_IN_LEAF = 20;
    private static final long SEED = 1;

    private static final StructType COLUMNS = new StructType()
            .add("label", DataTypes.DoubleType, false)
            .add("features", SQLDataTypes.VectorType(), false);

    /** How it is fitted, for the record. */
    abstract Map<String, Object> settings();

    abstract Scorer fit(Dataset<Row> examples);

    Scorer fit(SparkSession spark, Encoding encoding, List<Example> examples) {
        if (encoding.width() == 0) {
            // Nothing tells the customers apart, and MLlib refuses to grow trees on it.
            return new LogisticModel(0, List.of());
        }
        Dataset<Row> columns = columns(spark, encoding, examples).persist();
        try {
            return fit(columns);
        } finally {
            columns.unpersist();
        }
    }

    String lower() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One partition with label and features, as MLlib takes them. */
    static Dataset<Row> columns(SparkSession spark, Encoding encoding, List<Example> examples) {
        List<Row> rows = new ArrayList<>(examples.size());
        examples.forEach(
                e -> rows.add(RowFactory.create(e.churned() ? 1.0 : 0.0, Vectors.dense(encoding.vector(e.traits())))));
        return spark.createDataFrame(rows, COLUMNS).coalesce(1);
    }

    static LogisticRegressionModel logistic(Dataset<Row> examples) {
        return new LogisticRegression()
                .setRegParam(L2)
                .setElasticNetParam(0)
                .setStandardization(false)
                .setMaxIter(200)
                .setTol(1e-8)
                .fit(examples);
    }

    static GBTClassificationModel trees(Dataset<Row> examples) {
        return new GBTClassifier()
                .setMaxIter(TREES)
                .setMaxDepth(DEPTH)
                .setStepSize(STEP)
                .setMinInstancesPerNode(LEAST_IN_LEAF)
                .setSeed(SEED)
                .fit(examples);
    }

    static Scorer of(LogisticRegressionModel model) {
        return new LogisticModel(
                model.intercept(),
                Arrays.stream(model.coefficients().toArray()).boxed().toList());
    }

    /** MLlib sums to half the log odds. */
    static Scorer of(GBTClassificationModel model) {
        List<Tree> trees = new ArrayList<>();
        double[] weights = model.treeWeights();
        for (int i = 0; i < weights.length; i++) {
            DecisionTreeRegressionModel tree = (DecisionTreeRegressionModel) model.trees()[i];
            trees.add(tree(tree.rootNode(), 2 * weights[i]));
        }
        return new BoostedTrees(trees);
    }

    private static Tree tree(Node node, double weight) {
        double prediction = weight * node.prediction();
        if (node instanceof InternalNode inner && inner.split() instanceof ContinuousSplit split) {
            return new Tree(
                    prediction,
                    split.featureIndex(),
                    split.threshold(),
                    tree(inner.leftChild(), weight),
                    tree(inner.rightChild(), weight));
        }
        return Tree.leaf(prediction);
    }
}
