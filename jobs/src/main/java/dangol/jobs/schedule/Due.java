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
 * @param begun true once its turn came in time: from then on it is no missed time, though it wait, or its process be killed. A state
 *     of before this was known reads as false
 * @param sourcesSeen true when the sources are no longer waited for
 * @param timetable the timetable that it comes from, to notice when that changes
 */
record Due(LocalDateTime scheduled, LocalDate day, int failures, boolean begun, boolean sourcesSeen, String timetable) {

    static Due of(ScheduleEntry entry, LocalDateTime scheduled) {
        return new Due(
                scheduled,
                entry.day(scheduled),
                0,
                false,
                false,
                entry.timetable().toString());
    }

    Instant at(ScheduleEntry entry) {
        return entry.timetable().instant(scheduled);
    }

    Due withBegun() {
        return new Due(scheduled, day, failures, true, sourcesSeen, timetable);
    }

    Due withSourcesSeen() {
        return new Due(scheduled, day, failures, begun, true, timetable);
    }

    Due afterFailure() {
        return new Due(scheduled, day, failures + 1, begun, sourcesSeen, timetable);
    }

    /** The same logical day under another timetable. */
    Due under(String other) {
        return new Due(scheduled, day, failures, begun, sourcesSeen, other);
    }

    /** True when it is waited for, run or tried again; then the past is not settled any more. */
    boolean inHand() {
        return begun || failures > 0 || sourcesSeen;
    }
}
