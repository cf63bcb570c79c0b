package dangol.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.company.Schedule;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedulers on one state: db-scheduler, the databases and the stop. */
class ServiceTest {
    private static final String NIGHTLY = "schedule:\n  nightly: {cron: '30 2 * * *'}\n  weekly: {cron: '0 3 * * 1'}\n";
    private static final Duration POLLING = Duration.ofMillis(100);

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock("2025-06-10T12:00:00Z");
    private final Scheduled.Said said = new Scheduled.Said();
    private final List<String> days = Collections.synchronizedList(new ArrayList<>());

    @Test
    void twoSchedulersOnOneH2FileRunEachDayOnceAndWhatIsDueOutlivesThem() throws Exception {
        String file = "jdbc:h2:file:" + folder.resolve("state/schedule") + ";AUTO_SERVER=TRUE;TRACE_LEVEL_FILE=0";
        twoSchedulersShareTheWork(file);
    }

    @Test
    @Tag("slow")
    void twoSchedulersOnOnePostgresRunEachDayOnce() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            twoSchedulersShareTheWork(postgres.getJdbcUrl("postgres", "postgres"));
        }
    }

    private void twoSchedulersShareTheWork(String url) throws Exception {
        try (State one = State.open(url);
                State two = State.open(url)) {
            Service first = service(one, NIGHTLY, this::note);
            Service second = service(two, NIGHTLY, this::note);
            first.start();
            second.start();
            // Tuesday noon to Tuesday noon a week later: seven nights and one Monday.
            clock.set("2025-06-17T12:00:00Z");
            waitUntil(() -> days.size() >= 8 && first.isIdle());
            assertThat(first.stop(Duration.ofSeconds(5), () -> {})).isTrue();
            assertThat(second.stop(Duration.ofSeconds(5), () -> {})).isTrue();
        }
        assertThat(days)
                .containsExactlyInAnyOrder(
                        "2025-06-10",
                        "2025-06-11",
                        "2025-06-12",
                        "2025-06-13",
                        "2025-06-14",
                        "2025-06-15",
                        "2025-06-15",
                        "2025-06-16");

        // A new process with a state that was kept, a clock that went back and a changed timetable.
        days.clear();
        clock.set("2025-06-16T00:00:00Z");
        try (State again = State.open(url)) {
            Service third = service(again, "schedule:\n  nightly: {cron: '0 4 * * *'}\n", this::note);
            third.start();
            assertThat(third.plans()).hasSize(1);
            assertThat(third.plans().get(0).next().at()).isEqualTo("2025-06-18T03:00:00Z");
            assertThat(third.plans().get(0).next().due().day()).isEqualTo("2025-06-17");
            Thread.sleep(500);
            assertThat(days).isEmpty();
            third.stop(Duration.ofSeconds(5), () -> {});
            assertThat(again.lastTries("corner_shop", "nightly", 9)).hasSize(7);
        }
    }

    @Test
    void aStopWaitsForTheRunUnderWayAndBeginsNoOther() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (State state = Scheduled.state()) {
            Service service = service(state, NIGHTLY, day -> {
                begun.countDown();
                await(mayEnd);
                note(day);
            });
            service.start();
            clock.set("2025-06-17T12:00:00Z");
            await(begun);
            new Thread(() -> {
                        sleep(300);
                        mayEnd.countDown();
                    })
                    .start();
            assertThat(service.stop(Duration.ofSeconds(20), () -> days.add("broken off")))
                    .isTrue();
            assertThat(days).hasSize(1).doesNotContain("broken off");
        }
    }

    @Test
    void aRunThatTakesLongerThanTheGraceIsBrokenOffAndStaysDue() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch broken = new CountDownLatch(1);
        try (State state = Scheduled.state()) {
            Service service = service(state, NIGHTLY, day -> {
                begun.countDown();
                await(broken);
                throw new IllegalStateException("Job cancelled");
            });
            service.start();
            clock.set("2025-06-11T12:00:00Z");
            await(begun);
            assertThat(service.stop(Duration.ofMillis(200), broken::countDown)).isTrue();
            assertThat(state.lastTries("corner_shop", "nightly", 9))
                    .extracting(Try::outcome)
                    .containsExactly(Outcome.STOPPED);

            Service next = service(state, NIGHTLY, this::note);
            next.start();
            waitUntil(() -> !days.isEmpty());
            next.stop(Duration.ofSeconds(5), () -> {});
            assertThat(days).containsExactly("2025-06-10");
        }
    }

    /** As cron starts one every five minutes, beside one that is at its night's run for an hour. */
    @Test
    void aSecondProcessDoesNotWaitForWhatAnotherOneHasInHandUnlessThatWasKilled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        String nightly = "schedule:\n  nightly: {cron: '30 2 * * *'}\n";
        try (State state = Scheduled.state()) {
            Service first = service(state, nightly, day -> {
                begun.countDown();
                await(mayEnd);
                note(day);
            });
            first.start();
            clock.set("2025-06-11T12:00:00Z");
            await(begun);
            Service second = service(state, nightly, this::note);
            assertThat(first.isIdle()).isFalse();
            assertThat(second.plans().get(0).isRunning()).isTrue();
            assertThat(second.isIdle()).isTrue();

            // As if the first had been killed: no sign of it for a minute and more.
            clock.set("2025-06-11T12:01:30Z");
            assertThat(second.isIdle()).isFalse();

            clock.set("2025-06-11T12:00:30Z");
            mayEnd.countDown();
            waitUntil(first::isIdle);
            assertThat(first.stop(Duration.ofSeconds(5), () -> {})).isTrue();
            second.stop(Duration.ofSeconds(5), () -> {});
            assertThat(days).containsExactly("2025-06-10");
        }
    }

    /** A process that is killed leaves what the state held while it ran. */
    @Test
    void thatADayIsInHandIsInTheStateBeforeItsRun() throws Exception {
        List<Due> whileItRan = Collections.synchronizedList(new ArrayList<>());
        try (State state = Scheduled.state()) {
            Service reader = service(state, NIGHTLY, this::note);
            Service service = service(state, NIGHTLY, day -> {
                whileItRan.add(reader.plans().get(0).next().due());
                note(day);
            });
            service.start();
            clock.set("2025-06-11T12:00:00Z");
            waitUntil(() -> !days.isEmpty() && service.isIdle());
            service.stop(Duration.ofSeconds(5), () -> {});
            assertThat(reader.plans().get(0).next().due().begun()).isFalse();
            reader.stop(Duration.ofSeconds(5), () -> {});
        }
        assertThat(whileItRan).extracting(Due::begun).containsExactly(true);
        assertThat(whileItRan).extracting(d -> d.day().toString()).containsExactlyElementsOf(days);
    }

    @Test
    void whatIsDueByAStateOfAnEarlierVersionIsRead() throws Exception {
        try (State state = Scheduled.state()) {
            Service service = service(state, "schedule:\n  nightly: {cron: '30 2 * * *'}\n", this::note);
            Due expected = service.plans().get(0).next().due();
            String earlier = """
                    {"scheduled":"2025-06-11T02:30:00","day":"2025-06-10","failures":0,"sourcesSeen":false,"timetable":"%s"}""".formatted(expected.timetable());
            try (Connection connection = state.source().getConnection();
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO scheduled_tasks (task_name, task_instance, task_data, execution_time, picked, version)"
                                    + " VALUES ('run corner_shop', 'nightly', ?, ?, FALSE, 1)")) {
                insert.setBytes(1, earlier.getBytes(StandardCharsets.UTF_8));
                insert.setObject(2, Instant.parse("2025-06-11T01:30:00Z").atOffset(ZoneOffset.UTC));
                insert.executeUpdate();
            }
            assertThat(service.plans().get(0).next().due()).isEqualTo(expected);
            service.start();
            clock.set("2025-06-11T12:00:00Z");
            waitUntil(() -> !days.isEmpty() && service.isIdle());
            service.stop(Duration.ofSeconds(5), () -> {});
            assertThat(days).containsExactly("2025-06-10");
        }
    }

    private interface Doing {
        void work(String day);
    }

    private Service service(State state, String yaml, Doing doing) throws IOException {
        Schedule schedule = Scheduled.company(folder, yaml);
        Turns turns = new Turns(
                schedule,
                (company, asOf, tables) -> {
                    doing.work(asOf.day().toString());
                    return Scheduled.released(asOf.day());
                },
                new Sources(new Configuration(false)),
                state,
                said.progress,
                clock);
        return new Service(state, List.of(turns), clock, POLLING);
    }

    private void note(String day) {
        days.add(day);
    }

    private interface Condition {
        boolean holds();
    }

    private static void waitUntil(Condition condition) {
        Instant limit = Instant.now().plusSeconds(60);
        while (!condition.holds()) {
            assertThat(Instant.now()).isBefore(limit);
            sleep(50);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
