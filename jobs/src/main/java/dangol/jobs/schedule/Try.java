package dangol.jobs.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

/**
 * One try of a scheduled run, as it is remembered.
 *
 * @param scheduled wall-clock time in the entry's zone
 * @param message what went wrong, or what was released
 */
record Try(
        String company,
        String entry,
        LocalDateTime scheduled,
        LocalDate day,
        Instant startedAt,
        Instant endedAt,
        Outcome outcome,
        String message) {}
