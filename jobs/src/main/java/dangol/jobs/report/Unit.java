package dangol.jobs.report;

import java.util.HashMap;
import java.util.Map;

/** What a column of an answer is counted in, which says how a page shows it. */
enum Unit {
    TEXT,
    /** A word of ours, such as a state; the texts hold its translation. */
    CODE,
    SEGMENT,
    KEY,
    MONTH,
    QUARTER,
    DAY,
    MOMENT,
    COUNT,
    /** A difference of counts, with its sign. */
    COUNT_CHANGE,
    MONEY,
    MONEY_CHANGE,
    SHARE,
    /** A relative change, with its sign. */
    SHARE_CHANGE,
    /** A difference of shares in percentage points, with its sign. */
    POINTS_CHANGE,
    NUMBER,
    /** A number that is often below 1. */
    DECIMAL,
    /** A parameter of a model, of any size. */
    PARAMETER,
    /** A count, an amount or a rate: of any size, and what changes in a rate must be seen. */
    FIGURE,
    /** A point of a scale, which may have halves. */
    SCORE,
    FLAG,
    COMPLETE;

    private static final Map<String, Unit> BY_COLUMN = new HashMap<>();

    static {
        put(TEXT, "category", "band", "cohort_year", "feed", "file", "reason", "table_name");
        put(
                TEXT,
                "rule",
                "description",
                "row_key",
                "figure",
                "name",
                "stale",
                "column_name",
                "comment",
                "table_comment");
        put(
                CODE,
                "definition",
                "state",
                "brand",
                "place",
                "touchpoint",
                "direction",
                "channel",
                "method",
                "kind",
                "entity",
                "camp",
                "severity");
        put(SEGMENT, "segment");
        put(KEY, "customer_key");
        put(MONTH, "month", "cohort_month");
        put(QUARTER, "quarter");
        put(DAY, "last_purchase_on", "as_of");
        put(MOMENT, "taken_at", "released_at");
        put(COUNT, "at_start", "at_end", "churned", "new", "reactivated", "customers", "active", "cohorts", "buyers");
        put(
                COUNT,
                "sole_buyers",
                "wallets",
                "with_share",
                "interactions",
                "answers",
                "intended",
                "came",
                "open_answers");
        put(COUNT, "stayed", "rows", "row_count", "linked_rows", "anonymous", "unregistered", "shared", "unverified");
        put(COUNT, "failures", "lower_quartile", "median", "upper_quartile", "top_tenth", "most", "score", "n");
        put(COUNT, "months_since", "recency_days", "days_to_silent", "horizon_days", "release");
        put(MONEY, "revenue_lost", "spend_365d", "revenue", "revenue_per_customer", "spend", "own_spend", "headroom");
        put(MONEY, "own", "wallet");
        put(SHARE, "churn_rate", "wilson_low", "wilson_high", "retention", "net_revenue_retention");
        put(
                SHARE,
                "gross_revenue_retention",
                "share_of_sums",
                "mean_of_shares",
                "share_among_buyers",
                "mean_share",
                "share");
        put(SHARE, "churn_share", "low", "high", "stated_rate", "kept_rate", "stayed_share", "coverage");
        put(SHARE, "last_satisfaction", "satisfaction");
        put(SHARE, "largest_change");
        put(SHARE_CHANGE, "change_rate");
        put(COUNT, "days_behind", "reasons", "rows_of_day", "rows_before", "figures", "changed_rows");
        put(TEXT, "most_common_reason");
        put(FLAG, "is_last_day");
        put(NUMBER, "median_interval_days", "median_per_30_days", "mean", "nps", "margin");
        put(FIGURE, "was", "is_now");
        put(TEXT, "parameter");
        put(CODE, "model", "time_unit", "estimated_from");
        put(MONTH, "won_in");
        put(
                COUNT,
                "tenure",
                "contracts",
                "at_risk",
                "median_months",
                "months_after",
                "customers_with_cost",
                "break_even_month");
        put(COUNT, "measured_buyers", "estimated_buyers", "purchase_days", "months_left");
        put(COUNT, "repurchased", "estimated_n", "repeat_customers", "fitted_rows");
        put(MONEY, "lifetime_value", "acquisition_cost", "cumulative_margin", "shortfall");
        put(SHARE, "p_alive", "survival", "lower_limit", "upper_limit", "churned_before_break_even", "estimated_share");
        put(SHARE, "rate", "fitted", "buyer_mean_share", "estimated_mean_share");
        put(NUMBER, "log_likelihood");
        put(DECIMAL, "expected_purchases_90d");
        put(PARAMETER, "estimate", "standard_error");
        put(SCORE, "given_score", "knee");
        put(FLAG, "shown", "converged");
        put(CODE, "target", "basis");
        put(TEXT, "version", "why_not", "churn_reason_1");
        put(DAY, "fitted_until");
        put(COUNT, "tested_customers", "holdout_days", "decile");
        put(SHARE, "error_below_naive", "expected_share", "actual_share", "churn_probability");
        put(MONEY, "at_stake");
        put(DECIMAL, "predicted", "actual", "auc", "baseline_auc");
        put(PARAMETER, "root_mean_squared_error", "baseline_root_mean_squared_error", "brier", "baseline_brier");
        put(FLAG, "better_than_baseline");
        put(FLAG, "has_marketing_consent");
        put(COMPLETE, "is_complete");
    }

    private static void put(Unit unit, String... columns) {
        for (String column : columns) {
            BY_COLUMN.put(column, unit);
        }
    }

    /** The unit of a column, by its name, which means the same in every answer. */
    static Unit of(String column) {
        Unit unit = BY_COLUMN.get(column);
        if (unit == null) {
            throw new IllegalArgumentException("The pages do not know the unit of the column '" + column + "'.");
        }
        return unit;
    }

    boolean isNumber() {
        return switch (this) {
            case COUNT,
                    COUNT_CHANGE,
                    MONEY,
                    MONEY_CHANGE,
                    SHARE,
                    SHARE_CHANGE,
                    POINTS_CHANGE,
                    NUMBER,
                    DECIMAL,
                    PARAMETER,
                    FIGURE,
                    SCORE -> true;
            default -> false;
        };
    }

    /** How the difference of two values is shown. */
    Unit change() {
        return switch (this) {
            case COUNT -> COUNT_CHANGE;
            case MONEY -> MONEY_CHANGE;
            case SHARE -> POINTS_CHANGE;
            default -> this;
        };
    }
}
