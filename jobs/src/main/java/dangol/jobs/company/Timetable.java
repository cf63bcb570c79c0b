package dangol.jobs.company;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * A cron expression of five fields (minute, hour, day of month, month, day of week) on the clock of a wall in a time zone.
 *
 * <p>Its times are wall-clock times, so that each comes exactly once: a time that daylight saving skips comes that much later, a time
 * that it repeats comes at the first of the two.
 */
public record Timetable(String cron, ZoneId zone) {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /** @throws IllegalArgumentException when it is no cron expression */
    public Timetable {
        PARSER.parse(cron).validate();
    }

    /** The first wall-clock time after another; none when the expression names a day that no calendar has. */
    public Optional<LocalDateTime> after(LocalDateTime time) {
        return ExecutionTime.forCron(PARSER.parse(cron))
                .nextExecution(time.atZone(ZoneOffset.UTC))
                .map(ZonedDateTime::toLocalDateTime);
    }

    /** The first wall-clock time after another. */
    public LocalDateTime next(LocalDateTime time) {
        return after(time)
                .orElseThrow(() -> new IllegalStateException("'" + cron + "' never comes after " + time + "."));
    }

    public Instant instant(LocalDateTime time) {
        return time.atZone(zone).toInstant();
    }

    public LocalDateTime wall(Instant instant) {
        return LocalDateTime.ofInstant(instant, zone);
    }

    @Override
    public String toString() {
        return cron + " " + zone;
    }
}
