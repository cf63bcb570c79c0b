package dangol.jobs.schedule;

import dangol.jobs.company.ScheduleEntry;
import java.time.Instant;

/** When the scheduler turns to an entry again, and what is due then. */
record Next(Due due, Instant at) {

    static Next of(ScheduleEntry entry, Due due) {
        return new Next(due, due.at(entry));
    }
}
