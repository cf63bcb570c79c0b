package dangol.state;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
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

/**
 * One row for each quarter, segment, category and brand over the customers with a measured wallet: what the brand's entries
 * come to. Money is in company currency.
 */
public final class WalletSum implements Table {
    private static final TableId WALLET = TableId.state("wallet");

    /** Fifteen decimals of a share. Their sum is exact, so it does not depend on the order of the customers. */
    private static final String EXACT_SHARE = "decimal(20,15)";

    @Override
    public TableId id() {
        return TableId.state("wallet_sum");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(WALLET);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.sumsOfRows("entries");
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> wallets = inputs.table(WALLET).filter(col("wallet").gt(0));
        Dataset<Row> brands =
                wallets.select(col("segment"), col("category"), col("quarter"), col("wallet"), inline(withOwn()));
        Column bought = col("spend").gt(0);
        Column share = col("spend").cast("double").divide(col("wallet").cast("double"));
        return brands.groupBy("quarter", "segment", "category", "brand")
                .agg(
                        sum("spend").cast(Wallets.MONEY).as("spend"),
                        sum(share.cast(EXACT_SHARE)).as("shares"),
                        coalesce(sum(when(bought, col("wallet"))), lit(0))
                                .cast(Wallets.MONEY)
                                .as("wallets_of_buyers"),
                        count(when(bought, true)).as("buyers"),
                        count(when(col("spend").equalTo(col("wallet")), true)).as("sole_buyers"),
                        sum("wallet").cast(Wallets.MONEY).as("wallets"),
                        count(lit(1)).as("entries"));
    }

    /** The brands of a wallet with ours before them. */
    private static Column withOwn() {
        Column own = struct(lit(Wallets.OWN).as("brand"), Wallets.ownWallet().as("spend"));
        return concat(array(own), col("elsewhere"));
    }
}
