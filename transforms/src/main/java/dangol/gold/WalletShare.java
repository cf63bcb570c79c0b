package dangol.gold;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_sub;

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
 * One row for each customer, category and quarter: what the customer spent with us, what elsewhere, and our share of it.
 * Shares are between 0 and 1, money is in company currency. A measured wallet beats the Wallet Allocation Rule
 * (Keiningham, Aksoy, Buoye and Cooil 2011), which makes a share of ranks alone; {@code method} says which it was. Of whom
 * nothing is known, the estimate from similar customers stands apart.
 */
public final class WalletShare implements Table {
    private static final TableId WALLET = TableId.state("wallet");
    private static final TableId ESTIMATE = TableId.state("wallet_estimate");

    @Override
    public TableId id() {
        return TableId.gold("wallet_share");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(WALLET, ESTIMATE);
    }

    @Override
    public Scope scope(Policy policy) {
        return new Scope.Period(
                        Scope.Unit.QUARTER,
                        List.of(new Scope.Cut(WALLET, "quarter", 0)),
                        List.of(new Scope.Watch(
                                ESTIMATE,
                                List.of(
                                        "estimated_share",
                                        "estimated_share_low",
                                        "estimated_share_high",
                                        "estimated_n"),
                                "quarter",
                                true,
                                WalletShare::estimatedAnew)),
                        Scope.Aging.AT_THEIR_END)
                .eachCustomer();
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return SimilarWallets.estimate(inputs.table(WALLET), inputs.table(ESTIMATE))
                .drop("segment", "elsewhere")
                .withColumn("is_complete", asOf.includes(date_sub(add_months(col("quarter"), 3), 1)));
    }

    /** One more measured wallet changes what is estimated of a few groups of buyers in its quarter. */
    private static Dataset<Row> estimatedAnew(Inputs before, Inputs now) {
        return SimilarWallets.different(now.table(WALLET), before.table(ESTIMATE), now.table(ESTIMATE))
                .select(col("customer_key"), col("quarter").as("day"));
    }
}
