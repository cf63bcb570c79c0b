package dangol.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.company.Operations.Snapshots;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which days a plan calls missing. */
class PlanTest {
    @Test
    void daysThatMaintenanceDropsAreNotMissing() {
        // Two weeks of days and the ends of months: maintenance has dropped those of May but the last.
        List<LocalDate> kept = dates("2024-05-31", "2024-06-04", "2024-06-05", "2024-06-07", "2024-06-17");
        assertThat(gaps(kept, "2024-06-17", new Snapshots(2, 12)))
                .as("two weeks before the 17th is the 3rd")
                .doesNotContain(LocalDate.parse("2024-06-01"), LocalDate.parse("2024-06-03"))
                .containsExactlyElementsOf(dates(
                        "2024-06-06",
                        "2024-06-08",
                        "2024-06-09",
                        "2024-06-10",
                        "2024-06-11",
                        "2024-06-12",
                        "2024-06-13",
                        "2024-06-14",
                        "2024-06-15",
                        "2024-06-16"));
        assertThat(gaps(kept, "2024-06-17", Snapshots.ALL))
                .startsWith(LocalDate.parse("2024-06-01"), LocalDate.parse("2024-06-02"));
        assertThat(gaps(dates("2024-04-30", "2024-06-16"), "2024-06-17", new Snapshots(1, 12)))
                .as("the end of a month is kept when it is there")
                .startsWith(LocalDate.parse("2024-05-31"), LocalDate.parse("2024-06-11"));
    }

    @Test
    void nothingIsMissingBeforeTheFirstDayThatWasKept() {
        assertThat(gaps(List.of(), "2024-06-17", Snapshots.ALL)).isEmpty();
        assertThat(gaps(dates("2024-06-17"), "2024-06-10", Snapshots.ALL)).isEmpty();
        assertThat(gaps(dates("2024-06-15"), "2024-06-17", Snapshots.ALL))
                .containsExactlyElementsOf(dates("2024-06-16"));
    }

    private static NavigableSet<LocalDate> gaps(List<LocalDate> kept, String asOf, Snapshots policy) {
        return Plan.gaps(kept, LocalDate.parse(asOf), LocalDate.parse(asOf), policy);
    }

    private static List<LocalDate> dates(String... days) {
        return Stream.of(days).map(LocalDate::parse).toList();
    }
}
