package dangol.jobs.company;

import dangol.contract.TableId;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One line of a company's timetable.
 *
 * @param tables the gold tables that must be fresh afterwards; empty for all
 * @param asOfDaysBack how many days before the scheduled time's day, in the company's zone, the logical day is
 * @param missedAfter how long ago, when the scheduler starts, a time must be to count as missed; for {@link Missed#SKIP}
 * @param lateAfter how long after the scheduled time a run that has not ended is told to be late
 * @param train whether the run trains the churn classifier, whenever it was trained last
 * @param where file and line of its definition
 */
public record ScheduleEntry(
        String name,
        Timetable timetable,
        ZoneId companyZone,
        Set<TableId> tables,
        int asOfDaysBack,
        Missed missed,
        Duration missedAfter,
        Optional<Duration> lateAfter,
        Retries retries,
        List<AwaitedFeed> waitFor,
        boolean train,
        String where) {

    /** What becomes of times that passed while no scheduler was there to see them. */
    public enum Missed {
        /** All are run, in order. */
        CATCH_UP,
        /** None is run. */
        SKIP,
        /** Only the last is run. */
        LATEST
    }

    public ScheduleEntry {
        tables = Set.copyOf(tables);
        waitFor = List.copyOf(waitFor);
    }

    /** The logical day of a scheduled time: it follows from that time alone, never from when the run happens. */
    public LocalDate day(LocalDateTime scheduled) {
        return timetable.instant(scheduled).atZone(companyZone).toLocalDate().minusDays(asOfDaysBack);
    }
}
