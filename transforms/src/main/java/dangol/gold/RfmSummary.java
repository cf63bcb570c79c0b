package dangol.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;

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
 * One row for each buyer: x, tx, T in days and m in the company currency, as Fader, Hardie and Lee (2005) and Fader and
 * Hardie (2013) define them.
 */
public final class RfmSummary implements Table {
    private static final TableId PURCHASES = TableId.state("purchase_history");

    @Override
    public TableId id() {
        return TableId.gold("rfm_summary");
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
        return inputs.table(PURCHASES)
                .filter(col("first_purchase_on").isNotNull())
                .select(
                        asOf.date().as("as_of_date"),
                        col("customer_key"),
                        col("purchase_days").minus(1).as("frequency"),
                        datediff(col("last_purchase_on"), col("first_purchase_on"))
                                .as("recency_days"),
                        datediff(asOf.date(), col("first_purchase_on")).as("observation_days"),
                        monetaryValue().as("monetary_value"),
                        col("spend").as("total_spend"),
                        col("first_purchase_on"),
                        col("last_purchase_on"));
    }

    /** m from the columns of state.purchase_history; null without repeat purchases. */
    static Column monetaryValue() {
        return col("repeat_spend")
                .divide(nullif(col("purchase_days").minus(1), lit(0L)))
                .cast("DECIMAL(28,4)");
    }
}
