package dangol.jobs.company;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A feed that a scheduled run waits for.
 *
 * @param file glob below the sources with the logical day between angle brackets, as {@code orders-<yyyy-MM-dd>.csv}; or empty
 * @param query SQL of a JDBC feed, with the logical day for {@code {day}}, whose first value says whether it is there; or empty
 * @param freshWithin without both: how old, at the scheduled time, the feed's newest file may be
 * @param deadline after the scheduled time, how long to wait
 */
public record AwaitedFeed(
        Feed feed, String file, String query, Duration freshWithin, Duration deadline, WhenLate whenLate) {
    private static final Pattern DAY = Pattern.compile("<([^<>]+)>");

    /** What to do when the deadline passes; a warning is sent either way. */
    public enum WhenLate {
        GO_ON,
        FAIL
    }

    public String file(LocalDate day) {
        return filled(file, day);
    }

    public String query(LocalDate day) {
        return query.replace("{day}", "DATE '" + day + "'");
    }

    /** @throws DateTimeException when what stands between the brackets is no pattern of a day */
    static String filled(String text, LocalDate day) {
        Matcher matcher = DAY.matcher(text);
        return matcher.replaceAll(m -> {
            try {
                return Matcher.quoteReplacement(
                        DateTimeFormatter.ofPattern(m.group(1), Locale.ROOT).format(day));
            } catch (IllegalArgumentException e) {
                throw new DateTimeException(e.getMessage(), e);
            }
        });
    }
}
