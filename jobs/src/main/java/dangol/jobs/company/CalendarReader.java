package dangol.jobs.company;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.WeekFields;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code week} and {@code holidays}. */
final class CalendarReader {
    private static final Set<String> WEEK = Set.of("first_day", "minimal_days");
    private static final Set<String> HOLIDAYS = Set.of("country", "days");
    private static final Map<String, WeekFields> RULES = Map.of(
            "iso", WeekFields.ISO,
            "sunday", WeekFields.of(DayOfWeek.SUNDAY, 1),
            "saturday", WeekFields.of(DayOfWeek.SATURDAY, 1));

    private CalendarReader() {}

    static BusinessCalendar read(YamlTree root) {
        YamlTree holidays = root.get("holidays");
        Map<LocalDate, String> days = new HashMap<>();
        Map<MonthDay, String> yearly = new HashMap<>();
        if (holidays.isText() || holidays.missing()) {
            return new BusinessCalendar(week(root.get("week")), region(holidays), days, yearly);
        }
        holidays.allowOnly(HOLIDAYS);
        holidays.get("days").children().forEach((day, name) -> {
            Optional<LocalDate> once = BusinessCalendar.day(day);
            Optional<MonthDay> everyYear = BusinessCalendar.dayOfEveryYear(day);
            String named = name.required("Write what the day is called.");
            once.ifPresent(d -> days.put(d, named));
            everyYear.ifPresent(d -> yearly.put(d, named));
            if (once.isEmpty() && everyYear.isEmpty()) {
                name.fault(
                        "'" + day + "' is no day.",
                        "Write one day as 2025-06-03, or the same day of every year as '12-25'.");
            }
        });
        return new BusinessCalendar(week(root.get("week")), region(holidays.get("country")), days, yearly);
    }

    private static WeekFields week(YamlTree node) {
        if (node.missing() || node.isText()) {
            String rule = node.text("iso");
            if (!RULES.containsKey(rule)) {
                node.fault("there is no week '" + rule + "'.", Nearest.hint(rule, RULES.keySet()));
            }
            return RULES.getOrDefault(rule, WeekFields.ISO);
        }
        node.allowOnly(WEEK);
        return WeekFields.of(
                node.get("first_day").choice(DayOfWeek.MONDAY),
                node.get("minimal_days").integer(4, 1, 7));
    }

    private static String region(YamlTree node) {
        String code = node.text("").toUpperCase(Locale.ROOT);
        if (code.isEmpty()) {
            return "";
        }
        Set<String> countries = BusinessCalendar.known("");
        String country = BusinessCalendar.country(code);
        if (!countries.contains(country)) {
            node.fault(
                    "the holidays of '" + code + "' are not known.",
                    "List them yourself, as in holidays: {days: {'01-01': New Year}}. Known are: "
                            + String.join(", ", countries) + ".");
            return "";
        }
        Set<String> parts = BusinessCalendar.known(country);
        if (!parts.contains(code)) {
            node.fault("'" + country + "' has no part '" + code + "'.", Nearest.hint(code, parts));
            return "";
        }
        return code;
    }
}
