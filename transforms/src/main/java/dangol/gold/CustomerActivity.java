package dangol.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.state.ContactHistory;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each customer known on the as-of day, the silent ones included: contacts by direction over the last 30, 90
 * and 365 days (the as-of day is the last of them), and the last day of each kind of contact.
 */
public final class CustomerActivity implements Table {
    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId CONTACTS = TableId.state("contact_history");
    private static final int YEAR_DAYS = 365;

    @Override
    public TableId id() {
        return TableId.gold("customer_activity");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(CUSTOMER, CONTACTS);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> known = Segments.known(inputs.table(CUSTOMER), asOf).select("customer_key", "known_since");
        return known.join(inputs.table(CONTACTS), "customer_key", "left")
                .withColumn("as_of_date", asOf.date())
                .withColumn(
                        "exposure_days_365",
                        least(
                                lit(YEAR_DAYS),
                                datediff(asOf.date(), col("known_since")).plus(1)))
                .drop("known_since")
                .na()
                .fill(0L, ContactHistory.countNames().toArray(String[]::new));
    }
}
