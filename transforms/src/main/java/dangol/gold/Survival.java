package dangol.gold;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.model.survival.DurationCount;
import dangol.model.survival.KaplanMeier;
import dangol.model.survival.LogRank;
import dangol.model.survival.LogRankTest;
import dangol.model.survival.SurvivalCurve;
import dangol.model.survival.SurvivalPoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * One row for each grouping of contracts, group and month of a contract in which any was lost or last seen: the
 * Kaplan-Meier curve in months, and how the groups differ by the log-rank test.
 */
public final class Survival implements Table {
    private static final TableId SUBSCRIPTION = TableId.silver("subscription");
    private static final TableId CUSTOMER = TableId.silver("customer");

    private static final String ALL = "all";

    @Override
    public TableId id() {
        return TableId.gold("survival");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(SUBSCRIPTION, CUSTOMER);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        double confidence = inputs.policy().models().confidencePercent() / 100;
        FlatMapGroupsFunction<String, Row, Row> curves = (grouping, counts) -> curves(grouping, counts, confidence);
        return counts(inputs, asOf)
                .groupByKey((MapFunction<Row, String>) row -> row.getAs("grouping"), Encoders.STRING())
                .flatMapGroups(curves, Encoders.row(inputs.contract().schema()));
    }

    /** How many contracts of each group were lost in which month, and after which month the others were last seen. */
    private static Dataset<Row> counts(Inputs inputs, AsOf asOf) {
        Dataset<Row> contracts = ContractMonths.of(inputs.table(SUBSCRIPTION), asOf);
        return Segments.on("started_on", contracts, inputs.table(CUSTOMER))
                .select(
                        inline(array(
                                group(ALL, lit(ALL)),
                                group("segment", col("segment")),
                                group("plan", coalesce(col("plan"), lit("unknown"))))),
                        col("tenure_months"),
                        col("is_lost"))
                .groupBy("grouping", "group_name", "tenure_months")
                .agg(
                        count_if(col("is_lost")).as("events"),
                        count_if(not(col("is_lost"))).as("censored"));
    }

    private static Column group(String grouping, Column name) {
        return struct(lit(grouping).as("grouping"), name.as("group_name"));
    }

    private static Iterator<Row> curves(String grouping, Iterator<Row> counts, double confidence) {
        Map<String, List<DurationCount>> groups = new TreeMap<>();
        counts.forEachRemaining(row -> groups.computeIfAbsent(row.getAs("group_name"), g -> new ArrayList<>())
                .add(new DurationCount(
                        row.<Integer>getAs("tenure_months"), row.<Long>getAs("events"), row.<Long>getAs("censored"))));
        LogRankTest test = LogRank.compare(groups);
        List<Row> rows = new ArrayList<>();
        groups.forEach((group, durations) -> {
            SurvivalCurve curve = KaplanMeier.curve(durations, confidence);
            curve.points().forEach(point -> rows.add(row(grouping, group, point, curve, test)));
        });
        return rows.iterator();
    }

    private static Row row(String grouping, String group, SurvivalPoint point, SurvivalCurve curve, LogRankTest test) {
        LogRankTest.Compared compared = test instanceof LogRankTest.Compared c ? c : null;
        return RowFactory.create(
                grouping,
                group,
                (int) point.duration(),
                point.atRisk(),
                point.events(),
                point.censored(),
                point.survival(),
                point.standardError(),
                point.low(),
                point.high(),
                curve.atRisk(1),
                curve.withoutDuration(),
                months(curve.median()),
                compared == null ? null : compared.statistic(),
                compared == null ? null : compared.degreesOfFreedom(),
                compared == null ? null : compared.pValue());
    }

    private static Integer months(OptionalDouble duration) {
        return duration.isPresent() ? (int) duration.getAsDouble() : null;
    }
}
