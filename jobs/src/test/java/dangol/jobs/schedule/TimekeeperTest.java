package dangol.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.jobs.schedule.Timekeeper.Result;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One round of a schedule whose state lies in a folder; Spark never starts. */
class TimekeeperTest {
    private static final String NIGHTLY = "schedule:\n  nightly: {cron: '30 2 * * *'}\n";

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock("2025-06-10T12:00:00Z");
    private final Scheduled.Said said = new Scheduled.Said();

    @Test
    void aRoundOpensTheStateThatAScheduleLeft() {
        try (State served = State.open(url(), new StateKey(folder.resolve("state")).made())) {
            assertThat(served).isNotNull();
        }
        assertThat(once(TimekeeperTest::noSpark)).isEqualTo(Result.DONE);
    }

    @Test
    void aRoundLeavesAStateThatNobodyOpensWithoutItsPassword() {
        assertThat(once(TimekeeperTest::noSpark)).isEqualTo(Result.DONE);
        assertThat(folder.resolve("state/schedule.key")).exists();
        assertThatThrownBy(() -> State.open(url())).hasMessageContaining("the state cannot be opened");
        try (State again = open()) {
            assertThat(again.lastTries("corner_shop", "nightly", 9)).isEmpty();
        }
    }

    @Test
    void aSparkThatCannotBeStartedIsAFailedTry() {
        assertThat(onceWhenDue(() -> {
                    throw Scheduled.undeclared(new Exception("no master"));
                }))
                .isEqualTo(Result.FAILED);
        assertThat(said.text()).contains("failed, tries again at ", "no master");
        try (State state = open()) {
            assertThat(state.lastTries("corner_shop", "nightly", 9))
                    .extracting(Try::outcome)
                    .containsExactly(Outcome.RETRY);
        }
    }

    @Test
    void aStateThatIsAwayForAMomentDoesNotEndTheRunUnderWay() {
        Result result = onceWhenDue(() -> {
            rename("scheduled_tasks", "away");
            sleep(Duration.ofSeconds(4));
            rename("away", "scheduled_tasks");
            throw new IllegalStateException("the run came to its end");
        });
        assertThat(result).isEqualTo(Result.FAILED);
        assertThat(said.text())
                .containsOnlyOnce("The schedule's state cannot be reached")
                .contains("the run came to its end");
    }

    @Test
    void aStateThatStaysAwayEndsTheRoundOnceNothingIsInHand() {
        assertThatThrownBy(() -> onceWhenDue(() -> {
                    rename("scheduled_tasks", "away");
                    throw new IllegalStateException("the run came to its end");
                }))
                .isInstanceOf(RuntimeException.class)
                .hasStackTraceContaining("SCHEDULED_TASKS");
        assertThat(said.text()).contains("the run came to its end");
    }

    private Result onceWhenDue(Supplier<SparkSession> spark) {
        assertThat(once(TimekeeperTest::noSpark)).isEqualTo(Result.DONE);
        clock.set("2025-06-11T12:00:00Z");
        return once(spark);
    }

    private Result once(Supplier<SparkSession> spark) {
        return new Timekeeper(
                        List.of(Scheduled.company(folder, NIGHTLY)),
                        folder.resolve("state").toString(),
                        spark,
                        new Configuration(false),
                        said.progress,
                        clock)
                .once(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    private static SparkSession noSpark() {
        throw new AssertionError("nothing is due");
    }

    private String url() {
        return "jdbc:h2:file:" + folder.resolve("state/schedule") + ";AUTO_SERVER=TRUE;TRACE_LEVEL_FILE=0";
    }

    private State open() {
        return State.open(url(), new StateKey(folder.resolve("state")).known());
    }

    /** What asks for the table meanwhile fails as it does without its database. */
    private void rename(String table, String name) {
        try (Connection connection =
                        DriverManager.getConnection(url(), "sa", new StateKey(folder.resolve("state")).known());
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + table + " RENAME TO " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
