package dangol.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.company.Operations.Snapshots;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which days of snapshot tables a policy keeps. */
class MaintenanceTest {
    private static final LocalDate LAST = LocalDate.parse("2024-06-10");

    @Test
    void everyDayOfTheLastWeeksAndTheEndsOfMonthsStay() {
        NavigableSet<LocalDate> days =
                days("2024-03-30", "2024-03-31", "2024-04-15", "2024-04-30", "2024-05-27", "2024-05-28", "2024-06-10");
        assertThat(Maintenance.dropped(days, new Snapshots(2, 2), LAST))
                .containsExactlyElementsOf(dates("2024-03-30", "2024-03-31", "2024-04-15", "2024-05-27"));
        assertThat(Maintenance.dropped(days, new Snapshots(2, 3), LAST))
                .containsExactlyElementsOf(dates("2024-03-30", "2024-04-15", "2024-05-27"));
    }

    @Test
    void aMonthWithoutItsLastDayKeepsTheLastItHas() {
        NavigableSet<LocalDate> days = days("2024-03-04", "2024-03-18", "2024-06-10");
        assertThat(Maintenance.dropped(days, new Snapshots(1, 12), LAST))
                .containsExactlyElementsOf(dates("2024-03-04"));
    }

    @Test
    void noMonthEndsMeansTheLastWeeksAlone() {
        NavigableSet<LocalDate> days = days("2024-05-31", "2024-06-03", "2024-06-04", "2024-07-01");
        assertThat(Maintenance.dropped(days, new Snapshots(1, 0), LAST))
                .containsExactlyElementsOf(dates("2024-05-31", "2024-06-03"));
    }

    private static NavigableSet<LocalDate> days(String... days) {
        return new TreeSet<>(dates(days));
    }

    private static List<LocalDate> dates(String... days) {
        return Stream.of(days).map(LocalDate::parse).toList();
    }
}
