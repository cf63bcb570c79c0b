package dangol.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dangol.AsOf;
import dangol.contract.TableId;
import dangol.jobs.company.AwaitedFeed;
import dangol.jobs.company.Company;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Format;
import dangol.jobs.company.Schedule;
import dangol.jobs.company.ScheduleEntry;
import dangol.jobs.quality.HeldBackException;
import dangol.jobs.run.LakeBusyException;
import dangol.jobs.run.PastDayException;
import dangol.jobs.run.RunResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of a schedule, with a clock that is set by hand and runs that only say which day they were for. */
class TurnsTest {
    private static final String NIGHTLY = "schedule:\n  nightly:\n    cron: '30 2 * * *'\n";

    @TempDir
    Path folder;

    private final State state = Scheduled.state();
    private final SetClock clock = new SetClock("2025-06-10T12:00:00Z");
    private final Scheduled.Said said = new Scheduled.Said();
    private final List<String> days = new ArrayList<>();
    private final Deque<Exception> troubles = new ArrayDeque<>();
    /** The day of the release that readers see after a run; null for that of the run. */
    private LocalDate readersDay;

    /** Why tables of the releases lack something. */
    private String stale = "";

    private Set<TableId> lastTables;
    /** What the state held of the day, when it was looked at or run. */
    private Due kept;

    private Runnable atWork = () -> {};

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void theFirstTimeIsTheNextOneAndItsDayIsYesterday() {
        Turns turns = turns(NIGHTLY);
        Next first = turns.first(entry(turns));
        assertThat(first.at()).isEqualTo("2025-06-11T01:30:00Z");
        assertThat(first.due().day()).isEqualTo("2025-06-10");
    }

    @Test
    void missedTimesAreCaughtUpInOrderOrOnlyTheLastOrNone() {
        assertThat(afterThreeDaysAway("catch_up"))
                .containsExactly("2025-06-10", "2025-06-11", "2025-06-12", "2025-06-13");
        assertThat(afterThreeDaysAway("latest")).containsExactly("2025-06-13");
        assertThat(afterThreeDaysAway("skip")).isEmpty();
    }

    @Test
    void aTimeThatIsToBePassedOverIsNotToldToBeLate() {
        for (String missed : List.of("latest", "skip", "catch_up")) {
            clock.set("2025-06-10T12:00:00Z");
            String yaml = NIGHTLY + "    late_after: 4h\n    missed: " + missed + "\n";
            Turns before = turns(yaml);
            Next next = before.first(entry(before));
            clock.set("2025-06-14T18:00:00Z");
            Turns after = turns(yaml);
            // The schedule looks for what is late as soon as it starts, before the entry has had its turn.
            after.tellIfLate(entry(after), next.due());
            if (missed.equals("catch_up")) {
                assertThat(said.text()).containsOnlyOnce("ALERT late");
            } else {
                assertThat(said.text()).as(missed).doesNotContain("ALERT");
            }
        }
    }

    @Test
    void linesOfTheLogBearTheNameOfTheirCompanyAndNoRunOfAnother() {
        // Runs of other tests leave their company on this thread.
        ThreadContext.clearMap();
        Turns turns = turns(NIGHTLY);
        Next first = turns.first(entry(turns));
        clock.set(first.at());
        List<String> names = new ArrayList<>();
        atWork = () -> {
            names.add(ThreadContext.get("company"));
            ThreadContext.put("run", "20250611T013000.000Z");
        };
        take(turns, first.due());
        assertThat(names).containsExactly("corner_shop");
        assertThat(ThreadContext.get("company")).isNull();
        assertThat(ThreadContext.get("run")).isNull();
    }

    @Test
    void aFeedThatWasStoppedIsToldOnceADay() {
        Turns turns = turns("schedule:\n  hourly:\n    cron: '0 * * * *'\n    as_of_days_back: 0\n");
        stale = "feed 'sales' is stopped: column 'amount' is missing.";
        Next next = turns.first(entry(turns));
        clock.set("2025-06-10T18:30:00Z");
        next = runDue(turns, next);
        assertThat(days).hasSizeGreaterThan(5).containsOnly("2025-06-10");
        assertThat(said.text())
                .containsOnlyOnce("ALERT late")
                .contains("release 1 lacks what has come: feed 'sales' is stopped: column 'amount' is missing.");
        clock.set("2025-06-11T08:30:00Z");
        runDue(turns, next);
        assertThat(said.text().split("ALERT late", -1)).as("once a day").hasSize(3);
    }

    /** The scheduler is away from noon of the 10th to the evening of the 14th. */
    private List<String> afterThreeDaysAway(String missed) {
        days.clear();
        clock.set("2025-06-10T12:00:00Z");
        String yaml = NIGHTLY + "    missed: " + missed + "\n";
        Turns before = turns(yaml);
        Next next = before.first(entry(before));
        clock.set("2025-06-14T18:00:00Z");
        Next last = runDue(turns(yaml), next);
        assertThat(last.at()).isEqualTo("2025-06-15T01:30:00Z");
        assertThat(last.due().day()).isEqualTo("2025-06-14");
        return List.copyOf(days);
    }

    @Test
    void aSchedulerThatIsThereMissesNothingHoweverLongItIsBusy() {
        Turns turns = turns(NIGHTLY + "    missed: skip\n");
        Next next = turns.first(entry(turns));
        clock.set("2025-06-11T14:00:00Z");
        runDue(turns, next);
        assertThat(days).containsExactly("2025-06-10");
    }

    @Test
    void aDayThatWaitsForItsSourcesWhenTheSchedulerIsStartedAnewIsNoMissedTime() throws IOException {
        String yaml = NIGHTLY + "    missed: skip\n"
                + "    wait_for: {feed: sales, file: 'sales-<yyyyMMdd>.csv', deadline: 9h}\n";
        Turns before = turns(yaml);
        Next next = before.first(entry(before));
        clock.set(next.at());
        next = take(before, next.due());
        assertThat(next.due().begun()).isTrue();
        // Stopped while it waits, and started again more than missed_after, an hour, behind its time.
        clock.set("2025-06-11T06:00:00Z");
        Turns after = turns(yaml);
        next = take(after, next.due());
        assertThat(next.due().day()).isEqualTo("2025-06-10");
        file("sales-20250610.csv", "2025-06-11T06:01:00Z");
        clock.set(next.at());
        assertThat(take(after, next.due()).due().day()).isEqualTo("2025-06-11");
        assertThat(days).containsExactly("2025-06-10");
        assertThat(said.text()).doesNotContain("passed over");
    }

    @Test
    void aDayWhoseProcessWasKilledInTheMiddleOfItsRunIsNoMissedTime() {
        String yaml = NIGHTLY + "    missed: skip\n";
        Turns before = turns(yaml);
        Next first = before.first(entry(before));
        clock.set(first.at());
        List<Due> whileItRan = new ArrayList<>();
        atWork = () -> whileItRan.add(kept);
        take(before, first.due());
        atWork = () -> {};
        days.clear();
        // Nothing that came after the kill is known: only what was kept before the run.
        clock.set("2025-06-11T06:00:00Z");
        Turns after = turns(yaml);
        Next following = take(after, whileItRan.get(0));
        assertThat(days).containsExactly("2025-06-10");
        assertThat(following.due().day()).isEqualTo("2025-06-11");
        assertThat(following.due().begun()).isFalse();
        assertThat(said.text()).doesNotContain("passed over");
        // A day that nobody had in hand is missed as before.
        clock.set("2025-06-12T06:00:00Z");
        assertThat(take(turns(yaml), following.due()).due().day()).isEqualTo("2025-06-12");
        assertThat(days).containsExactly("2025-06-10");
        assertThat(said.text()).contains("1 missed time from 2025-06-12T02:30 passed over");
    }

    @Test
    void aDayInHandStaysDueAtOnceUnderAnotherCron() {
        Turns before = turns(NIGHTLY);
        Due inHand = before.first(entry(before)).due().withBegun();
        clock.set("2025-06-11T06:00:00Z");
        Turns moved = turns("schedule:\n  nightly:\n    cron: '0 23 * * *'\n");
        Next next = moved.moved(entry(moved), inHand);
        assertThat(next.at()).isEqualTo(clock.instant());
        assertThat(next.due().day()).isEqualTo("2025-06-10");
    }

    @Test
    void retriesAreOfTheOriginalDayWithGrowingWaitsAndThenTheNextDayFollows() {
        Turns turns = turns(NIGHTLY + "    retries: {count: 2, initial: 20h, factor: 2, max: 30h}\n");
        Next first = turns.first(entry(turns));
        clock.set(first.at());
        fail(3);
        Next second = take(turns, first.due());
        assertThat(second.at()).isEqualTo("2025-06-11T21:30:00Z");
        clock.set(second.at());
        Next third = take(turns, second.due());
        // 40 hours would be the double; 30 are the most. By the clock it is two days later, the logical day is still
        // the first.
        assertThat(third.at()).isEqualTo("2025-06-13T03:30:00Z");
        clock.set(third.at());
        Next following = take(turns, third.due());

        assertThat(days).containsExactly("2025-06-10", "2025-06-10", "2025-06-10");
        assertThat(following.due().day()).isEqualTo("2025-06-11");
        assertThat(following.due().failures()).isZero();
        assertThat(said.text())
                .containsOnlyOnce("ALERT failure: Dangol: corner_shop/nightly as of 2025-06-10 failed: disk");
        assertThat(state.lastTries("corner_shop", "nightly", 9))
                .extracting(Try::outcome)
                .containsExactly(Outcome.FAILED, Outcome.RETRY, Outcome.RETRY);
        runDue(turns, following);
        assertThat(days).endsWith("2025-06-11", "2025-06-12");
    }

    /** Spark's own, when a master cannot be started. */
    @Test
    void anUndeclaredCheckedExceptionIsAFailureLikeAnyOther() {
        Turns turns = turns(NIGHTLY + "    retries: {count: 2, initial: 10m, factor: 2, max: 1h}\n");
        Next next = turns.first(entry(turns));
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clock.set(next.at());
            troubles.add(new Exception("no master"));
            Instant tried = clock.instant();
            next = take(turns, next.due());
            waits.add(Duration.between(tried, next.at()));
        }
        assertThat(waits).startsWith(Duration.ofMinutes(10), Duration.ofMinutes(20));
        assertThat(next.due().day()).isEqualTo("2025-06-11");
        assertThat(state.lastTries("corner_shop", "nightly", 9))
                .extracting(Try::outcome)
                .containsExactly(Outcome.FAILED, Outcome.RETRY, Outcome.RETRY);
        assertThat(said.text()).containsOnlyOnce("ALERT failure");
    }

    @Test
    void aReleasedDayIsNoFailureWhenItsSuccessCannotBeWrittenDown() throws SQLException {
        Turns turns = turns(NIGHTLY + "    retries: {count: 0}\n");
        Next first = turns.first(entry(turns));
        clock.set(first.at());
        execute("ALTER TABLE schedule_try RENAME TO away");
        assertThatThrownBy(() -> take(turns, first.due())).hasMessageContaining("The schedule's state");
        assertThat(said.text()).contains("done: release 1").doesNotContain("ALERT", "failed");
        assertThat(turns.outcomes()).containsExactly(Outcome.SUCCEEDED);

        // The day is still due and is done with nothing new.
        execute("ALTER TABLE away RENAME TO schedule_try");
        assertThat(take(turns, first.due()).due().day()).isEqualTo("2025-06-11");
        assertThat(state.lastTries("corner_shop", "nightly", 9))
                .extracting(Try::outcome)
                .containsExactly(Outcome.SUCCEEDED);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = state.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aDayBeforeTheReadersDayIsToldToBeAPastOne() {
        Turns turns = turns(NIGHTLY);
        Next first = turns.first(entry(turns));
        clock.set(first.at());
        readersDay = LocalDate.parse("2025-06-12");
        assertThat(take(turns, first.due()).due().day()).isEqualTo("2025-06-11");
        String told = "release 1, built as a past day: readers stay at 2025-06-12";
        assertThat(said.text()).contains("as of 2025-06-10: done: " + told);
        assertThat(state.lastTries("corner_shop", "nightly", 9))
                .extracting(Try::message)
                .containsExactly(told);
    }

    @Test
    void aTrainingOfAPastDayIsPassedOverAndNotTriedAgain() {
        Turns turns = turns(NIGHTLY + "    train: true\n");
        Next first = turns.first(entry(turns));
        clock.set(first.at());
        troubles.add(new PastDayException("readers see release 7 as of 2025-06-12"));
        assertThat(take(turns, first.due()).due().day()).isEqualTo("2025-06-11");
        assertThat(said.text())
                .contains("skipped: readers see release 7 as of 2025-06-12")
                .doesNotContain("ALERT");
        assertThat(state.lastTries("corner_shop", "nightly", 9))
                .extracting(Try::outcome)
                .containsExactly(Outcome.SKIPPED);
    }

    @Test
    void aHeldReleaseIsToldAndNotRetried() {
        Turns turns = turns(NIGHTLY);
        Next first = turns.first(entry(turns));
        clock.set(first.at());
        troubles.add(new HeldBackException("Checks hold the release back"));
        Next next = take(turns, first.due());
        assertThat(next.due().day()).isEqualTo("2025-06-11");
        assertThat(said.text()).contains("ALERT held_back", "Checks hold the release back");
        assertThat(turns.outcomes()).containsExactly(Outcome.HELD_BACK);
    }

    @Test
    void aBusyLakeIsTriedAgainWithoutCountingAsAFailureAndIsToldWhenItGetsLate() {
        Turns turns = turns(NIGHTLY + "    retries: {count: 0}\n    late_after: 2h\n");
        Next next = turns.first(entry(turns));
        for (int i = 0; i < 150; i++) {
            clock.set(next.at());
            troubles.add(new LakeBusyException("Another run"));
            next = take(turns, next.due());
            turns.tellIfLate(entry(turns), next.due());
        }
        assertThat(next.due().day()).isEqualTo("2025-06-10");
        assertThat(next.due().failures()).isZero();
        assertThat(said.text()).containsOnlyOnce("ALERT late").contains("not done 120 minutes after its time");
        clock.set(next.at());
        assertThat(take(turns, next.due()).due().day()).isEqualTo("2025-06-11");
        assertThat(days).hasSize(151).containsOnly("2025-06-10");
    }

    @Test
    void overAYearNoLogicalDayIsLostOrRunTwiceWhateverDaylightSavingDoes() {
        // In London 01:30 does not exist on 30 March 2025 and exists twice on 26 October.
        clock.set("2025-01-01T00:00:00Z");
        Turns turns = turns("schedule:\n  nightly:\n    cron: '30 1 * * *'\n");
        Next next = turns.first(entry(turns));
        for (int i = 0; i < 364; i++) {
            clock.set(next.at());
            next = take(turns, next.due());
        }
        assertThat(days).hasSize(364).doesNotHaveDuplicates().isSorted();
        assertThat(days).startsWith("2024-12-31").endsWith("2025-12-29");
    }

    @Test
    void aClockThatJumpsNeitherRepeatsADayNorLosesOne() {
        Turns turns = turns(NIGHTLY);
        Next next = turns.first(entry(turns));
        clock.set("2025-06-11T01:30:00Z");
        next = take(turns, next.due());
        // Back by a day: nothing is due, and nothing is run when the scheduler is asked all the same.
        clock.set("2025-06-10T00:00:00Z");
        assertThat(take(turns, next.due())).isEqualTo(next);
        // Also a scheduler that starts now goes by what is kept, not by its clock.
        assertThat(take(turns(NIGHTLY), next.due())).isEqualTo(next);
        // Forward by three days.
        clock.set("2025-06-13T01:30:00Z");
        runDue(turns, next);
        assertThat(days).containsExactly("2025-06-10", "2025-06-11", "2025-06-12");
    }

    @Test
    void anotherCronNeitherRepeatsADayNorLosesOne() {
        Turns early = turns(NIGHTLY);
        Due pending = early.first(entry(early)).due();
        assertThat(pending.day()).isEqualTo("2025-06-10");
        // It is noon: at 11:00 the new time has passed today, at 23:00 it has not. The pending day is that of
        // tomorrow's run.
        for (String hour : List.of("11", "23")) {
            Turns moved = turns("schedule:\n  nightly:\n    cron: '0 " + hour + " * * *'\n");
            assertThat(moved.moved(entry(moved), pending).due().day()).isEqualTo("2025-06-10");
            assertThat(moved.moved(entry(moved), pending).at())
                    .isEqualTo(Instant.parse("2025-06-11T" + hour + ":00:00Z").minus(Duration.ofHours(1)));
        }
        // From hourly to nightly, in the middle of the day.
        Turns hourly = turns("schedule:\n  nightly:\n    cron: '0 * * * *'\n    as_of_days_back: 0\n");
        Due thisHour = hourly.first(entry(hourly)).due();
        Turns nightly = turns("schedule:\n  nightly:\n    cron: '0 23 * * *'\n    as_of_days_back: 0\n");
        assertThat(nightly.moved(entry(nightly), thisHour).at()).isEqualTo("2025-06-10T22:00:00Z");
    }

    @Test
    void aRunWaitsForItsFileAndStartsWhenItIsThere() throws IOException {
        Turns turns = turns(NIGHTLY + "    wait_for: {feed: sales, file: 'sales-<yyyyMMdd>.csv', deadline: 2h}\n");
        Next next = turns.first(entry(turns));
        file("sales-20250609.csv", "2025-06-11T01:00:00Z");
        clock.set(next.at());
        next = take(turns, next.due());
        assertThat(next.at()).isEqualTo("2025-06-11T01:31:00Z");
        clock.set(next.at());
        take(turns, next.due());
        assertThat(days).isEmpty();
        file("sales-20250610.csv", "2025-06-11T01:31:30Z");
        clock.pass(Duration.ofMinutes(1));
        take(turns, next.due());
        assertThat(days).containsExactly("2025-06-10");
        assertThat(said.text())
                .containsOnlyOnce("waits for feed 'sales', which has not arrived")
                .doesNotContain("ALERT");
    }

    @Test
    void afterTheDeadlineARunGoesOnWithAWarningOrFailsAsSet() {
        String wait = "    wait_for: {feed: sales, fresh_within: 6h, deadline: 2h, when_late: ";
        Turns turns = turns(NIGHTLY + wait + "go_on}\n");
        Next next = turns.first(entry(turns));
        clock.set("2025-06-11T03:29:30Z");
        next = take(turns, next.due());
        assertThat(next.at()).isEqualTo("2025-06-11T03:30:00Z");
        clock.set(next.at());
        assertThat(take(turns, next.due()).due().day()).isEqualTo("2025-06-11");
        assertThat(days).containsExactly("2025-06-10");
        assertThat(said.text()).containsOnlyOnce("ALERT late").contains("The run goes on without it");

        days.clear();
        Turns strict = turns(NIGHTLY + wait + "fail}\n");
        assertThat(take(strict, next.due()).due().day()).isEqualTo("2025-06-11");
        assertThat(days).isEmpty();
        assertThat(said.text()).contains("ALERT failure", "The day is not run");
    }

    @Test
    void aFileIsFreshByItsAgeAtTheScheduledTime() throws IOException {
        Turns turns = turns(NIGHTLY + "    wait_for: [{feed: sales, fresh_within: 6h}]\n");
        Next next = turns.first(entry(turns));
        clock.set(next.at());
        file("sales.csv", "2025-06-10T19:29:00Z");
        assertThat(take(turns, next.due()).due().day()).isEqualTo("2025-06-10");
        file("sales.csv", "2025-06-10T19:30:00Z");
        take(turns, next.due());
        assertThat(days).containsExactly("2025-06-10");
    }

    @Test
    void aDatabaseIsAskedWhetherItsRowsAreThere() {
        String database = "jdbc:h2:" + folder.resolve("crm");
        Schedule schedule = Scheduled.company(folder, NIGHTLY + "    wait_for: {feed: sales, fresh_within: 6h}\n");
        AwaitedFeed awaited = awaited(database, "SELECT {day} < DATE '2025-06-11'");
        Sources sources = new Sources(new Configuration(false));
        assertThat(sources.hasArrived(schedule.company(), awaited, LocalDate.parse("2025-06-10"), clock.instant()))
                .isTrue();
        assertThat(sources.hasArrived(schedule.company(), awaited, LocalDate.parse("2025-06-11"), clock.instant()))
                .isFalse();
    }

    @Test
    void aDatabaseThatDoesNotAnswerHasNotBroughtItsRows() {
        Company company = Scheduled.company(folder, NIGHTLY).company();
        // The second driver knows no limit of the network.
        List<String> endless = List.of(
                "jdbc:h2:mem:|SELECT sum(a.x * b.x) > 0 FROM system_range(1, 100000000) a, system_range(1, 100000000) b",
                "jdbc:duckdb:|SELECT sum(hash(a.range, b.range)) > 0 FROM range(100000000) a, range(100000000) b");
        Sources hasty = new Sources(new Configuration(false), Duration.ofSeconds(1));
        for (String blocked : endless) {
            String[] parts = blocked.split("\\|");
            AwaitedFeed awaited = awaited(parts[0], parts[1]);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(30),
                    () -> assertThatThrownBy(() ->
                                    hasty.hasArrived(company, awaited, LocalDate.parse("2025-06-10"), clock.instant()))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining(parts[1]));
        }
        assertThat(hasty.hasArrived(
                        company,
                        awaited("jdbc:duckdb:", "SELECT true"),
                        LocalDate.parse("2025-06-10"),
                        clock.instant()))
                .isTrue();
    }

    @Test
    void aDatabaseThatTakesTheConnectionAndSaysNothingHasNotBroughtItsRows() throws IOException {
        Company company = Scheduled.company(folder, NIGHTLY).company();
        Duration patience = Duration.ofSeconds(3);
        Sources hasty = new Sources(new Configuration(false), patience);
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            AwaitedFeed awaited = awaited(
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x?sslmode=disable", "SELECT true");
            assertTimeoutPreemptively(
                    patience.multipliedBy(2),
                    () -> assertThatThrownBy(() ->
                                    hasty.hasArrived(company, awaited, LocalDate.parse("2025-06-10"), clock.instant()))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("no answer within 3 s"));
        }
    }

    private static AwaitedFeed awaited(String url, String query) {
        Feed feed = new Feed("crm", "", Format.JDBC, ZoneOffset.UTC, List.of(), null, Map.of("url", url), "");
        return new AwaitedFeed(feed, "", query, Duration.ZERO, Duration.ZERO, AwaitedFeed.WhenLate.FAIL);
    }

    @Test
    void theGroupOfTablesReachesTheRun() {
        Turns turns = turns(NIGHTLY + "    tables: [churn, gold.cohort]\n");
        Next next = turns.first(entry(turns));
        clock.set(next.at());
        take(turns, next.due());
        assertThat(lastTables).containsExactlyInAnyOrder(TableId.gold("churn"), TableId.gold("cohort"));
    }

    @Test
    void onceStoppingNothingIsBegunAndABrokenRunIsNoFailure() {
        Turns turns = turns(NIGHTLY);
        Next next = turns.first(entry(turns));
        clock.set(next.at());
        turns.stop();
        assertThat(take(turns, next.due()).due()).isEqualTo(next.due());
        assertThat(days).isEmpty();
    }

    private Turns turns(String yaml) {
        Schedule schedule = Scheduled.company(folder, yaml);
        return new Turns(schedule, this::work, new Sources(new Configuration(false)), state, said.progress, clock);
    }

    private static ScheduleEntry entry(Turns turns) {
        return turns.schedule().entries().get(0);
    }

    private Next take(Turns turns, Due due) {
        kept = due;
        return turns.take(entry(turns), due, before -> kept = before);
    }

    private Next runDue(Turns turns, Next first) {
        Next next = first;
        while (!next.at().isAfter(clock.instant())) {
            next = take(turns, next.due());
        }
        return next;
    }

    private RunResult work(Company company, AsOf asOf, Set<TableId> tables) {
        days.add(asOf.day().toString());
        lastTables = tables;
        atWork.run();
        if (!troubles.isEmpty()) {
            throw Scheduled.undeclared(troubles.remove());
        }
        return Scheduled.released(readersDay == null ? asOf.day() : readersDay, stale);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            troubles.add(new IllegalStateException("disk"));
        }
    }

    private void file(String name, String modified) throws IOException {
        Path file = folder.resolve("files").resolve(name);
        Files.writeString(file, "invoice\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(modified)));
    }
}
