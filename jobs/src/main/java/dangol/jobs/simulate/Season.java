package dangol.jobs.simulate;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Map;

/**
 * How much is bought on each day of the year: more towards the weekend, in December and before Seollal and Chuseok, less
 * on the feast days. Purchases are drawn in seasonal time, in which an average day is one unit long and a busy day
 * longer; translated back to the calendar, a steady rate then follows the season.
 */
final class Season {

    private static final Map<Integer, LocalDate> SEOLLAL = Map.ofEntries(
            day(2018, 2, 16),
            day(2019, 2, 5),
            day(2020, 1, 25),
            day(2021, 2, 12),
            day(2022, 2, 1),
            day(2023, 1, 22),
            day(2024, 2, 10),
            day(2025, 1, 29),
            day(2026, 2, 17),
            day(2027, 2, 7),
            day(2028, 1, 27));
    private static final Map<Integer, LocalDate> CHUSEOK = Map.ofEntries(
            day(2018, 9, 24),
            day(2019, 9, 13),
            day(2020, 10, 1),
            day(2021, 9, 21),
            day(2022, 9, 10),
            day(2023, 9, 29),
            day(2024, 9, 17),
            day(2025, 10, 6),
            day(2026, 9, 25),
            day(2027, 9, 15),
            day(2028, 10, 3));
    private static final double[] WEEKDAY = {0.86, 0.82, 0.86, 0.9, 1.1, 1.34, 1.12};

    private final LocalDate start;
    private final double[] reached;

    Season(Horizon horizon) {
        start = horizon.start();
        int days = horizon.days();
        double[] sums = new double[days + 1];
        for (int i = 0; i < days; i++) {
            sums[i + 1] = sums[i] + weight(start.plusDays(i));
        }
        double scale = days / sums[days];
        reached = Arrays.stream(sums).map(sum -> sum * scale).toArray();
    }

    private static Map.Entry<Integer, LocalDate> day(int year, int month, int day) {
        return Map.entry(year, LocalDate.of(year, month, day));
    }

    static double weight(LocalDate day) {
        double weight = WEEKDAY[day.getDayOfWeek().getValue() - 1];
        if (day.getMonthValue() == 12) {
            weight *= 1.35;
        } else if (day.getMonthValue() == 8) {
            weight *= 0.9;
        }
        // Outside the table an average date stands in: the peak matters here, not the moon.
        LocalDate seollal = SEOLLAL.getOrDefault(day.getYear(), LocalDate.of(day.getYear(), 2, 4));
        LocalDate chuseok = CHUSEOK.getOrDefault(day.getYear(), LocalDate.of(day.getYear(), 9, 24));
        return weight * feast(day, seollal) * feast(day, chuseok);
    }

    private static double feast(LocalDate day, LocalDate feast) {
        long ahead = feast.toEpochDay() - day.toEpochDay();
        if (ahead >= 2 && ahead <= 14) {
            return 1.6;
        }
        return ahead >= -1 && ahead <= 1 ? 0.3 : 1;
    }

    /** The seasonal time at the beginning of a day, the day counted from the start. */
    double at(int day) {
        return reached[day];
    }

    double end() {
        return reached[reached.length - 1];
    }

    /** The day and time of a seasonal time below {@link #end()}; the part of the day left over sets the hour, within shop hours. */
    LocalDateTime time(double seasonal, int opens, int closes) {
        int found = Arrays.binarySearch(reached, seasonal);
        int day = found >= 0 ? found : -found - 2;
        double part = (seasonal - reached[day]) / (reached[day + 1] - reached[day]);
        int second = opens * 3600 + (int) (part * (closes - opens) * 3600);
        return start.plusDays(day).atStartOfDay().plusSeconds(second);
    }
}
