package dangol.jobs.company;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Year;
import java.time.temporal.WeekFields;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a company counts weeks, and on which days it rests.
 *
 * @param week on which day a week begins, and how many of its days must lie in a year for it to be the year's first
 * @param region country, or country and parts of it, whose public holidays count, as in GB-ENG; empty for none
 * @param days other holidays by day
 * @param yearly other holidays that come on the same day each year
 */
public record BusinessCalendar(
        WeekFields week, String region, Map<LocalDate, String> days, Map<MonthDay, String> yearly) {
    public static final BusinessCalendar PLAIN = new BusinessCalendar(WeekFields.ISO, "", Map.of(), Map.of());

    public BusinessCalendar {
        days = Map.copyOf(days);
        yearly = Map.copyOf(yearly);
    }

    /** The holidays of some years and what they are called, in English; the company's own names win. */
    public SortedMap<LocalDate, String> holidays(int firstYear, int lastYear) {
        SortedMap<LocalDate, String> holidays = new TreeMap<>();
        for (int year = firstYear; year <= lastYear; year++) {
            if (!region.isEmpty()) {
                calendar(country(region))
                        .getHolidays(Year.of(year), HolidayType.PUBLIC_HOLIDAY, parts(region))
                        .forEach(h -> holidays.merge(
                                h.getDate(), h.getDescription(Locale.ENGLISH), BusinessCalendar::inOrder));
            }
            for (Map.Entry<MonthDay, String> day : yearly.entrySet()) {
                if (day.getKey().isValidYear(year)) {
                    holidays.put(day.getKey().atYear(year), day.getValue());
                }
            }
        }
        days.forEach((day, name) -> {
            if (day.getYear() >= firstYear && day.getYear() <= lastYear) {
                holidays.put(day, name);
            }
        });
        return holidays;
    }

    /** Two holidays on one day, always in the same order. */
    private static String inOrder(String one, String other) {
        return one.compareTo(other) <= 0 ? one + ", " + other : other + ", " + one;
    }

    /** The codes of the countries whose holidays are known, and below a country those of its parts. */
    static Set<String> known(String country) {
        if (country.isEmpty()) {
            return new TreeSet<>(HolidayManager.getSupportedCalendarCodes());
        }
        Set<String> codes = new TreeSet<>(Set.of(country));
        below(country, calendar(country).getCalendarHierarchy(), codes);
        return codes;
    }

    private static void below(String code, CalendarHierarchy part, Set<String> codes) {
        part.getChildren().forEach((name, child) -> {
            String own = code + "-" + name.toUpperCase(Locale.ROOT);
            codes.add(own);
            below(own, child, codes);
        });
    }

    static String country(String code) {
        return code.split("-")[0];
    }

    private static String[] parts(String code) {
        List<String> parts = Arrays.asList(code.toLowerCase(Locale.ROOT).split("-"));
        return parts.subList(1, parts.size()).toArray(String[]::new);
    }

    private static HolidayManager calendar(String country) {
        return HolidayManager.getInstance(ManagerParameters.create(country.toLowerCase(Locale.ROOT)));
    }

    /** A day as 2025-06-03. */
    static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A day of every year as 12-25. */
    static Optional<MonthDay> dayOfEveryYear(String text) {
        try {
            return Optional.of(MonthDay.parse("--" + text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
