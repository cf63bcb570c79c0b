package dangol.gold;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import dangol.AsOf;
import dangol.Inputs;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/**
 * One row for each month of acquisition, channel and number of months since: what the customers cost, what margin they
 * brought at its value on the day of acquisition, and when it paid the cost back. Money is in the company currency.
 */
public final class Breakeven implements Table {
    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId ACQUISITION_MONTH = TableId.state("acquisition_month");
    private static final TableId PURCHASES = TableId.state("purchase_history");
    private static final TableId SPELL = TableId.state("churn_spell");

    private static final String MONEY = "DECIMAL(28,2)";
    private static final String[] COHORT = {"cohort_month", "acquisition_channel"};
    private static final String[] COHORT_AGE = {"cohort_month", "acquisition_channel", "months_since"};
    /** known_since of customers whom no source dates. */
    private static final LocalDate UNDATED = LocalDate.of(1900, 1, 1);
    /** A margin that misses the cost by less than this part of it misses it by rounding only. */
    private static final double ROUNDING = 1e-12;

    @Override
    public TableId id() {
        return TableId.gold("breakeven");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(CUSTOMER, ACQUISITION_MONTH, PURCHASES, SPELL);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.WHOLE;
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> won = won(inputs.table(CUSTOMER), asOf);
        Dataset<Row> rows = everyMonth(cohorts(won), asOf)
                .join(spend(inputs.table(ACQUISITION_MONTH)), COHORT_AGE, "left")
                .join(changes(won, inputs.table(PURCHASES), inputs.table(SPELL)), COHORT_AGE, "left");
        return paidBack(withMargin(rows, inputs.policy().models()));
    }

    /** One row for each customer whose acquisition has a month: cohort_month, acquisition_channel, cost (null if unknown). */
    private static Dataset<Row> won(Dataset<Row> customers, AsOf asOf) {
        Column isFirst = col("version").equalTo(1);
        Column named = col("acquisition_cost").isNotNull().and(asOf.includes(col("valid_from")));
        return customers
                .filter(asOf.includes(col("known_since")).and(col("known_since").gt(lit(UNDATED))))
                .groupBy("customer_key")
                .agg(
                        trunc(min("known_since"), "month").as("cohort_month"),
                        coalesce(max(when(isFirst, col("acquisition_channel"))), lit("unknown"))
                                .as("acquisition_channel"),
                        min_by(col("acquisition_cost"), when(named, col("version")))
                                .as("cost"));
    }

    private static Dataset<Row> cohorts(Dataset<Row> won) {
        return withTotal(won)
                .groupBy(columns(COHORT))
                .agg(
                        count(lit(1)).as("customers"),
                        count("cost").as("customers_with_cost"),
                        sum("cost").cast("double").as("costs"))
                .withColumn(
                        "acquisition_cost_per_customer",
                        col("costs").divide(nullif(col("customers_with_cost"), lit(0L))))
                .drop("costs");
    }

    private static Dataset<Row> everyMonth(Dataset<Row> cohorts, AsOf asOf) {
        return cohorts.withColumn("months_since", explode(sequence(lit(0), months(col("cohort_month"), asOf.date()))))
                .withColumn(
                        "is_complete", asOf.includes(last_day(add_months(col("cohort_month"), col("months_since")))));
    }

    private static Dataset<Row> spend(Dataset<Row> months) {
        return withTotal(months)
                .withColumn("months_since", months(col("cohort_month"), col("month")))
                .groupBy(columns(COHORT_AGE))
                .agg(sum("spend").cast(MONEY).as("spend"));
    }

    /**
     * By how much the number of churned customers changes in a month. The spells hold the months at whose ends a buyer was
     * there: a buyer churns with a first purchase that no spell covers, and is back with each spell until its end.
     */
    private static Dataset<Row> changes(Dataset<Row> won, Dataset<Row> purchases, Dataset<Row> spells) {
        Dataset<Row> bought = purchases
                .filter(col("first_purchase_on").isNotNull())
                .select(
                        col("customer_key"),
                        trunc(col("first_purchase_on"), "month").as("month"),
                        lit(1).as("change"));
        Dataset<Row> there = spells.filter(col("definition").equalTo("silent_days"))
                .select(
                        col("customer_key"),
                        inline(array(
                                struct(col("first_month").as("month"), lit(-1).as("change")),
                                struct(col("lost_in").as("month"), lit(1).as("change")))))
                .filter(col("month").isNotNull());
        return withTotal(bought.unionByName(there).join(won, "customer_key"))
                .withColumn("months_since", months(col("cohort_month"), col("month")))
                .groupBy(columns(COHORT_AGE))
                .agg(sum("change").as("change"));
    }

    private static Dataset<Row> withMargin(Dataset<Row> rows, ModelPolicy models) {
        WindowSpec soFar = Window.partitionBy(columns(COHORT)).orderBy("months_since");
        Column margin = col("spend")
                .cast("double")
                .multiply(models.marginPercent() / 100)
                .divide(col("customers").cast("double"));
        // The margin of a month counts at its end.
        Column worth = pow(
                lit(1 + models.discountPercentPerMonth() / 100),
                col("months_since").plus(1));
        return rows.withColumn("spend", coalesce(col("spend"), lit(0).cast(MONEY)))
                .withColumn("margin_per_customer", margin)
                .withColumn("discounted_margin", col("margin_per_customer").divide(worth))
                .withColumn("cumulative_margin", sum("discounted_margin").over(soFar))
                .withColumn("churned", coalesce(sum("change").over(soFar), lit(0L)))
                .drop("change");
    }

    /** How far the cohort is by the row's month; only complete months can pay back, so that what they say stays. */
    private static Dataset<Row> paidBack(Dataset<Row> rows) {
        WindowSpec soFar = Window.partitionBy(columns(COHORT)).orderBy("months_since");
        Column complete = col("is_complete");
        Column cost = col("acquisition_cost_per_customer");
        Column covers = complete.and(col("cumulative_margin").geq(cost.multiply(1 - ROUNDING)));
        Column last = max_by(col("cumulative_margin"), when(complete, col("months_since")))
                .over(soFar);
        Column isBefore = complete.and(col("break_even_month").isNull());
        Column churned = max_by(
                        col("churned").cast("double").divide(col("customers").cast("double")),
                        when(isBefore, col("months_since")))
                .over(soFar);
        return rows.withColumn(
                        "break_even_month",
                        min(when(covers, col("months_since"))).over(soFar))
                .withColumn("shortfall", when(col("break_even_month").isNull(), cost.minus(last)))
                .withColumn(
                        "churned_before_break_even",
                        when(col("break_even_month").equalTo(0), 0.0).when(cost.isNotNull(), churned));
    }

    /** Each row twice: for its own channel and for 'all'. */
    private static Dataset<Row> withTotal(Dataset<Row> rows) {
        return rows.withColumn("acquisition_channel", explode(array(col("acquisition_channel"), lit("all"))));
    }

    private static Column months(Column from, Column to) {
        return year(to).minus(year(from)).multiply(12).plus(month(to)).minus(month(from));
    }

    private static Column[] columns(String... names) {
        return Arrays.stream(names).map(functions::col).toArray(Column[]::new);
    }
}
