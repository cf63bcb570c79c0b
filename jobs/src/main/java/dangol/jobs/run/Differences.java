package dangol.jobs.run;

import static dangol.jobs.run.Rows.CUSTOMER_KEY;
import static dangol.jobs.run.Rows.MONTH;
import static dangol.jobs.run.Rows.OTHER_CUSTOMER_KEY;
import static dangol.jobs.run.Rows.columns;
import static dangol.jobs.run.Rows.keep;
import static dangol.jobs.run.Rows.keys;
import static dangol.jobs.run.Rows.months;
import static dangol.jobs.run.Rows.parties;
import static dangol.jobs.run.Rows.using;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dangol.StageSchema;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.lake.Lake;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** What is different between rows as they were and as they are. */
final class Differences {
    /** Columns that say how a row came and not what it says. */
    private static final Set<String> LINEAGE = Set.of(StageSchema.FEED, StageSchema.BATCH_ID, StageSchema.VERSION_AT);

    private Differences() {}

    /** What the rows of one side say and none of the other: one shuffle for both directions. */
    static Dataset<Row> different(TableId id, Dataset<Row> before, Dataset<Row> now) {
        Column[] content = Contracts.of(id).columnNames().stream()
                .filter(c -> !LINEAGE.contains(c))
                .map(c -> col(c))
                .toArray(Column[]::new);
        return keep(before.select(content)
                .withColumn("_now", lit(0))
                .unionByName(now.select(content).withColumn("_now", lit(1)))
                .groupBy(content)
                .agg(min("_now").as("_least"), max("_now").as("_most"))
                .filter(col("_least").equalTo(col("_most")))
                .drop("_least", "_most"));
    }

    /** What differs between the former and the present rows of the same keys. */
    static Change difference(TableId id, Dataset<Row> before, Dataset<Row> now) {
        Dataset<Row> different = different(id, before, now);
        List<String> days = Contracts.of(id).columns().stream()
                .filter(c -> c.type().equals(DataTypes.DateType))
                .map(dangol.contract.Column::name)
                .toList();
        if (different.isEmpty()) {
            return Change.NONE;
        }
        String[] customers = parties(id, CUSTOMER_KEY, OTHER_CUSTOMER_KEY);
        return Change.some(
                        months(different, days),
                        keys(different, customers),
                        keys(different, parties(id, StageSchema.SOURCE_KEY, StageSchema.OTHER_SOURCE_KEY)))
                .with(partsOf(different, customers, days))
                .with(new Change.Sides(before, now));
    }

    /** The customers of rows with the months of their days. */
    private static Dataset<Row> partsOf(Dataset<Row> rows, String[] customers, List<String> days) {
        return rows.select(
                        explode(array_compact(array(columns(List.of(customers)))))
                                .as(CUSTOMER_KEY),
                        array_compact(array(days.stream().map(Lake::monthOf).toArray(Column[]::new)))
                                .as("months"))
                .select(col(CUSTOMER_KEY), explode(col("months")).as(MONTH));
    }

    /** Of the owners that were made again, those of whom something is different: many tables follow who customers are. */
    static Change reallyChanged(TableId id, String owner, Dataset<Row> before, Dataset<Row> now) {
        Dataset<Row> different = different(id, before, now);
        if (different.isEmpty()) {
            return Change.NONE;
        }
        if (!owner.equals(CUSTOMER_KEY)) {
            return Change.some(List.of(), keys(different, CUSTOMER_KEY), keys(different, owner));
        }
        Keys changed = Keys.of(keys(different, owner).distinct());
        Change change = Change.some(List.of(), changed.rows(), null)
                .with(new Change.Sides(changed.pick(before, owner), changed.pick(now, owner)));
        String period = Contracts.of(id).period();
        return period.isEmpty()
                ? change
                : change.in(months(different, List.of(period))).with(partsOf(different, using(owner), List.of(period)));
    }
}
