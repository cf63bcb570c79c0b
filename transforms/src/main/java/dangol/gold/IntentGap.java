package dangol.gold;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trunc;
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
import org.apache.spark.sql.Row;

/**
 * One row for each month of answer, segment, touchpoint and horizon: how many meant to come back, how many did, and how many
 * kept their word, with a 95 % Wilson interval. Rates are between 0 and 1 and count only answers whose horizon is over.
 */
public final class IntentGap implements Table {
    private static final TableId STATED_VS_ACTUAL = TableId.gold("stated_vs_actual");

    @Override
    public TableId id() {
        return TableId.gold("intent_gap");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(STATED_VS_ACTUAL);
    }

    @Override
    public Scope scope(Policy policy) {
        return new Scope.Period(
                Scope.Unit.MONTH,
                List.of(new Scope.Cut(STATED_VS_ACTUAL, "responded_on", StatedVsActual.longest(policy))),
                List.of(),
                Scope.Aging.DAILY);
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Column closed = col("is_closed");
        Column intended = col("intended");
        Column came = col("came_back");
        return Segments.withTotal(inputs.table(STATED_VS_ACTUAL)
                        .withColumn("month", trunc(col("responded_on"), "month"))
                        .withColumn("touchpoint", coalesce(col("touchpoint"), lit("unknown"))))
                .groupBy("month", "segment", "touchpoint", "horizon_days")
                .agg(
                        count_if(closed).as("answers"),
                        count_if(closed.and(intended)).as("intended"),
                        count_if(closed.and(intended).and(came)).as("intended_came"),
                        count_if(closed.and(intended).and(not(came))).as("intended_not"),
                        count_if(closed.and(not(intended)).and(came)).as("not_intended_came"),
                        count_if(closed.and(not(intended)).and(not(came))).as("not_intended_not"),
                        count_if(not(closed)).as("open_answers"))
                .withColumn("stated_rate", rate(col("intended"), col("answers")))
                .withColumn("actual_rate", rate(col("intended_came").plus(col("not_intended_came")), col("answers")))
                .withColumn("kept_rate", rate(col("intended_came"), col("intended")))
                .withColumn("kept_wilson_low", Wilson.low(col("intended_came"), col("intended")))
                .withColumn("kept_wilson_high", Wilson.high(col("intended_came"), col("intended")));
    }

    private static Column rate(Column part, Column whole) {
        return when(whole.gt(0), part.cast("double").divide(whole.cast("double")));
    }
}
