package dangol.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
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
import org.apache.spark.sql.expressions.Window;

/**
 * One row for each buyer: recency, frequency and monetary value as quintiles over the buyers of the day, 5 best. The quintile
 * counts the buyers with a worse value, so equal values are in the same one. Days, and money in the company currency.
 */
public final class Rfm implements Table {
    private static final TableId PURCHASES = TableId.state("purchase_history");
    private static final int QUINTILES = 5;

    @Override
    public TableId id() {
        return TableId.gold("rfm");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(PURCHASES);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> buyers = inputs.table(PURCHASES)
                .filter(col("first_purchase_on").isNotNull())
                .select("customer_key", "last_purchase_on", "purchase_days", "spend");
        Column r = quintile("last_purchase_on");
        Column f = quintile("purchase_days");
        Column m = quintile("spend");
        return buyers.crossJoin(borders(buyers, "last_purchase_on"))
                .crossJoin(borders(buyers, "purchase_days"))
                .crossJoin(borders(buyers, "spend"))
                .select(
                        asOf.date().as("as_of_date"),
                        col("customer_key"),
                        datediff(asOf.date(), col("last_purchase_on")).as("recency_days"),
                        col("purchase_days").as("frequency"),
                        col("spend").as("monetary"),
                        r.as("recency_quintile"),
                        f.as("frequency_quintile"),
                        m.as("monetary_quintile"),
                        concat(r.cast("string"), f.cast("string"), m.cast("string"))
                                .as("rfm"),
                        group(r, f, m).as("rfm_group"));
    }

    /**
     * One row with the smallest value that at least k fifths of the buyers do not exceed, for k from 1 to 4. Only one row for
     * each distinct value is put in order, since that is one task's work.
     */
    private static Dataset<Row> borders(Dataset<Row> buyers, String value) {
        Column upTo = sum("buyers").over(Window.orderBy(value));
        Column all = sum("buyers").over();
        Dataset<Row> values = buyers.groupBy(value)
                .agg(count(lit(1)).as("buyers"))
                .select(col(value), upTo.as("up_to"), all.as("all"));
        Column[] borders = new Column[QUINTILES];
        for (int k = 1; k < QUINTILES; k++) {
            Column enough = col("up_to").multiply(QUINTILES).geq(col("all").multiply(k));
            borders[k] = min(when(enough, col(value))).as(border(value, k));
        }
        return values.agg(borders[1], borders[2], borders[3], borders[4]);
    }

    private static String border(String value, int k) {
        return value + "_" + k;
    }

    private static Column quintile(String value) {
        Column quintile = lit(1);
        for (int k = 1; k < QUINTILES; k++) {
            quintile =
                    quintile.plus(when(col(value).gt(col(border(value, k))), 1).otherwise(0));
        }
        return quintile;
    }

    /** The rule of the contract; the first that is true. */
    private static Column group(Column r, Column f, Column m) {
        return when(r.geq(4).and(f.geq(4)).and(m.geq(4)), "champion")
                .when(r.geq(3).and(f.geq(4)), "loyal")
                .when(r.geq(4), "recent")
                .when(r.equalTo(3), "steady")
                .when(f.geq(4), "at_risk")
                .otherwise("lapsed");
    }
}
