package dangol.gold;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;

import dangol.state.WalletEstimate;
import dangol.state.Wallets;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which share of wallet a buyer has of whom nothing else is known: that of the buyers with a measured wallet in the same
 * quarter, of the same category and segment; of the same category when they are too few; else of all.
 */
final class SimilarWallets {
    private SimilarWallets() {}

    /**
     * The wallets with the columns {@code estimated_*}, null where the rest is known or nothing was bought.
     *
     * @param wallets rows of state.wallet
     * @param estimates rows of state.wallet_estimate
     */
    static Dataset<Row> estimate(Dataset<Row> wallets, Dataset<Row> estimates) {
        return withEstimate(wallets, estimates, "estimate")
                .select(col("*"), col("estimate.*"))
                .drop("estimate")
                .withColumn("estimated_headroom", elsewhere(col("estimated_share")))
                .withColumn("estimated_headroom_low", elsewhere(col("estimated_share_high")))
                .withColumn("estimated_headroom_high", elsewhere(col("estimated_share_low")));
    }

    /** The wallets of which something else is estimated now than before. */
    static Dataset<Row> different(Dataset<Row> wallets, Dataset<Row> before, Dataset<Row> now) {
        return withEstimate(withEstimate(wallets, before, "was"), now, "is")
                .filter(not(col("is").eqNullSafe(col("was"))))
                .drop("is", "was");
    }

    private static Dataset<Row> withEstimate(Dataset<Row> wallets, Dataset<Row> estimates, String name) {
        Dataset<Row> ofQuarters = estimates
                .groupBy("quarter")
                .agg(map_from_entries(collect_list(struct(
                                group(col("estimated_from"), col("category"), col("segment"))
                                        .as("similar"),
                                struct(
                                                col("estimated_share"),
                                                col("estimated_share_low"),
                                                col("estimated_share_high"),
                                                col("estimated_from"),
                                                col("estimated_n"))
                                        .as("estimate"))))
                        .as("estimates"));
        Column any = lit("");
        Column similar = coalesce(
                of(WalletEstimate.SEGMENT_AND_CATEGORY, col("category"), col("segment")),
                of(WalletEstimate.CATEGORY, col("category"), any),
                of(WalletEstimate.ALL, any, any));
        Column isEstimated =
                col("method").equalTo("own_only").and(col("own_spend").gt(0));
        return wallets.join(broadcast(ofQuarters), new String[] {"quarter"}, "left")
                .withColumn(name, when(isEstimated, similar))
                .drop("estimates");
    }

    private static Column of(String from, Column category, Column segment) {
        return try_element_at(col("estimates"), group(lit(from), category, segment));
    }

    private static Column group(Column from, Column category, Column segment) {
        return struct(from.as("from"), category.as("category"), segment.as("segment"));
    }

    private static Column elsewhere(Column share) {
        Column own = col("own_spend").cast("double");
        return when(
                share.gt(0), own.multiply(lit(1.0).minus(share)).divide(share).cast(Wallets.MONEY));
    }
}
