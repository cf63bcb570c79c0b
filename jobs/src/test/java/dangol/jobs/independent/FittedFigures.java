package dangol.jobs.independent;

import dangol.contract.TableContract;
import dangol.contract.TableId;
import java.util.List;
import java.util.Map;

/**
 * What no second computation in SQL has, by name: SQL neither searches for a maximum of a likelihood nor has the Gaussian
 * hypergeometric function. These figures are held against published ones and plain formulas in the tests of dangol.model
 * and of the examples.
 */
public final class FittedFigures {
    /** Tables whose rows are fitted; the SQL of others reads them as the run made them. */
    public static final List<TableId> TABLES = List.of(
            TableId.gold("purchase_model"),
            TableId.gold("model_quality"),
            TableId.gold("model_holdout"),
            TableId.gold("cohort_projection"));

    /** Columns of the hypergeometric function, of searches and of inverted matrices; the SQL leaves them null, or out. */
    private static final Map<TableId, List<String>> COLUMNS = Map.of(
            TableId.gold("loyalty_curve"),
            List.of("knee", "reason"),
            TableId.gold("survival"),
            List.of("log_rank", "degrees_of_freedom", "p_value"),
            TableId.gold("wallet_share"),
            List.of(
                    "estimated_share",
                    "estimated_share_low",
                    "estimated_share_high",
                    "estimated_headroom",
                    "estimated_headroom_low",
                    "estimated_headroom_high",
                    "estimated_from",
                    "estimated_n"),
            TableId.gold("churn"),
            List.of(
                    "expected_purchases_30d",
                    "expected_purchases_90d",
                    "expected_purchases_365d",
                    "expected_purchases_horizon_low",
                    "expected_purchases_horizon_high",
                    "lifetime_value",
                    "lifetime_value_low",
                    "lifetime_value_high",
                    "churn_probability",
                    "churn_reason_1",
                    "churn_reason_2",
                    "churn_reason_3",
                    "churn_model_version"),
            TableId.gold("customer_360"),
            List.of("lifetime_value"));

    private FittedFigures() {}

    /** The columns of a table that are not compared. */
    static List<String> of(TableContract contract) {
        return COLUMNS.getOrDefault(contract.id(), List.of());
    }
}
