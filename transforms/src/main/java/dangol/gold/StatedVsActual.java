package dangol.gold;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Clock;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * One row for each answer with a stated intention and each horizon of the company's definitions: what the customer said and
 * whether the customer came back. Only purchases after the day of the answer count; horizons are in days; an answer whose
 * horizon is not over by the as-of day counts neither way.
 */
public final class StatedVsActual implements Table {
    private static final TableId SURVEY_RESPONSE = TableId.silver("survey_response");
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    private static final TableId CUSTOMER = TableId.silver("customer");

    @Override
    public TableId id() {
        return TableId.gold("stated_vs_actual");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(SURVEY_RESPONSE, PURCHASE_DAY, CUSTOMER);
    }

    @Override
    public Scope scope(Policy policy) {
        return new Scope.Period(
                        Scope.Unit.MONTH,
                        List.of(
                                new Scope.Cut(SURVEY_RESPONSE, "responded_on", 0),
                                new Scope.Cut(PURCHASE_DAY, "purchased_on", longest(policy))),
                        List.of(Segments.watch(CUSTOMER)),
                        Scope.Aging.NOT)
                .eachCustomer();
    }

    /** An answer counts from its day on, and again when a horizon is over; a purchase from its day on. */
    @Override
    public List<Clock> clocks(Policy policy) {
        List<Integer> horizons = new ArrayList<>(List.of(0));
        horizons.addAll(policy.intentionHorizonsDays());
        return List.of(new Clock(SURVEY_RESPONSE, "responded_on", horizons), Clock.of(PURCHASE_DAY, "purchased_on", 0));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> answers = withFirstReturn(
                answers(inputs.table(SURVEY_RESPONSE), asOf), purchases(inputs.table(PURCHASE_DAY), asOf));
        Column isWithin = col("returned_on").leq(col("horizon_ends_on"));
        return Segments.on("responded_on", answers, inputs.table(CUSTOMER))
                .withColumn("horizon_days", explode(horizons(inputs.policy().intentionHorizonsDays())))
                .withColumn("horizon_ends_on", date_add(col("responded_on"), col("horizon_days")))
                .withColumn("is_closed", asOf.includes(col("horizon_ends_on")))
                .withColumn("days_until", when(isWithin, datediff(col("returned_on"), col("responded_on"))))
                .withColumn(
                        "came_back", when(col("is_closed"), col("days_until").isNotNull()))
                .drop("returned_on");
    }

    /** Days until an answer has no horizon open any more. */
    static int longest(Policy policy) {
        return policy.intentionHorizonsDays().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    private static Dataset<Row> answers(Dataset<Row> responses, AsOf asOf) {
        return responses
                .filter(asOf.includes(col("responded_on")))
                .filter(col("customer_key")
                        .isNotNull()
                        .and(col("intends_return").isNotNull()))
                .select(
                        col("response_id"),
                        col("customer_key"),
                        col("responded_on"),
                        col("touchpoint"),
                        col("intends_return").as("intended"));
    }

    private static Dataset<Row> purchases(Dataset<Row> days, AsOf asOf) {
        return days.filter(col("is_purchase").and(asOf.includes(col("purchased_on"))))
                .select(col("customer_key").as("buyer_key"), col("purchased_on"));
    }

    /** The answers with {@code returned_on}, the first purchase day after the day of the answer; null when none yet. */
    private static Dataset<Row> withFirstReturn(Dataset<Row> answers, Dataset<Row> purchases) {
        Column isLater = col("purchased_on").gt(col("responded_on"));
        return answers.join(
                        purchases, col("customer_key").equalTo(col("buyer_key")).and(isLater), "left")
                .groupBy("customer_key", "response_id", "responded_on", "touchpoint", "intended")
                .agg(min("purchased_on").as("returned_on"));
    }

    private static Column horizons(List<Integer> days) {
        return array(days.stream().distinct().map(functions::lit).toArray(Column[]::new));
    }
}
