package dangol.state;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.forall;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What customers spend in a category and quarter, with us and elsewhere, brand by brand: one row for each customer,
 * category and quarter with purchases, observations or an answer on brands. Money is in company currency.
 *
 * <p>Columns: {@code customer_key, category, quarter}; {@code own_spend}, net and possibly negative; {@code named}, the
 * brands of the latest answer as (brand, spend, rank), empty without one; {@code elsewhere}, the other brands with money
 * spent on them as (brand, spend), null where spend elsewhere is not known; {@code wallet} = own spend, not below zero, plus
 * spend elsewhere; {@code measured_by}, panel or survey, null where not known.
 *
 * <p>Where a panel saw a wallet, what a survey was told of it does not count: both are about the same money.
 */
public final class Wallets {
    static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    static final TableId WALLET_OBSERVATION = TableId.silver("wallet_observation");
    static final TableId SURVEY_RESPONSE = TableId.silver("survey_response");

    private static final List<String> KEY = List.of("customer_key", "category", "quarter");

    /** The company itself among the brands. */
    public static final String OWN = "own";
    /** Brands that nobody named. */
    static final String ELSEWHERE = "elsewhere";

    public static final String MONEY = "decimal(28,2)";

    private Wallets() {}

    /** Purchases are added up before the few lists of observations come to them: sums are cheap, lists are not. */
    static Dataset<Row> of(Inputs inputs, AsOf asOf) {
        Dataset<Row> heard = heard(inputs, asOf);
        Dataset<Row> wallets = purchases(inputs.table(PURCHASE_DAY), asOf)
                .join(heard, KEY.toArray(String[]::new), "full_outer")
                .withColumn("seen", coalesce(col("seen"), none(heard, "seen")));
        return measured(wallets.withColumn("named", named(coalesce(col("answer"), none(heard, "answer")))));
    }

    /** No entries, of the type of a column of lists. */
    private static Column none(Dataset<Row> rows, String lists) {
        return array().cast(rows.schema().apply(lists).dataType());
    }

    private static Dataset<Row> heard(Inputs inputs, AsOf asOf) {
        return observations(inputs.table(WALLET_OBSERVATION), asOf)
                .unionByName(answers(inputs.table(SURVEY_RESPONSE), asOf), true)
                .groupBy(columns())
                .agg(
                        collect_list(when(col("is_panel"), col("brand_seen"))).as("seen_by_panel"),
                        collect_list(when(not(col("is_panel")), col("brand_seen")))
                                .as("told"),
                        bool_or(col("is_panel")).as("is_panel"),
                        // The latest answer of the quarter speaks for it.
                        max_by(col("brands"), col("answered")).as("answer"))
                .withColumn("seen", when(col("is_panel"), col("seen_by_panel")).otherwise(col("told")))
                .drop("seen_by_panel", "told");
    }

    private static Dataset<Row> purchases(Dataset<Row> days, AsOf asOf) {
        return days.filter(asOf.includes(col("purchased_on")))
                .withColumn("quarter", trunc(col("purchased_on"), "quarter"))
                .groupBy(columns())
                .agg(sum("net").cast(MONEY).as("net"));
    }

    private static Column[] columns() {
        return KEY.stream().map(name -> col(name)).toArray(Column[]::new);
    }

    /** One row for each wallet, observed brand and kind of observer: the brand with all its spend, and whether a panel saw it. */
    private static Dataset<Row> observations(Dataset<Row> observations, AsOf asOf) {
        return observations
                .filter(asOf.includes(col("observed_on"))
                        .and(col("customer_key").isNotNull()))
                .select(
                        col("customer_key"),
                        col("category"),
                        col("quarter"),
                        brand(col("is_own"), col("brand")).as("brand"),
                        col("spend"),
                        col("source").equalTo("panel").as("is_panel"))
                .groupBy("customer_key", "category", "quarter", "brand", "is_panel")
                .agg(sum("spend").cast(MONEY).as("spend"))
                .select(
                        col("customer_key"),
                        col("category"),
                        col("quarter"),
                        struct(col("brand"), col("spend")).as("brand_seen"),
                        col("is_panel"));
    }

    private static Dataset<Row> answers(Dataset<Row> responses, AsOf asOf) {
        return responses
                .filter(asOf.includes(col("responded_on"))
                        .and(col("customer_key").isNotNull()))
                .filter(col("category").isNotNull().and(size(col("brands")).gt(0)))
                .select(
                        col("customer_key"),
                        col("category"),
                        trunc(col("responded_on"), "quarter").as("quarter"),
                        struct(col("responded_at"), col("response_id")).as("answered"),
                        transform(
                                        col("brands"),
                                        b -> struct(
                                                brand(b.getField("is_own"), b.getField("brand"))
                                                        .as("brand"),
                                                b.getField("spend").as("spend"),
                                                b.getField("rank").as("rank")))
                                .as("brands"));
    }

    /** One name for a brand however it is entered: ours is 'own', what has no name is 'elsewhere'. */
    private static Column brand(Column isOwn, Column name) {
        Column nameless = lower(trim(coalesce(name, lit("")))).isin("", "other", ELSEWHERE, OWN);
        return when(coalesce(isOwn, lit(false)), OWN).when(nameless, ELSEWHERE).otherwise(trim(name));
    }

    /** The brands of an answer, each once: all its spend, null when a part of it is not known, and its best rank. */
    private static Column named(Column answer) {
        return transform(array_distinct(answer.getField("brand")), name -> {
            Column entries = filter(answer, a -> a.getField("brand").equalTo(name));
            Column complete = forall(entries, a -> a.getField("spend").isNotNull());
            return struct(
                    name.as("brand"),
                    when(complete, total(entries)).as("spend"),
                    array_min(entries.getField("rank")).as("rank"));
        });
    }

    private static Dataset<Row> measured(Dataset<Row> wallets) {
        Column isObserved = size(col("seen")).gt(0);
        Column isAnswered = exists(col("named"), b -> b.getField("spend").isNotNull())
                .and(forall(others(col("named")), b -> b.getField("spend").isNotNull()));
        Column ownSeen = coalesce(ownIn(col("seen")), lit(0));
        Column ownSpend = coalesce(
                col("net"),
                when(isObserved, ownSeen).when(isAnswered, ownIn(col("named"))).cast(MONEY),
                lit(0).cast(MONEY));
        return wallets.withColumn("own_spend", ownSpend.cast(MONEY))
                .withColumn(
                        "elsewhere",
                        when(isObserved, spent(others(col("seen")))).when(isAnswered, spent(others(col("named")))))
                .withColumn("measured_by", when(col("is_panel"), "panel").when(isObserved.or(isAnswered), "survey"))
                .withColumn("wallet", ownWallet().plus(total(col("elsewhere"))).cast(MONEY))
                .select(
                        "customer_key",
                        "category",
                        "quarter",
                        "own_spend",
                        "named",
                        "elsewhere",
                        "wallet",
                        "measured_by");
    }

    /** Own spend as a part of a wallet: a quarter in which more went back than was bought counts as nothing spent. */
    public static Column ownWallet() {
        return greatest(col("own_spend"), lit(0).cast(MONEY));
    }

    /** The sum of the {@code spend} of all entries, 0 for none; null for null. */
    static Column total(Column entries) {
        return aggregate(
                entries,
                lit(0).cast(MONEY),
                (sum, e) -> sum.plus(e.getField("spend")).cast(MONEY));
    }

    private static Column others(Column brands) {
        return filter(brands, b -> b.getField("brand").notEqual(OWN));
    }

    private static Column ownIn(Column brands) {
        Column own = filter(brands, b -> b.getField("brand").equalTo(OWN));
        return when(size(own).gt(0), element_at(own, 1).getField("spend"));
    }

    /** In the order of the brands, so that the same brands are the same row however they were put together. */
    private static Column spent(Column brands) {
        return array_sort(transform(
                filter(brands, b -> b.getField("spend").gt(0)),
                b -> struct(b.getField("brand").as("brand"), b.getField("spend").as("spend"))));
    }
}
