package dangol.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.jobs.company.BusinessCalendar;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.WeekFields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The views in a release's DuckDB file, against figures computed by hand. */
class BiViewTest {
    @TempDir
    Path folder;

    @Test
    void everyViewSaysWhatItIsAndWhatEachColumnMeans() throws Exception {
        for (BiView view : BiView.all()) {
            assertThat(view.grain()).as(view.name()).startsWith("One row for each");
            assertThat(view.version()).as(view.name()).matches("\\d+\\.\\d+\\.\\d+");
            assertThat(view.definition()).as(view.name()).isNotBlank();
        }
        StarSample.write(folder.resolve("shop.duckdb"), 1);
        assertThat(ask("SELECT DISTINCT table_name || '.' || column_name FROM duckdb_columns() WHERE schema_name = 'bi'"
                        + " AND comment IS NULL"))
                .isEmpty();
        for (BiView view : BiView.all()) {
            assertThat(ask(
                            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'bi' AND table_name = '"
                                    + view.name() + "'"))
                    .extracting(r -> r.get(0))
                    .as(view.name())
                    .containsExactlyInAnyOrderElementsOf(view.columns().keySet());
        }
    }

    @Test
    void figuresAreThoseComputedByHand() throws Exception {
        StarSample.write(folder.resolve("shop.duckdb"), 1);
        assertThat(ask("SELECT month, at_start, churned, churn_rate FROM bi.metric_churn_rate"))
                .containsExactly(List.of(LocalDate.parse("2025-11-01"), 8L, 2L, 0.25));
        assertThat(ask("SELECT month, months_since, retention FROM bi.metric_retention"))
                .containsExactly(List.of(LocalDate.parse("2025-02-01"), 3, 0.4));
        assertThat(ask("SELECT quarter FROM bi.metric_wallet_share ORDER BY 1"))
                .containsExactly(List.of(LocalDate.parse("2025-07-01")), List.of(LocalDate.parse("2025-10-01")));
        assertThat(ask(
                        "SELECT segment, answers, promoters, passives, detractors, nps FROM bi.metric_nps WHERE segment <> 'basic'"
                                + " ORDER BY 1"))
                .containsExactly(List.of("all", 5L, 2L, 1L, 2L, 0.0), List.of("gold", 2L, 1L, 1L, 0L, 50.0));
        assertThat(ask("SELECT buyers, repeat_buyers, repeat_rate FROM bi.metric_repeat_rate WHERE segment = 'all'"))
                .containsExactly(List.of(5L, 3L, 0.6));
        // Wilson (1927), the interval of 3 out of 5 at 95 %.
        assertThat(number("SELECT wilson_low FROM bi.metric_repeat_rate WHERE segment = 'all'"))
                .isCloseTo(0.230724, within(1e-6));
        assertThat(number("SELECT wilson_high FROM bi.metric_repeat_rate WHERE segment = 'all'"))
                .isCloseTo(0.882379, within(1e-6));
        assertThat(ask("SELECT customers, interactions, exposure_days FROM bi.metric_interactions_per_30_days"
                        + " WHERE segment = 'all' AND direction = 'F2C'"))
                .containsExactly(List.of(6L, 6L, 5 * 365L + 73));
        assertThat(number(
                        "SELECT interactions_per_30_days FROM bi.metric_interactions_per_30_days WHERE segment = 'gold'"
                                + " AND direction = 'F2C'"))
                .isCloseTo(150.0 / 438, within(1e-12));
        assertThat(
                        ask(
                                "SELECT answers, stated_rate, actual_rate, gap, kept_rate FROM bi.metric_stated_vs_actual_return"))
                .containsExactly(List.of(20L, 0.8, 0.4, 0.4, 0.375));
        assertThat(ask("SELECT segment, is_total, customers FROM bi.dim_segment ORDER BY 1"))
                .containsExactly(List.of("all", true, 6L), List.of("basic", false, 4L), List.of("gold", false, 2L));
        assertThat(ask("SELECT category, customers, own_spend::VARCHAR FROM bi.dim_category"))
                .containsExactly(List.of("tea", 2L, "30.00"));
    }

    @Test
    void whoIsNotDatedHasNoTenure() throws Exception {
        try (SampleRelease sample = SampleRelease.begin(folder.resolve("shop.duckdb"), 1)) {
            for (String day : new String[] {"1900-01-01", "2025-12-01"}) {
                LocalDate since = LocalDate.parse(day);
                int tenure = (int) ChronoUnit.DAYS.between(since, SampleRelease.AS_OF);
                sample.row("gold.churn", "customer_key", day, "known_since", since, "tenure_days", tenure);
                sample.row("gold.customer_360", "customer_key", day);
            }
            sample.finish();
        }
        assertThat(ask("SELECT customer_key, known_since, tenure_days FROM bi.dim_customer ORDER BY 1"))
                .containsExactly(
                        Arrays.asList("1900-01-01", null, null),
                        List.of("2025-12-01", LocalDate.parse("2025-12-01"), 30));
    }

    @Test
    void aSegmentOfContractsOrAnswersOfThePastIsASegment() throws Exception {
        try (SampleRelease sample = SampleRelease.begin(folder.resolve("shop.duckdb"), 1)) {
            sample.row("gold.survival", "grouping", "segment", "group_name", "founders", "tenure_months", 1)
                    .row("gold.survival", "grouping", "plan", "group_name", "basic", "tenure_months", 1)
                    .row("gold.loyalty_curve", "segment", "testers", "kind", "csat")
                    .finish();
        }
        assertThat(ask("SELECT segment, customers FROM bi.dim_segment ORDER BY 1"))
                .containsExactly(List.of("all", 0L), List.of("founders", 0L), List.of("testers", 0L));
    }

    @Test
    void theMarginOfNpsIsThePublishedOne() throws Exception {
        try (SampleRelease sample = SampleRelease.begin(folder.resolve("shop.duckdb"), 1)) {
            sample.row("gold.customer_360", "customer_key", "0", "segment", "s", "last_nps", 0.0);
            sample.execute("INSERT INTO gold.customer_360 SELECT c.* REPLACE (i::VARCHAR AS customer_key,"
                    + " CASE WHEN i <= 200 THEN 9 WHEN i < 321 THEN 8 ELSE 6 END AS last_nps)"
                    + " FROM gold.customer_360 c, range(1, 400) AS t(i)");
            sample.finish();
        }
        // p = .5, d = .2, n = 400: 30 +- 7.654.
        List<Object> row = ask("SELECT answers, nps, margin_95 FROM bi.metric_nps WHERE segment = 'all'")
                .get(0);
        assertThat(row.get(0)).isEqualTo(400L);
        assertThat((Double) row.get(1)).isCloseTo(30, within(1e-9));
        assertThat((Double) row.get(2)).isCloseTo(7.654, within(5e-4));
        try (SampleRelease sample = SampleRelease.begin(folder.resolve("shop.duckdb"), 2)) {
            sample.row("gold.customer_360", "customer_key", "0", "segment", "s", "last_nps", 8.0)
                    .finish();
        }
        assertThat(ask("SELECT bool_and(margin_95 IS NULL) FROM bi.metric_nps")).containsExactly(List.of(true));
    }

    @Test
    void theCalendarIsThatOfIso8601WithoutAGap() throws Exception {
        StarSample.write(folder.resolve("shop.duckdb"), 1);
        List<List<Object>> days =
                ask("SELECT day, date_key, quarter, month, iso_year, iso_week, iso_week_label, day_of_week,"
                        + " is_weekend, is_released, days_back FROM bi.dim_date ORDER BY day");
        LocalDate day = LocalDate.parse("2022-01-01");
        for (List<Object> row : days) {
            int week = day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            int year = day.get(IsoFields.WEEK_BASED_YEAR);
            int weekday = day.getDayOfWeek().getValue();
            assertThat(row)
                    .containsExactly(
                            day,
                            Integer.parseInt(day.toString().replace("-", "")),
                            day.with(IsoFields.DAY_OF_QUARTER, 1),
                            day.withDayOfMonth(1),
                            year,
                            week,
                            String.format("%d-W%02d", year, week),
                            weekday,
                            weekday > 5,
                            !day.isAfter(SampleRelease.AS_OF),
                            (int) ChronoUnit.DAYS.between(day, SampleRelease.AS_OF));
            day = day.plusDays(1);
        }
        // Projected months and ends of contracts lie ahead of the year of the release, which is 2025.
        assertThat(day).isEqualTo("2029-01-01");
    }

    @Test
    void theCalendarReachesAsFarAsProjectionsAndHorizons() throws Exception {
        try (SampleRelease sample = SampleRelease.begin(folder.resolve("shop.duckdb"), 1)) {
            LocalDate month = LocalDate.parse("2030-12-01");
            sample.row("gold.cohort_projection", "segment", "all", "months_since", 60, "month", month)
                    .finish();
        }
        String last = "SELECT max(day), count(*) FROM bi.dim_date";
        assertThat(ask(last)).containsExactly(List.of(LocalDate.parse("2030-12-31"), 6 * 365L + 1));
        try (SampleRelease sample = SampleRelease.begin(folder.resolve("shop.duckdb"), 2)) {
            // Who answered on the last of the month may come back until 20 December 2035.
            LocalDate month = LocalDate.parse("2025-12-01");
            sample.row("gold.intent_gap", "segment", "all", "month", month, "horizon_days", 3650)
                    .finish();
        }
        assertThat(ask(last)).containsExactly(List.of(LocalDate.parse("2035-12-31"), 11 * 365L + 2));
    }

    @Test
    void weeksAndHolidaysAreThoseOfTheCompany() throws Exception {
        for (WeekFields rule : List.of(
                WeekFields.ISO,
                WeekFields.of(DayOfWeek.SUNDAY, 1),
                WeekFields.of(DayOfWeek.SATURDAY, 1),
                WeekFields.of(DayOfWeek.WEDNESDAY, 7))) {
            BusinessCalendar calendar = new BusinessCalendar(
                    rule,
                    "GB-SCT",
                    Map.of(LocalDate.parse("2025-01-02"), "Stocktaking"),
                    Map.of(MonthDay.parse("--02-29"), "Leap day"));
            Path file = folder.resolve("shop.duckdb");
            try (SampleRelease sample = SampleRelease.begin(file, 1)) {
                sample.row("gold.churn", "customer_key", "a", "known_since", LocalDate.parse("2020-05-02"))
                        .by(calendar)
                        .finish();
            }
            List<List<Object>> days = ask("SELECT day, week_start, week_year, week, week_label FROM bi.dim_date");
            assertThat(days).hasSize(9 * 365 + 3);
            for (List<Object> row : days) {
                LocalDate day = (LocalDate) row.get(0);
                int year = day.get(rule.weekBasedYear());
                int week = day.get(rule.weekOfWeekBasedYear());
                assertThat(row)
                        .containsExactly(
                                day, day.with(rule.dayOfWeek(), 1), year, week, String.format("%d-W%02d", year, week));
            }
        }
        // Scotland rests on 2 January and on Saint Andrew's day, and not on Easter Monday.
        assertThat(
                        ask(
                                "SELECT day, holiday_name FROM bi.dim_date WHERE is_holiday AND (year = 2025 OR month_of_year = 2) ORDER BY day"))
                .contains(
                        List.of(LocalDate.parse("2020-02-29"), "Leap day"),
                        List.of(LocalDate.parse("2025-01-01"), "New Year's Day"),
                        List.of(LocalDate.parse("2025-01-02"), "Stocktaking"),
                        List.of(LocalDate.parse("2025-12-25"), "Christmas"),
                        List.of(LocalDate.parse("2028-02-29"), "Leap day"))
                .noneMatch(r -> r.get(0).equals(LocalDate.parse("2025-04-21")));
        assertThat(ask("SELECT bool_or(is_holiday) FROM bi.dim_date WHERE holiday_name IS NULL"))
                .containsExactly(List.of(false));
        assertThat(ask("SELECT count(*) FROM bi.dim_date WHERE is_working_day <> (NOT is_weekend AND NOT is_holiday)"))
                .containsExactly(List.of(0L));
        StarSample.write(folder.resolve("shop.duckdb"), 1);
        assertThat(
                        ask(
                                "SELECT bool_or(is_holiday), bool_and(week = iso_week AND week_year = iso_year) FROM bi.dim_date"))
                .containsExactly(List.of(false, true));
    }

    @Test
    void aReleaseWithoutCustomersHasEmptyViewsAndACalendar() throws Exception {
        try (SampleRelease sample = SampleRelease.begin(folder.resolve("shop.duckdb"), 1)) {
            sample.finish();
        }
        assertThat(ask("SELECT * FROM bi.metric_nps")).isEmpty();
        assertThat(ask("SELECT * FROM bi.metric_repeat_rate")).isEmpty();
        assertThat(ask("SELECT count(*) FROM bi.dim_date")).containsExactly(List.of(4 * 365L + 1));
    }

    @Test
    void aFileOfAnOlderVersionIsAskedAndPublishedWithoutItsViews() throws Exception {
        Path file = folder.resolve("shop.duckdb");
        StarSample.write(file, 1);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA bi CASCADE");
        }
        try (ReleaseQuery query = ReleaseQuery.of(file)) {
            assertThat(query.ask("SELECT count(*) FROM churn").rows()).containsExactly(List.of(6L));
        }
        new FolderTarget(folder.resolve("out"), FolderTarget.Format.PARQUET).publish(file, List.of());
        assertThat(folder.resolve("out/bi.metric_nps.parquet")).exists();
    }

    private double number(String sql) throws SQLException {
        return (Double) ask(sql).get(0).get(0);
    }

    private List<List<Object>> ask(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("shop.duckdb"));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return ResultRows.of(result);
        }
    }
}
