package dangol.jobs.company;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.contract.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleReaderTest {
    private static final String COMPANY = """
            company: corner_shop
            time_zone: Europe/London
            currency: GBP
            sources: files
            feeds:
              sales: {files: 'sales-*.csv'}
              crm: {url: 'jdbc:h2:mem:', table: people}
            entities:
              transaction:
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
            """;

    @TempDir
    Path folder;

    @Test
    void anEntryNeedsOnlyItsCron() throws IOException {
        ScheduleEntry entry =
                read("schedule:\n  nightly: {cron: '30 2 * * *'}\n").entries().get(0);
        assertThat(entry.tables()).isEmpty();
        assertThat(entry.asOfDaysBack()).isEqualTo(1);
        assertThat(entry.missed()).isEqualTo(ScheduleEntry.Missed.CATCH_UP);
        assertThat(entry.retries()).isEqualTo(new Retries(3, Duration.ofMinutes(5), 2, Duration.ofHours(1)));
        assertThat(entry.lateAfter()).isEmpty();
        assertThat(entry.train()).isFalse();
        assertThat(entry.day(LocalDateTime.parse("2025-06-11T02:30"))).isEqualTo("2025-06-10");
    }

    @Test
    void everythingThatCanBeSet() throws IOException {
        System.setProperty("DANGOL_TEST_SMTP_PASSWORD", "secret");
        Schedule schedule = read("""
                schedule:
                  nightly:
                    cron: 0 12 * * 1-5
                    time_zone: Asia/Seoul
                    tables: [churn, gold.cohort]
                    as_of_days_back: 2
                    missed: latest
                    late_after: 90m
                    train: true
                    retries: {count: 5, initial: 30s, factor: 1.5, max: 1d}
                    wait_for:
                      - {feed: sales, file: 'sales-<yyyy-MM-dd>.csv', deadline: 3h, when_late: fail}
                      - {feed: crm, query: 'SELECT max(day) >= {day} FROM loads'}
                alerts:
                  webhook: {url: 'https://chat.example/hook', on: [failure, late]}
                  email: {to: ops@example.org, from: d@example.org, host: mail.example, user: d, password: '${DANGOL_TEST_SMTP_PASSWORD}'}
                """);
        ScheduleEntry entry = schedule.entries().get(0);
        assertThat(entry.tables()).containsExactlyInAnyOrder(TableId.gold("churn"), TableId.gold("cohort"));
        assertThat(entry.train()).isTrue();
        assertThat(entry.retries().wait(1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(entry.retries().wait(3)).isEqualTo(Duration.ofMillis(67_500));
        assertThat(entry.retries().wait(50)).isEqualTo(Duration.ofDays(1));
        assertThat(entry.waitFor().get(0).file(LocalDate.parse("2025-06-10"))).isEqualTo("sales-2025-06-10.csv");
        assertThat(entry.waitFor().get(1).query(LocalDate.parse("2025-06-10")))
                .isEqualTo("SELECT max(day) >= DATE '2025-06-10' FROM loads");
        assertThat(schedule.alerts().webhook().orElseThrow().on())
                .containsExactlyInAnyOrder(Alerts.Kind.FAILURE, Alerts.Kind.LATE);
        assertThat(schedule.alerts().email().orElseThrow().password()).isEqualTo("secret");
        assertThat(schedule.alerts().email().orElseThrow().port()).isEqualTo(587);
    }

    @Test
    void allFaultsAreToldAtOnceWithTheirLines() {
        assertThatThrownBy(() -> read("""
                        schedule:
                          nightly:
                            cron: 61 2 * * *
                            tabels: all
                            missed: never
                            late_after: soon
                            wait_for:
                              - {feed: sale, file: 'sales.csv'}
                              - {feed: crm}
                          never: {cron: 0 0 31 2 *, tables: [churns]}
                        alerts:
                          webhook: {url: 'ftp://x'}
                          email: {to: a@example.org, from: b@example.org, host: h, password: secret}
                        """))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("company.yaml:15: '61 2 * * *' is no cron expression")
                .hasMessageContaining("company.yaml:16: unknown entry 'schedule.nightly.tabels'")
                .hasMessageContaining("Did you mean 'tables'?")
                .hasMessageContaining("company.yaml:17: 'schedule.nightly.missed' is 'never'")
                .hasMessageContaining("company.yaml:18: 'schedule.nightly.late_after' is 'soon'")
                .hasMessageContaining("company.yaml:20: there is no feed 'sale'")
                .hasMessageContaining("company.yaml:20: 'sales.csv' does not name the day")
                .hasMessageContaining("company.yaml:21: feed 'crm' is a database")
                .hasMessageContaining("company.yaml:22: '0 0 31 2 *' never comes")
                .hasMessageContaining("there is no gold table 'churns'")
                .hasMessageContaining("Did you mean 'churn'?")
                .hasMessageContaining("company.yaml:24: the webhook's address")
                .hasMessageContaining("company.yaml:25: 'alerts.email.password' stands in the file")
                .hasMessageNotContaining("secret'");
    }

    @Test
    void anAddressThatNoMessageCouldBeSentToIsRefused() {
        assertThatThrownBy(() -> read("""
                        schedule:
                          nightly: {cron: 0 2 * * *}
                        alerts:
                          email:
                            to: a@example.org, b@example.org
                            from: Dangol at night
                            host: h
                        """))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'a@example.org, b@example.org' is not one e-mail address.")
                .hasMessageContaining("as a list: [ops@example.org, data@example.org]")
                .hasMessageContaining("'Dangol at night' is not one e-mail address.");
    }

    @Test
    void aTimeThatFallsOnOneDayInWinterAndAnotherInSummerIsRefused() throws IOException {
        assertThatThrownBy(() -> read("schedule:\n  nightly: {cron: '30 23 * * *', time_zone: UTC}\n"))
                .hasMessageContaining("23:30 in UTC falls on different days of Europe/London in summer and in winter");
        assertThat(read("schedule:\n  hourly: {cron: '0 0-22 * * *', time_zone: UTC}\n")
                        .entries())
                .hasSize(1);
    }

    @Test
    void aCompanyWithoutAScheduleCannotBeScheduledButCanBeRun() throws IOException {
        assertThatThrownBy(() -> read("")).hasMessageContaining("nothing is scheduled");
        assertThat(CompanyReader.read(folder.resolve("company.yaml")).name()).isEqualTo("corner_shop");
    }

    @Test
    void othersNeedNoSecretsOfTheAlertsButAreToldOfAWrongSchedule() throws IOException {
        String alerts = "alerts:\n  webhook: {url: '${DANGOL_NOT_SET_ANYWHERE}'}\n";
        assertThatThrownBy(() -> read("schedule:\n  nightly: {cron: '30 2 * * *'}\n" + alerts))
                .hasMessageContaining("company.yaml:16: the environment variable DANGOL_NOT_SET_ANYWHERE is not set");
        assertThat(CompanyReader.read(folder.resolve("company.yaml")).name()).isEqualTo("corner_shop");
        assertThatThrownBy(() -> read("schedule:\n  nightly: {}\n"));
        assertThatThrownBy(() -> CompanyReader.read(folder.resolve("company.yaml")))
                .hasMessageContaining("'schedule.nightly.cron' is missing");
    }

    @Test
    void wallClockTimesComeOnceThroughDaylightSaving() {
        Timetable quarters = new Timetable("*/30 * * * *", java.time.ZoneId.of("Europe/London"));
        LocalDateTime time = LocalDateTime.parse("2025-03-30T00:30");
        List<String> instants = new java.util.ArrayList<>();
        for (int i = 0; i < 4; i++) {
            time = quarters.next(time);
            instants.add(quarters.instant(time).toString());
        }
        // 01:00 and 01:30 do not exist and come an hour later, together with 02:00 and 02:30.
        assertThat(instants)
                .containsExactly(
                        "2025-03-30T01:00:00Z", "2025-03-30T01:30:00Z", "2025-03-30T01:00:00Z", "2025-03-30T01:30:00Z");
    }

    private Schedule read(String more) throws IOException {
        Path file = folder.resolve("company.yaml");
        Files.writeString(file, COMPANY + more);
        return CompanyReader.readSchedule(file);
    }
}
