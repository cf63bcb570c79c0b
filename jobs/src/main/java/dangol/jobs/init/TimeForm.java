package dangol.jobs.init;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.TimestampFormatter;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How a source writes times: what Spark's cast reads by itself, a pattern, or seconds or milliseconds since 1970.
 *
 * @param pattern pattern of Spark's datetime functions, "" for what a cast reads, "s" and "ms" for numbers
 * @param doubt why this may be wrong, or empty
 */
record TimeForm(String pattern, String doubt) {
    static final String CAST = "";
    static final String SECONDS = "s";
    static final String MILLIS = "ms";

    private static final double READABLE_SHARE = 0.98;
    private static final int FITTED = 3000;
    /** Years that stand for no end of a contract. */
    private static final int ENDLESS = 2199;

    private static final Pattern ISO = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}([ T].*)?");
    private static final Pattern PARTS = Pattern.compile(
            "(\\d{1,4})(\\. |[./-]|년 )(\\d{1,2}|[A-Za-z]{3})(\\. |[./-]|월 )(\\d{1,4})(\\.|일)?(?:(,? |T)(\\d{1,2}:\\d{2})(:\\d{2})?(\\.\\d{1,6})?( ?[AaPp][Mm])?( ?[+-]\\d{4}| ?[+-]\\d{2}:\\d{2}|Z)?)?");

    /** The form that nearly all of the values have, blanks aside; none when they are no times. */
    static Optional<TimeForm> of(List<String> values, boolean namedAsTime) {
        List<String> given =
                values.stream().map(String::strip).filter(v -> !v.isEmpty()).toList();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (mostly(given, v -> ISO.matcher(v).matches() && castDay(v).isPresent())) {
            return Optional.of(new TimeForm(CAST, ""));
        }
        if (mostly(given, v -> v.matches("\\d{8}|\\d{12}|\\d{14}"))) {
            String pattern = "yyyyMMddHHmmss".substring(0, given.get(0).length());
            TimeForm compact = new TimeForm(pattern, "");
            if (mostly(given, v -> compact.day(v).filter(compact::plausible).isPresent())) {
                return Optional.of(compact);
            }
        }
        if (namedAsTime && mostly(given, v -> v.matches("\\d{10}(\\.0)?|\\d{13}"))) {
            boolean millis = given.get(0).length() == 13;
            return Optional.of(new TimeForm(
                    millis ? MILLIS : SECONDS, (millis ? "milliseconds" : "seconds") + " since 1970, by their size"));
        }
        return parts(given);
    }

    private static Optional<TimeForm> parts(List<String> given) {
        List<Matcher> matches = new ArrayList<>();
        for (String value : given) {
            Matcher matcher = PARTS.matcher(value);
            if (matcher.matches()) {
                matches.add(matcher);
            }
        }
        if (matches.size() < given.size() * READABLE_SHARE) {
            return Optional.empty();
        }
        TimeForm best = null;
        TimeForm second = null;
        long most = 0;
        for (String order : List.of("yMd", "dMy", "Mdy")) {
            TimeForm form = new TimeForm(pattern(matches.get(0), order), "");
            long fits = given.stream()
                    .limit(FITTED)
                    .filter(v -> form.day(v).filter(form::plausible).isPresent())
                    .count();
            if (fits > most) {
                best = form;
                second = null;
                most = fits;
            } else if (fits == most && most > 0) {
                second = form;
            }
        }
        if (best == null || most < Math.min(FITTED, given.size()) * READABLE_SHARE) {
            return Optional.empty();
        }
        return Optional.of(
                second == null ? best : undecided(best, second, matches.get(0).group(11) != null));
    }

    /** Half-days are told with AM and PM where the month stands first. */
    private static TimeForm undecided(TimeForm first, TimeForm second, boolean halfDays) {
        TimeForm chosen = halfDays ? second : first;
        return new TimeForm(
                chosen.pattern,
                "no value tells the order of day, month and year; it could be " + (halfDays ? first : second).pattern);
    }

    private static String pattern(Matcher match, String order) {
        StringBuilder pattern = new StringBuilder();
        int[] groups = {1, 3, 5};
        for (int i = 0; i < 3; i++) {
            String part = match.group(groups[i]);
            pattern.append(
                    switch (order.charAt(i)) {
                        case 'y' -> part.length() == 4 ? "yyyy" : "yy";
                        case 'M' -> part.matches("[A-Za-z]{3}") ? "MMM" : "M";
                        default -> "d";
                    });
            String after = i == 2 ? match.group(6) : match.group(2 + 2 * i);
            pattern.append(after == null ? "" : after);
        }
        if (match.group(8) != null) {
            pattern.append(match.group(7).replace("T", "'T'"));
            pattern.append(match.group(11) == null ? "H:mm" : "h:mm");
            pattern.append(match.group(9) == null ? "" : ":ss");
            pattern.append(
                    match.group(10) == null
                            ? ""
                            : "." + "S".repeat(match.group(10).length() - 1));
            pattern.append(match.group(11) == null ? "" : match.group(11).startsWith(" ") ? " a" : "a");
            String offset = match.group(12);
            if (offset != null) {
                pattern.append(offset.startsWith(" ") ? " " : "")
                        .append(offset.endsWith("Z") || offset.contains(":") ? "XXX" : "Z");
            }
        }
        return pattern.toString();
    }

    /** The day a value names, in UTC; none when it is not of this form. */
    Optional<LocalDate> day(String value) {
        String text = value.strip();
        try {
            return switch (pattern) {
                case CAST -> castDay(text);
                case SECONDS -> Optional.of(dayOf(Long.parseLong(text.replaceFirst("\\.0$", "")) * 1_000_000));
                case MILLIS -> Optional.of(dayOf(Long.parseLong(text) * 1000));
                default ->
                    Optional.of(dayOf(TimestampFormatter.apply(pattern, ZoneOffset.UTC, true)
                            .parse(text)));
            };
        } catch (RuntimeException | java.text.ParseException e) {
            // Spark's parser throws for every text that is not of the pattern; such a text names no day.
            return Optional.empty();
        }
    }

    /** The expression of the time, or of the day alone, for Spark SQL. */
    String expression(String column, boolean dayOnly) {
        return switch (pattern) {
            case CAST -> column;
            case SECONDS -> "timestamp_seconds(cast(" + column + " AS BIGINT))";
            case MILLIS -> "timestamp_millis(cast(" + column + " AS BIGINT))";
            default -> (dayOnly ? "to_date(" : "to_timestamp(") + column + ", '" + pattern.replace("'", "''") + "')";
        };
    }

    private static Optional<LocalDate> castDay(String text) {
        scala.Option<Object> micros = DateTimeUtils.stringToTimestamp(UTF8String.fromString(text), ZoneOffset.UTC);
        return micros.isEmpty() ? Optional.empty() : Optional.of(dayOf((Long) micros.get()));
    }

    private static LocalDate dayOf(long micros) {
        return Instant.ofEpochMilli(Math.floorDiv(micros, 1000L))
                .atOffset(ZoneOffset.UTC)
                .toLocalDate();
    }

    /** Two digits of a year never stand for a far future, and four only for what has no end, such as 31.12.9999. */
    private boolean plausible(LocalDate day) {
        boolean fourDigits = pattern.contains("yyyy");
        if (fourDigits && day.getYear() >= ENDLESS) {
            return day.getDayOfYear() == 1 || day.getDayOfYear() == day.lengthOfYear();
        }
        return day.getYear() >= 1900
                && day.getYear()
                        <= (fourDigits ? 2100 : LocalDate.now(ZoneOffset.UTC).getYear() + 1);
    }

    private static boolean mostly(List<String> values, java.util.function.Predicate<String> test) {
        int most = Math.min(values.size(), 1000);
        long step = Math.max(1, values.size() / most);
        long seen = 0;
        long good = 0;
        for (int i = 0; i < values.size(); i += step) {
            seen++;
            good += test.test(values.get(i)) ? 1 : 0;
        }
        return good >= seen * READABLE_SHARE;
    }

    @Override
    public String toString() {
        return pattern.isEmpty() ? "a time" : String.format(Locale.ROOT, "a time (%s)", pattern);
    }
}
