package dangol.jobs.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.contract.Severity;
import dangol.contract.TableId;
import dangol.jobs.company.Operations;
import dangol.jobs.company.Operations.Limit;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VolumesTest {
    private static final TableId CHURN = TableId.gold("churn");
    private static final TableId SALES = TableId.bronze("sales");
    private static final LocalDate MONDAY = LocalDate.parse("2024-06-03");

    private final Map<LocalDate, Map<TableId, Long>> released = new TreeMap<>();
    private Operations.Volumes limits = Operations.DEFAULT.volumes();

    @Test
    void aMondayIsComparedWithMondaysOnly() {
        mondays(100, 104, 96, 100);
        for (int week = 1; week <= 8; week++) {
            released.put(MONDAY.minusWeeks(week).minusDays(1), Map.of(CHURN, 10_000L));
        }
        assertThat(broken(100)).isEmpty();
        // Median 100, median deviation 2, so one robust standard deviation is 2.97 rows; 5 of them are 14.8.
        assertThat(broken(114)).isEmpty();
        assertThat(broken(115)).containsExactly("115 rows, usually 100 (+5.1 robust standard deviations)");
        assertThat(broken(85)).containsExactly("85 rows, usually 100 (-5.1 robust standard deviations)");
    }

    @Test
    void fewerThanFourDaysSayNothing() {
        mondays(100, 100, 100);
        assertThat(results(100_000)).isEmpty();
        mondays(100, 100, 100, 100);
        assertThat(results(100_000)).hasSize(1);
    }

    @Test
    void oneOddDayDoesNotMoveTheMeasure() {
        mondays(100, 102, 98, 100, 5_000, 101, 99, 100);
        assertThat(broken(100)).isEmpty();
        assertThat(broken(5_000)).hasSize(1);
    }

    @Test
    void onlyTheLastEightCount() {
        mondays(10, 10, 10, 10, 10, 10, 10, 10, 900, 900, 900, 900, 900, 900, 900, 900, 900);
        assertThat(broken(10)).isEmpty();
        assertThat(broken(900)).hasSize(1);
    }

    @Test
    void numbersThatNeverChangeMayMoveATenth() {
        mondays(1_000, 1_000, 1_000, 1_000);
        assertThat(broken(1_100)).isEmpty();
        assertThat(broken(1_101)).hasSize(1);
        assertThat(broken(0)).hasSize(1);
    }

    @Test
    void laterDaysDoNotJudgeEarlierOnes() {
        mondays(100, 100, 100, 100);
        assertThat(new Volumes(limits).check(MONDAY.minusWeeks(1), Map.of(CHURN, 9_999L), released))
                .isEmpty();
    }

    @Test
    void aTableMayHaveALimitOfItsOwn() {
        limits = new Operations.Volumes(
                new Limit(5, Severity.WARNING), Map.of("gold.churn", new Limit(2, Severity.ERROR)));
        mondays(100, 104, 96, 100);
        assertThat(results(107)).allMatch(CheckResult::holdsBack).hasSize(1);
        for (int week = 1; week <= 4; week++) {
            released.put(MONDAY.minusWeeks(week), Map.of(SALES, 10L));
        }
        assertThat(new Volumes(limits).check(MONDAY, Map.of(SALES, 99L), released))
                .allMatch(r -> r.broken() && !r.holdsBack())
                .hasSize(1);
    }

    private void mondays(long... rows) {
        for (int i = 0; i < rows.length; i++) {
            released.put(MONDAY.minusWeeks(i + 1), Map.of(CHURN, rows[i]));
        }
    }

    private List<CheckResult> results(long rows) {
        return new Volumes(limits).check(MONDAY, Map.of(CHURN, rows), released);
    }

    private List<String> broken(long rows) {
        return results(rows).stream()
                .filter(CheckResult::broken)
                .map(CheckResult::found)
                .toList();
    }
}
