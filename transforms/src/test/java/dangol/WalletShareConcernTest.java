package dangol;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.gold.WalletShare;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Whose wallets a change of the estimates concerns: exactly those of whom something else is estimated. */
class WalletShareConcernTest {
    private static final TableId WALLET = TableId.state("wallet");
    private static final TableId ESTIMATE = TableId.state("wallet_estimate");
    private static final Policy POLICY =
            new Policy(ZoneId.of("Asia/Seoul"), "KRW", 180, 3, 3, List.of(30), ModelPolicy.USUAL, "secret");

    private static final String OF_GOLD = "('segment_and_category', 'tea', 'gold', 0.3, 0.1, 0.6, 40L)";
    private static final String OF_TEA = "('category', 'tea', '', 0.4, 0.1, 0.7, 90L)";
    private static final String OF_ALL = "('all', '', '', 0.5, 0.2, 0.8, 300L)";

    @Test
    void itConcernsThoseWhoAreEstimatedFromWhatChanged() {
        assertThat(concerned(
                        List.of(OF_GOLD, OF_TEA, OF_ALL),
                        List.of(OF_GOLD.replace("40L", "41L"), OF_TEA.replace("90L", "91L"), OF_ALL)))
                .containsExactlyInAnyOrder("gold_tea", "blue_tea");
    }

    @Test
    void anEstimateOfTheirOwnTakesThemFromTheOthers() {
        assertThat(concerned(List.of(OF_TEA, OF_ALL), List.of(OF_GOLD, OF_TEA, OF_ALL)))
                .containsExactly("gold_tea");
    }

    @Test
    void theLastEstimateThatGoesConcernsAllThatHadIt() {
        assertThat(concerned(List.of(OF_ALL), List.of()))
                .containsExactlyInAnyOrder("gold_tea", "blue_tea", "gold_rice");
    }

    /** The measured one and the one who bought nothing are never concerned. */
    private static List<String> concerned(List<String> before, List<String> now) {
        Dataset<Row> wallets = TestSpark.session()
                .sql(
                        "SELECT *, DATE '2024-01-01' AS quarter FROM VALUES"
                                + " ('gold_tea', 'tea', 'gold', 'own_only', 10BD), ('blue_tea', 'tea', 'blue', 'own_only', 10BD),"
                                + " ('gold_rice', 'rice', 'gold', 'own_only', 10BD), ('measured', 'tea', 'gold', 'panel', 10BD),"
                                + " ('nothing', 'tea', 'gold', 'own_only', 0BD) AS (customer_key, category, segment, method, own_spend)");
        Scope.Period scope = (Scope.Period) new WalletShare().scope(POLICY);
        return scope.watches()
                .get(0)
                .concern()
                .of(
                        inputs(Map.of(ESTIMATE, estimates(before))),
                        inputs(Map.of(ESTIMATE, estimates(now), WALLET, wallets)))
                .filter("day = DATE '2024-01-01'")
                .select("customer_key")
                .as(Encoders.STRING())
                .collectAsList();
    }

    private static Inputs inputs(Map<TableId, Dataset<Row>> tables) {
        return new Inputs(Contracts.of(TableId.gold("wallet_share")), POLICY, tables);
    }

    private static Dataset<Row> estimates(List<String> rows) {
        String never = "('all', '', '', 0.0, 0.0, 0.0, 0L)";
        String all = String.join(", ", rows.isEmpty() ? List.of(never) : rows);
        return TestSpark.session()
                .sql("SELECT *, DATE '2024-01-01' AS quarter FROM VALUES " + all
                        + " AS (estimated_from, category, segment, estimated_share, estimated_share_low, estimated_share_high, estimated_n)"
                        + (rows.isEmpty() ? " WHERE false" : ""));
    }
}
