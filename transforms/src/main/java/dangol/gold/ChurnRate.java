package dangol.gold;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_ym_interval;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * One row for each month, segment and definition of churn: customers at the start, lost, won back, new and at the end, the
 * rate with its Wilson interval, and the revenue of the lost in the company currency.
 *
 * <p>The runs of months in which a customer was there enter a stock and leave it; only these steps are summed up, so that the
 * cost follows the number of runs and not their length.
 */
public final class ChurnRate implements Table {
    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId SPELL = TableId.state("churn_spell");

    private static final String MONEY = "DECIMAL(28,2)";
    private static final List<String> COUNTS = List.of("at_start", "churned", "reactivated", "new", "at_end");

    @Override
    public TableId id() {
        return TableId.gold("churn_rate");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(CUSTOMER, SPELL);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> runs = bySegment(inputs.table(SPELL), inputs.table(CUSTOMER), asOf);
        WindowSpec sofar = Window.partitionBy("segment", "definition").orderBy("month");
        return everyMonth(monthSums(steps(runs)), asOf)
                .withColumn("at_start", sum("at_start").over(sofar))
                .withColumn("at_end", sum("at_end").over(sofar))
                .withColumn(
                        "churn_rate",
                        col("churned")
                                .cast("double")
                                .divide(nullif(col("at_start"), lit(0L)).cast("double")))
                .withColumn("wilson_low", Wilson.low(col("churned"), col("at_start")))
                .withColumn("wilson_high", Wilson.high(col("churned"), col("at_start")))
                .withColumn("is_complete", asOf.includes(last_day(col("month"))));
    }

    /** The months of each run that its customer spent in one segment; 'unknown' without a record. */
    private static Dataset<Row> bySegment(Dataset<Row> spells, Dataset<Row> customers, AsOf asOf) {
        // A version counts in the months on whose first day it holds.
        Dataset<Row> versions = customers.select(
                col("customer_key").as("version_of"),
                monthFrom(col("valid_from")).as("version_from"),
                coalesce(monthFrom(col("valid_to")), following(thisMonth(asOf))).as("version_until"),
                col("segment"));
        Column overlaps = col("version_from")
                .lt(col("version_until"))
                .and(col("version_from").leq(col("through")))
                .and(col("version_until").gt(col("first_month")));
        return spells.withColumn("last_there", coalesce(col("last_month"), thisMonth(asOf)))
                .withColumn("through", coalesce(col("lost_in"), thisMonth(asOf)))
                .join(versions, col("customer_key").equalTo(col("version_of")).and(overlaps), "left")
                .withColumn("segment", coalesce(col("segment"), lit("unknown")))
                .withColumn("version_from", coalesce(col("version_from"), col("first_month")))
                .withColumn("version_until", coalesce(col("version_until"), following(col("through"))));
    }

    /** What changes in which month: entries and leaves of the two stocks, at the start and at the end, and what happened. */
    private static Dataset<Row> steps(Dataset<Row> runs) {
        Column first = col("first_month");
        Column isNew = first.equalTo(col("started"));
        return runs.select(
                        col("definition"),
                        col("segment"),
                        inline(array(
                                step(greatest(following(first), col("version_from")), 1, 0),
                                step(least(following(col("through")), col("version_until")), -1, 0),
                                step(greatest(first, col("version_from")), 0, 1),
                                step(least(following(col("last_there")), col("version_until")), 0, -1),
                                event(first, lit(false), not(isNew), isNew),
                                event(col("lost_in"), lit(true), lit(false), lit(false)))),
                        greatest(following(first), col("version_from"))
                                .lt(least(following(col("through")), col("version_until")))
                                .as("starts_within"),
                        greatest(first, col("version_from"))
                                .lt(least(following(col("last_there")), col("version_until")))
                                .as("ends_within"),
                        col("version_from"),
                        col("version_until"))
                .filter(col("month").isNotNull())
                .filter(col("at_start").equalTo(0).or(col("starts_within")))
                .filter(col("at_end").equalTo(0).or(col("ends_within")))
                .filter(col("at_start")
                        .notEqual(0)
                        .or(col("at_end").notEqual(0))
                        .or(col("month")
                                .geq(col("version_from"))
                                .and(col("month").lt(col("version_until")))));
    }

    private static Column step(Column month, int atStart, int atEnd) {
        return entry(month, lit(atStart), lit(atEnd), lit(false), lit(false), lit(false));
    }

    private static Column event(Column month, Column churned, Column reactivated, Column isNew) {
        return entry(month, lit(0), lit(0), churned, reactivated, isNew);
    }

    private static Column entry(
            Column month, Column atStart, Column atEnd, Column churned, Column reactivated, Column isNew) {
        return struct(
                month.as("month"),
                atStart.cast("bigint").as("at_start"),
                atEnd.cast("bigint").as("at_end"),
                churned.cast("bigint").as("churned"),
                reactivated.cast("bigint").as("reactivated"),
                isNew.cast("bigint").as("new"),
                when(churned, col("revenue_lost")).otherwise(lit(0).cast(MONEY)).as("revenue_lost"));
    }

    /** The steps of each month, summed up from the first month on where they are of stocks. */
    private static Dataset<Row> monthSums(Dataset<Row> steps) {
        String[] key = {"month", "segment", "definition"};
        return aggregated(Segments.withTotal(aggregated(steps, key)), key);
    }

    private static Dataset<Row> aggregated(Dataset<Row> rows, String[] key) {
        Column[] columns = Stream.of(key).map(k -> col(k)).toArray(Column[]::new);
        Column lost = sum("revenue_lost").cast(MONEY).as("revenue_lost");
        return rows.groupBy(columns)
                .agg(lost, COUNTS.stream().map(c -> sum(c).as(c)).toArray(Column[]::new));
    }

    /** The first month that begins on the day or after it; null for null. */
    private static Column monthFrom(Column day) {
        return trunc(date_add(last_day(date_sub(day, 1)), 1), "month");
    }

    private static Column following(Column month) {
        return add_months(month, 1);
    }

    /** Every month from the segment's first to that of the as-of day, zero where nobody was there. */
    private static Dataset<Row> everyMonth(Dataset<Row> sums, AsOf asOf) {
        Column figures = struct(Stream.concat(COUNTS.stream(), Stream.of("revenue_lost"))
                .map(c -> col(c))
                .toArray(Column[]::new));
        Column now = try_element_at(col("by_month"), col("month"));
        Column[] counts = COUNTS.stream()
                .map(c -> coalesce(now.getField(c), lit(0L)).as(c))
                .toArray(Column[]::new);
        return sums.groupBy("segment", "definition")
                .agg(
                        min("month").as("first_month"),
                        map_from_entries(collect_list(struct(col("month"), figures)))
                                .as("by_month"))
                .withColumn(
                        "month",
                        explode(sequence(col("first_month"), thisMonth(asOf), make_ym_interval(lit(0), lit(1)))))
                .withColumn("revenue_lost", coalesce(now.getField("revenue_lost"), lit(0).cast(MONEY)))
                .select(Stream.concat(
                                Stream.of(col("month"), col("segment"), col("definition"), col("revenue_lost")),
                                Stream.of(counts))
                        .toArray(Column[]::new));
    }

    private static Column thisMonth(AsOf asOf) {
        return trunc(asOf.date(), "month");
    }
}
