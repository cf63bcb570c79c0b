package dangol.jobs.independent;

import dangol.contract.TableId;
import java.util.Map;
import java.util.Set;

/** Columns that no SQL computes a second time, since they come of a search for a maximum or of an inverted matrix. */
public final class WithoutSql {
    private static final Map<TableId, Set<String>> COLUMNS = Map.of(
            // Chi-squared of many groups needs their covariance inverted.
            TableId.gold("survival"), Set.of("log_rank", "degrees_of_freedom", "p_value"),
            // An empirical Bayes prior is searched for.
            TableId.gold("wallet_share"),
                    Set.of(
                            "estimated_share",
                            "estimated_share_low",
                            "estimated_share_high",
                            "estimated_headroom",
                            "estimated_headroom_low",
                            "estimated_headroom_high",
                            "estimated_from",
                            "estimated_n"));

    private WithoutSql() {}

    /** None for most tables. */
    public static Set<String> columns(TableId table) {
        return COLUMNS.getOrDefault(table, Set.of());
    }
}
