package dangol.jobs.schedule;

import dangol.jobs.company.ScheduleEntry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

/**
 * What an entry runs next. It is kept in the scheduler's state as it is, so that a retry, however late and by whatever process, is
 * of the day it always was.
 *
 * @param scheduled wall-clock time in the entry's zone
 * @param day logical day
 * @param failures tries of this day that failed
 * @param sourcesSeen true when the sources are no longer waited for
 * @param timetable the timetable that it comes from, to notice when that changes
 */
record Due(LocalDateTime scheduled, LocalDate day, int failures, boolean sourcesSeen, String timetable) {

    static Due of(ScheduleEntry entry, LocalDateTime scheduled) {
        return new Due(
                scheduled, entry.day(scheduled), 0, false, entry.timetable().toString());
    }

    Instant at(ScheduleEntry entry) {
        return entry.timetable().instant(scheduled);
    }

    Due withSourcesSeen() {
        return new Due(scheduled, day, failures, true, timetable);
    }

    Due afterFailure() {
        return new Due(scheduled, day, failures + 1, sourcesSeen, timetable);
    }
}
