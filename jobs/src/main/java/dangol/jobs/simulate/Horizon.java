package dangol.jobs.simulate;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * The days the company has records of. All times of the simulation are local times of Seoul, which has had no
 * daylight saving since 1988.
 *
 * @param start first day
 * @param until last day, included
 */
record Horizon(LocalDate start, LocalDate until) {

    static final ZoneOffset SEOUL = ZoneOffset.ofHours(9);

    static Horizon of(SimulationOptions options) {
        return new Horizon(options.until().minusYears(options.years()).plusDays(1), options.until());
    }

    int days() {
        return (int) ChronoUnit.DAYS.between(start, until) + 1;
    }

    boolean covers(LocalDateTime time) {
        LocalDate day = time.toLocalDate();
        return !day.isBefore(start) && !day.isAfter(until);
    }

    int day(LocalDateTime time) {
        return (int) ChronoUnit.DAYS.between(start, time.toLocalDate());
    }

    int months() {
        return month(until) + 1;
    }

    int month(LocalDate day) {
        return monthNumber(day) - monthNumber(start);
    }

    int month(LocalDateTime time) {
        return month(time.toLocalDate());
    }

    String monthName(int month) {
        LocalDate first = start.withDayOfMonth(1).plusMonths(month);
        return first.getYear() + "-" + Ids.digits(first.getMonthValue(), 2);
    }

    int quarters() {
        return quarter(until) + 1;
    }

    int quarter(LocalDate day) {
        return quarterNumber(day) - quarterNumber(start);
    }

    int quarter(LocalDateTime time) {
        return quarter(time.toLocalDate());
    }

    String quarterName(int quarter) {
        int number = quarterNumber(start) + quarter;
        return number / 4 + "-Q" + (number % 4 + 1);
    }

    /** First calendar day of a quarter; for the first quarter it may lie before the start of the records. */
    LocalDate quarterStart(int quarter) {
        int number = quarterNumber(start) + quarter;
        return LocalDate.of(number / 4, number % 4 * 3 + 1, 1);
    }

    private static int monthNumber(LocalDate day) {
        return day.getYear() * 12 + day.getMonthValue() - 1;
    }

    private static int quarterNumber(LocalDate day) {
        return day.getYear() * 4 + (day.getMonthValue() - 1) / 3;
    }
}
