package dangol.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class SeasonTest {

    private final Horizon year = new Horizon(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31));
    private final Season season = new Season(year);

    @Test
    void anAverageDayIsOneUnitLong() {
        assertThat(season.end()).isEqualTo(365, within(1e-9));
    }

    @Test
    void peopleBuyBeforeSeollalAndStayAtHomeOnTheDay() {
        LocalDate seollal = LocalDate.of(2025, 1, 29);

        assertThat(Season.weight(seollal.minusDays(7))).isGreaterThan(1.5 * Season.weight(seollal.plusDays(7)));
        assertThat(Season.weight(seollal)).isLessThan(0.4);
    }

    @Test
    void everySeasonalTimeFallsOnADayWithinShopHours() {
        for (double at = 0; at < season.end(); at += 0.37) {
            LocalDateTime time = season.time(at, 10, 21);
            assertThat(year.covers(time)).isTrue();
            assertThat(time.getHour()).isBetween(10, 20);
        }
    }
}
