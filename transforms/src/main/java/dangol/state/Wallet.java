package dangol.state;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.forall;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Clock;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.gold.Segments;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each customer, category and quarter with a purchase, an observed spend or an answer up to the as-of day: what is
 * known of the wallet, before anything is estimated or added up. Money in company currency, shares between 0 and 1.
 */
public final class Wallet implements Table {
    private static final TableId CUSTOMER = TableId.silver("customer");
    /** Whole numbers of the size of a number of brands, squared. */
    private static final String WHOLE = "decimal(10,0)";

    @Override
    public TableId id() {
        return TableId.state("wallet");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(Wallets.PURCHASE_DAY, Wallets.WALLET_OBSERVATION, Wallets.SURVEY_RESPONSE, CUSTOMER);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.CUSTOMER;
    }

    @Override
    public List<Clock> clocks(Policy policy) {
        return List.of(
                Clock.of(Wallets.PURCHASE_DAY, "purchased_on", 0),
                Clock.of(Wallets.WALLET_OBSERVATION, "observed_on", 0),
                Clock.of(Wallets.SURVEY_RESPONSE, "responded_on", 0));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return known(Segments.on("quarter", Wallets.of(inputs, asOf), inputs.table(CUSTOMER)));
    }

    private static Dataset<Row> known(Dataset<Row> wallets) {
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
                col("segment"),
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
                // Who is known to have spent nothing anywhere has no share, whatever ranks were told.
                when(col("is_measured"), col("measured_share"))
                        .otherwise(col("allocation_share"))
                        .as("share"),
                when(col("is_measured"), col("elsewhere_spend"))
                        .otherwise(allocationHeadroom())
                        .as("headroom"),
                col("elsewhere"));
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
     * Of who spent nothing with us ranks tell no money, unless nobody else is named.
     */
    private static Column allocationHeadroom() {
        Column n = size(col("named"));
        Column own = n.plus(1).minus(col("stated_rank")).multiply(2).cast(WHOLE);
        Column all = n.multiply(n.plus(1)).cast(WHOLE);
        Column others = all.minus(own).cast(WHOLE);
        return when(
                col("allocation_share").gt(0).and(Wallets.ownWallet().gt(0).or(others.equalTo(0))),
                Wallets.ownWallet().multiply(others).divide(own).cast(Wallets.MONEY));
    }
}
