package dangol.gold;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;

import dangol.ModelPolicy;
import dangol.model.wallet.ObservedShares;
import dangol.model.wallet.ShareCount;
import dangol.model.wallet.ShareEstimate;
import dangol.model.wallet.SharePriorFit;
import dangol.model.wallet.ShareShrinkage;
import dangol.state.Wallets;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which share of wallet a buyer has of whom nothing else is known: that of the buyers with a measured wallet in the same
 * quarter, of the same category and segment; of the same category when they are too few; else of all.
 */
final class SimilarWallets {
    /** Shares are counted in hundredths, which is what a measurement is taken to be good for. */
    private static final int CHOICES = 100;

    private static final int DECIMALS = 4;
    private static final StructType ESTIMATES = new StructType()
            .add("quarter", DataTypes.DateType)
            .add("category", DataTypes.StringType)
            .add("segment", DataTypes.StringType)
            .add("estimated_share", DataTypes.DoubleType)
            .add("estimated_share_low", DataTypes.DoubleType)
            .add("estimated_share_high", DataTypes.DoubleType)
            .add("estimated_from", DataTypes.StringType)
            .add("estimated_n", DataTypes.LongType);

    private SimilarWallets() {}

    /**
     * The wallets with the columns {@code estimated_*}, null where the rest is known or nothing was bought.
     *
     * @param wallets rows of state.wallet
     */
    static Dataset<Row> estimate(Dataset<Row> wallets, ModelPolicy models) {
        // A record of policies does not travel to the tasks.
        double confidence = models.confidencePercent() / 100;
        int leastWallets = models.minCustomers();
        // In no other quarter than its own: the fit of a quarter depends on nothing beyond it.
        Dataset<Row> estimates = counts(wallets)
                .groupByKey(
                        (MapFunction<Row, String>) row -> row.getAs("quarter").toString(), Encoders.STRING())
                .flatMapGroups(
                        (FlatMapGroupsFunction<String, Row, Row>)
                                (quarter, rows) -> new Quarter(rows, leastWallets, confidence).estimates(),
                        Encoders.row(ESTIMATES))
                .groupBy("quarter")
                .agg(map_from_entries(collect_list(struct(
                                group(col("category"), col("segment")).as("similar"),
                                struct(estimated()).as("estimate"))))
                        .as("estimates"));
        Column nobody = lit(null).cast("string");
        Column similar = coalesce(
                try_element_at(col("estimates"), group(col("category"), col("segment"))),
                try_element_at(col("estimates"), group(col("category"), nobody)),
                try_element_at(col("estimates"), group(nobody, nobody)));
        Column isEstimated =
                col("method").equalTo("own_only").and(col("own_spend").gt(0));
        return wallets.join(broadcast(estimates), new String[] {"quarter"}, "left")
                .withColumn("estimate", when(isEstimated, similar))
                .drop("estimates")
                .select(col("*"), col("estimate.*"))
                .drop("estimate")
                .withColumn("estimated_headroom", elsewhere(col("estimated_share")))
                .withColumn("estimated_headroom_low", elsewhere(col("estimated_share_high")))
                .withColumn("estimated_headroom_high", elsewhere(col("estimated_share_low")));
    }

    private static Column group(Column category, Column segment) {
        return struct(category.as("category"), segment.as("segment"));
    }

    private static Column[] estimated() {
        return Stream.of(ESTIMATES.fieldNames())
                .filter(name -> name.startsWith("estimated_"))
                .map(name -> col(name))
                .toArray(Column[]::new);
    }

    /** How many measured wallets of buyers have which share, in hundredths. */
    private static Dataset<Row> counts(Dataset<Row> wallets) {
        return wallets.filter(col("own_spend").gt(0).and(col("measured_share").isNotNull()))
                .withColumn(
                        "hundredths",
                        floor(col("measured_share").multiply(CHOICES).plus(.5)).cast("int"))
                .groupBy("quarter", "category", "segment", "hundredths")
                .agg(count(lit(1)).as("wallets"));
    }

    private static Column elsewhere(Column share) {
        Column own = col("own_spend").cast("double");
        return when(
                share.gt(0), own.multiply(lit(1.0).minus(share)).divide(share).cast(Wallets.MONEY));
    }

    /** The measured wallets of one quarter. */
    private static final class Quarter {
        private record Group(String category, String segment) {}

        private record Found(ShareEstimate estimate, String from, long wallets) {}

        private final List<Row> rows = new ArrayList<>();
        private final int leastWallets;
        private final double confidence;

        Quarter(Iterator<Row> counts, int leastWallets, double confidence) {
            this.leastWallets = leastWallets;
            this.confidence = confidence;
            counts.forEachRemaining(rows::add);
        }

        /** Of each group, of each category without a segment, and of all without either. */
        Iterator<Row> estimates() {
            List<Row> estimates = new ArrayList<>();
            found("all", g -> true).ifPresent(f -> estimates.add(row(new Group(null, null), f)));
            rows.stream()
                    .map(Quarter::group)
                    .map(Group::category)
                    .distinct()
                    .forEach(c -> found("category", g -> g.category().equals(c))
                            .ifPresent(f -> estimates.add(row(new Group(c, null), f))));
            rows.stream()
                    .map(Quarter::group)
                    .distinct()
                    .forEach(group ->
                            found("segment_and_category", group::equals).ifPresent(f -> estimates.add(row(group, f))));
            return estimates.iterator();
        }

        private Optional<Found> found(String from, Predicate<Group> similar) {
            // In order of the shares, so that sums do not depend on that of the rows.
            Map<Integer, Long> wallets = new TreeMap<>();
            rows.stream()
                    .filter(r -> similar.test(group(r)))
                    .forEach(r -> wallets.merge(r.getAs("hundredths"), r.<Long>getAs("wallets"), Long::sum));
            List<ShareCount> counts = wallets.entrySet().stream()
                    .map(e -> new ShareCount(ObservedShares.of(e.getKey() / (double) CHOICES), e.getValue()))
                    .toList();
            SharePriorFit fit = ShareShrinkage.fitMeasured(counts, leastWallets);
            long n = wallets.values().stream().mapToLong(Long::longValue).sum();
            return fit.usable().map(prior -> new Found(prior.measurement(confidence), from, n));
        }

        private Row row(Group group, Found found) {
            return RowFactory.create(
                    rows.get(0).getAs("quarter"),
                    group.category(),
                    group.segment(),
                    rounded(found.estimate().mean()),
                    rounded(found.estimate().low()),
                    rounded(found.estimate().high()),
                    found.from(),
                    found.wallets());
        }

        private static Group group(Row row) {
            return new Group(row.getAs("category"), row.getAs("segment"));
        }

        /** What differs beyond is the search's and no figure of customers. */
        private static double rounded(double share) {
            return BigDecimal.valueOf(share)
                    .setScale(DECIMALS, RoundingMode.HALF_UP)
                    .doubleValue();
        }
    }
}
