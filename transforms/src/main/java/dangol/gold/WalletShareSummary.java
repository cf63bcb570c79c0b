package dangol.gold;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.state.Wallets;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * One row for each segment, category, quarter and brand over the customers with a measured wallet: the three shares of
 * wallet, which are three different figures. Shares are between 0 and 1, money is in company currency.
 */
public final class WalletShareSummary implements Table {
    private static final TableId WALLET_SUM = TableId.state("wallet_sum");

    @Override
    public TableId id() {
        return TableId.gold("wallet_share_summary");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(WALLET_SUM);
    }

    @Override
    public Scope scope(Policy policy) {
        return new Scope.Period(
                Scope.Unit.QUARTER,
                List.of(new Scope.Cut(WALLET_SUM, "quarter", 0)),
                List.of(),
                Scope.Aging.AT_THEIR_END);
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        // All sums are exact, so those of the segments come to that of all customers.
        Dataset<Row> sums = Segments.withTotal(inputs.table(WALLET_SUM))
                .groupBy("segment", "category", "quarter", "brand")
                .agg(
                        sum("spend").cast(Wallets.MONEY).as("spend"),
                        sum("shares").cast("double").as("shares"),
                        sum("wallets_of_buyers").cast("double").as("wallets_of_buyers"),
                        sum("buyers").as("buyers"),
                        sum("sole_buyers").as("sole_buyers"),
                        sum("wallets").cast(Wallets.MONEY).as("wallets"),
                        sum("entries").as("entries"));
        // Every wallet has exactly one entry of the own brand, so that entry's sums are those of the whole group.
        WindowSpec group = Window.partitionBy("segment", "category", "quarter");
        Column isOwn = col("brand").equalTo(Wallets.OWN);
        return sums.withColumn("wallet", max(when(isOwn, col("wallets"))).over(group))
                .withColumn("customers", max(when(isOwn, col("entries"))).over(group))
                .withColumn(
                        "share_of_sums",
                        col("spend").cast("double").divide(col("wallet").cast("double")))
                .withColumn("mean_of_shares", col("shares").divide(col("customers")))
                .withColumn(
                        "share_among_buyers",
                        when(col("buyers").gt(0), col("spend").cast("double").divide(col("wallets_of_buyers"))))
                .withColumn("is_complete", asOf.includes(date_sub(add_months(col("quarter"), 3), 1)))
                .drop("shares", "wallets_of_buyers", "wallets", "entries");
    }
}
