package dangol.gold;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.forall;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
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

/**
 * One row for each customer, category and quarter: what the customer spent with us, what elsewhere, and our share of it.
 * Shares are between 0 and 1, money is in company currency. A measured wallet beats the Wallet Allocation Rule
 * (Keiningham, Aksoy, Buoye and Cooil 2011), which makes a share of ranks alone; {@code method} says which it was. Of whom
 * nothing is known, the estimate from similar customers stands apart.
 */
public final class WalletShare implements Table {
    /** Whole numbers of the size of a number of brands, squared. */
    private static final String WHOLE = "decimal(10,0)";

    @Override
    public TableId id() {
        return TableId.gold("wallet_share");
    }

    @Override
    public List<TableId> inputs() {
        List<TableId> inputs = new ArrayList<>(Wallets.INPUTS);
        inputs.add(SimilarWallets.CUSTOMER);
        return inputs;
    }

    @Override
    public Scope scope(Policy policy) {
        return Wallets.quarters(List.of(Segments.watch(SimilarWallets.CUSTOMER)));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return SimilarWallets.estimate(
                known(Wallets.of(inputs, asOf), asOf),
                known(Wallets.heardOf(inputs, asOf), asOf),
                inputs.table(SimilarWallets.CUSTOMER),
                inputs.policy().models());
    }

    private static Dataset<Row> known(Dataset<Row> wallets, AsOf asOf) {
        Dataset<Row> ranked = wallets.withColumn("elsewhere_spend", Wallets.total(col("elsewhere")))
                .withColumn("is_measured", col("elsewhere").isNotNull())
                .withColumn("is_ranked", isRanked())
                .withColumn("stated_rank", when(col("is_ranked"), statedRank()))
                .withColumn("allocation_share", when(col("is_ranked"), allocationShare()))
                .withColumn("measured_share", measuredShare());
        return ranked.select(
                col("customer_key"),
                col("category"),
                col("quarter"),
                col("own_spend"),
                col("elsewhere_spend"),
                col("wallet"),
                col("measured_share"),
                brands().cast("bigint").as("brands"),
                when(col("is_measured"), rankBySpend())
                        .otherwise(col("stated_rank"))
                        .as("own_rank"),
                col("allocation_share"),
                when(col("is_measured"), col("measured_by"))
                        .when(col("is_ranked"), "allocation_rule")
                        .otherwise("own_only")
                        .as("method"),
                coalesce(col("measured_share"), col("allocation_share")).as("share"),
                when(col("is_measured"), col("elsewhere_spend"))
                        .otherwise(allocationHeadroom())
                        .as("headroom"),
                asOf.includes(date_sub(add_months(col("quarter"), 3), 1)).as("is_complete"));
    }

    private static Column isRanked() {
        return size(col("named"))
                .gt(0)
                .and(forall(col("named"), b -> b.getField("rank").isNotNull()));
    }

    /** The own brand's position among the ranked ones; equal ranks share the mean of their positions. Null when not named. */
    private static Column statedRank() {
        Column ranks = transform(col("named"), b -> b.getField("rank"));
        Column own = element_at(
                transform(filter(col("named"), b -> b.getField("brand").equalTo(Wallets.OWN)), b -> b.getField("rank")),
                1);
        Column isNamed = exists(col("named"), b -> b.getField("brand").equalTo(Wallets.OWN));
        return when(
                isNamed, meanPosition(size(filter(ranks, r -> r.lt(own))), size(filter(ranks, r -> r.equalTo(own)))));
    }

    /** The own brand's position by money among the brands that got any; null when we got none. */
    private static Column rankBySpend() {
        Column spends = transform(col("elsewhere"), b -> b.getField("spend"));
        Column own = Wallets.ownWallet();
        Column rivals = size(filter(spends, s -> s.equalTo(own)));
        return when(own.gt(0), meanPosition(size(filter(spends, s -> s.gt(own))), rivals.plus(1)));
    }

    /** The mean of the positions that {@code tied} brands take between them after {@code before} others. */
    private static Column meanPosition(Column before, Column tied) {
        return before.plus(tied.plus(1).cast("double").divide(2.0));
    }

    /** (1 - rank / (n + 1)) * 2 / n over the n named brands; a brand that is not used has no share. */
    private static Column allocationShare() {
        Column n = size(col("named")).cast("double");
        Column share = lit(1.0).minus(col("stated_rank").divide(n.plus(1.0)))
                .multiply(2.0)
                .divide(n);
        return coalesce(share, lit(0.0));
    }

    private static Column measuredShare() {
        return when(
                col("wallet").gt(0),
                Wallets.ownWallet().cast("double").divide(col("wallet").cast("double")));
    }

    private static Column brands() {
        Column ours = when(Wallets.ownWallet().gt(0), 1).otherwise(0);
        return when(col("is_measured"), size(col("elsewhere")).plus(ours))
                .when(size(col("named")).gt(0), size(col("named")));
    }

    /**
     * Own spend * (1 - share) / share, written as a fraction of whole numbers: with n brands and rank r it is
     * (n (n + 1) - 2 (n + 1 - r)) / (2 (n + 1 - r)), so that half a cent is rounded up and not by the noise of a double.
     */
    private static Column allocationHeadroom() {
        Column n = size(col("named"));
        Column own = n.plus(1).minus(col("stated_rank")).multiply(2).cast(WHOLE);
        Column all = n.multiply(n.plus(1)).cast(WHOLE);
        Column others = all.minus(own).cast(WHOLE);
        return when(
                col("allocation_share").gt(0),
                Wallets.ownWallet().multiply(others).divide(own).cast(Wallets.MONEY));
    }
}
