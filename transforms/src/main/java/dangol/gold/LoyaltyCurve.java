package dangol.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.model.loyalty.Knee;
import dangol.model.loyalty.LoyaltyCurve.Drawn;
import dangol.model.loyalty.LoyaltyCurve.NotDrawn;
import dangol.model.loyalty.LoyaltyPoint;
import dangol.model.loyalty.SatisfactionLoyalty;
import dangol.model.loyalty.ScoreCount;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * One row for each segment, kind of score, scale and score: how many bought again within the horizon of the company's models,
 * and the monotone curve through these rates with its knee. Rates are between 0 and 1, money in the company currency.
 */
public final class LoyaltyCurve implements Table {
    private static final TableId LOYALTY_MONTH = TableId.state("loyalty_month");
    private static final String MONEY = "DECIMAL(28,2)";

    /** What a curve adds to the counts of a score. */
    private static final StructType POINTS = StructType.fromDDL(
            "segment STRING, kind STRING, scale_min DOUBLE, scale_max DOUBLE, score DOUBLE, answers BIGINT,"
                    + " repurchased BIGINT, mean_spend DOUBLE, fitted DOUBLE, marginal_rate DOUBLE, knee DOUBLE,"
                    + " reason STRING");

    @Override
    public TableId id() {
        return TableId.gold("loyalty_curve");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(LOYALTY_MONTH);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        double significance = 1 - inputs.policy().models().confidencePercent() / 100;
        FlatMapFunction<Row, Row> points = curve -> points(curve, significance);
        return curves(inputs.table(LOYALTY_MONTH))
                .flatMap(points, Encoders.row(POINTS))
                .withColumn("horizon_days", lit(inputs.policy().models().horizonDays()))
                .withColumn(
                        "rate",
                        col("repurchased").cast("double").divide(col("answers").cast("double")))
                .withColumn("rate_wilson_low", Wilson.low(col("repurchased"), col("answers")))
                .withColumn("rate_wilson_high", Wilson.high(col("repurchased"), col("answers")))
                .withColumn("marginal_value", col("marginal_rate").multiply(col("mean_spend")));
    }

    /** One row for each curve, with its scores in order. */
    private static Dataset<Row> curves(Dataset<Row> months) {
        Column buyers = nullif(sum("repurchased"), lit(0L)).cast("double");
        return Segments.withTotal(months)
                .groupBy("segment", "kind", "scale_min", "scale_max", "score")
                .agg(
                        sum("answers").as("answers"),
                        sum("repurchased").as("repurchased"),
                        sum("spend").cast(MONEY).as("spend"))
                .groupBy("segment", "kind", "scale_min", "scale_max")
                .agg(
                        sum("spend").cast("double").divide(buyers).as("mean_spend"),
                        sort_array(collect_list(struct("score", "answers", "repurchased")))
                                .as("scores"));
    }

    private static Iterator<Row> points(Row curve, double significance) {
        List<Row> scores = curve.getList(curve.fieldIndex("scores"));
        List<ScoreCount> counts = scores.stream()
                .map(s -> new ScoreCount(s.getDouble(0), s.getLong(1), s.getLong(2)))
                .toList();
        dangol.model.loyalty.LoyaltyCurve fit = SatisfactionLoyalty.curve(counts, significance);
        return IntStream.range(0, counts.size())
                .mapToObj(i -> point(curve, counts.get(i), i, fit))
                .iterator();
    }

    private static Row point(Row curve, ScoreCount count, int i, dangol.model.loyalty.LoyaltyCurve fit) {
        Double fitted = null;
        Double gain = null;
        Double knee = null;
        String reason = null;
        if (fit instanceof Drawn drawn) {
            LoyaltyPoint point = drawn.points().get(i);
            fitted = point.fitted();
            gain = point.gainOfNextPoint();
            if (drawn.knee() instanceof Knee.Found found) {
                knee = found.score();
            } else if (drawn.knee() instanceof Knee.NotFound none) {
                reason = none.reason();
            }
        } else if (fit instanceof NotDrawn none) {
            reason = none.reason();
        }
        return RowFactory.create(
                curve.getAs("segment"),
                curve.getAs("kind"),
                curve.getAs("scale_min"),
                curve.getAs("scale_max"),
                count.score(),
                count.answered(),
                count.returned(),
                curve.getAs("mean_spend"),
                fitted,
                gain,
                knee,
                reason);
    }
}
