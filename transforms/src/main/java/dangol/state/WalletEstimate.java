package dangol.state;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import dangol.model.wallet.ObservedShares;
import dangol.model.wallet.ShareCount;
import dangol.model.wallet.ShareEstimate;
import dangol.model.wallet.SharePriorFit;
import dangol.model.wallet.ShareShrinkage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One row for each quarter and group of buyers of which enough have a measured wallet: the share of wallet that one of them has
 * of whom nothing else is known. Groups are all buyers of a quarter, those of a category, and those of a segment in a category;
 * the category or segment that a group is not narrowed to is empty. Shares are between 0 and 1, to four decimals.
 */
public final class WalletEstimate implements Table {
    public static final String ALL = "all";
    public static final String CATEGORY = "category";
    public static final String SEGMENT_AND_CATEGORY = "segment_and_category";

    private static final TableId MEASURED_SHARE = TableId.state("measured_share");
    private static final int DECIMALS = 4;
    private static final StructType ESTIMATES = new StructType()
            .add("quarter", DataTypes.DateType)
            .add("estimated_from", DataTypes.StringType)
            .add("category", DataTypes.StringType)
            .add("segment", DataTypes.StringType)
            .add("estimated_share", DataTypes.DoubleType)
            .add("estimated_share_low", DataTypes.DoubleType)
            .add("estimated_share_high", DataTypes.DoubleType)
            .add("estimated_n", DataTypes.LongType);

    @Override
    public TableId id() {
        return TableId.state("wallet_estimate");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(MEASURED_SHARE);
    }

    /** In no other quarter than its own: the fit of a quarter depends on nothing beyond it. */
    @Override
    public Scope scope(Policy policy) {
        return Scope.periods(Scope.Unit.QUARTER, new Scope.Cut(MEASURED_SHARE, "quarter", 0));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        // A record of policies does not travel to the tasks.
        double confidence = inputs.policy().models().confidencePercent() / 100;
        int leastWallets = inputs.policy().models().minCustomers();
        return inputs.table(MEASURED_SHARE)
                .groupByKey(
                        (MapFunction<Row, String>) row -> row.getAs("quarter").toString(), Encoders.STRING())
                .flatMapGroups(
                        (FlatMapGroupsFunction<String, Row, Row>)
                                (quarter, rows) -> new Quarter(rows, leastWallets, confidence).estimates(),
                        Encoders.row(ESTIMATES));
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
            found(ALL, g -> true).ifPresent(f -> estimates.add(row(new Group("", ""), f)));
            rows.stream()
                    .map(Quarter::group)
                    .map(Group::category)
                    .distinct()
                    .forEach(c -> found(CATEGORY, g -> g.category().equals(c))
                            .ifPresent(f -> estimates.add(row(new Group(c, ""), f))));
            rows.stream()
                    .map(Quarter::group)
                    .distinct()
                    .forEach(group ->
                            found(SEGMENT_AND_CATEGORY, group::equals).ifPresent(f -> estimates.add(row(group, f))));
            return estimates.iterator();
        }

        private Optional<Found> found(String from, Predicate<Group> similar) {
            // In order of the shares, so that sums do not depend on that of the rows.
            Map<Integer, Long> wallets = new TreeMap<>();
            rows.stream()
                    .filter(r -> similar.test(group(r)))
                    .forEach(r -> wallets.merge(r.getAs("hundredths"), r.<Long>getAs("wallets"), Long::sum));
            List<ShareCount> counts = wallets.entrySet().stream()
                    .map(e -> new ShareCount(
                            ObservedShares.of(e.getKey() / (double) MeasuredShare.CHOICES), e.getValue()))
                    .toList();
            SharePriorFit fit = ShareShrinkage.fitMeasured(counts, leastWallets);
            long n = wallets.values().stream().mapToLong(Long::longValue).sum();
            return fit.usable().map(prior -> new Found(prior.measurement(confidence), from, n));
        }

        private Row row(Group group, Found found) {
            return RowFactory.create(
                    rows.get(0).getAs("quarter"),
                    found.from(),
                    group.category(),
                    group.segment(),
                    rounded(found.estimate().mean()),
                    rounded(found.estimate().low()),
                    rounded(found.estimate().high()),
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
