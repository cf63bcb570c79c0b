package dangol.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.trunc;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each customer known on the as-of day with the main figure of every other table: state, spend and forecast,
 * contacts, share of wallet, last satisfaction and intention, cases, referrals, consent. Money in company currency, times
 * in days, satisfaction and shares between 0 and 1.
 */
public final class Customer360 implements Table {
    private static final TableId CHURN = TableId.gold("churn");
    private static final TableId CUSTOMER_ACTIVITY = TableId.gold("customer_activity");
    private static final TableId RELATIONSHIP = TableId.state("relationship");

    private static final String KEY = "customer_key";

    @Override
    public TableId id() {
        return TableId.gold("customer_360");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(CHURN, CUSTOMER_ACTIVITY, RELATIONSHIP);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return purchases(inputs.table(CHURN))
                .join(contacts(inputs.table(CUSTOMER_ACTIVITY)), KEY)
                .join(inputs.table(RELATIONSHIP), usingKey(), "left")
                .withColumn("as_of_date", asOf.date())
                .na()
                .fill(0L, new String[] {"cases_365d", "open_cases", "referrals_made"});
    }

    private static String[] usingKey() {
        return new String[] {KEY};
    }

    /** The spine: gold.churn has every customer known on the day. */
    private static Dataset<Row> purchases(Dataset<Row> churn) {
        return churn.select(
                col(KEY),
                col("segment"),
                col("state"),
                trunc(col("first_purchase_on"), "month").as("cohort_month"),
                col("purchase_days"),
                col("spend"),
                col("last_purchase_on"),
                col("recency_days"),
                col("median_interval_days"),
                col("p_alive"),
                col("lifetime_value"));
    }

    private static Dataset<Row> contacts(Dataset<Row> activity) {
        return activity.select(KEY, "f2c_365d", "c2f_365d", "c2c_365d");
    }
}
