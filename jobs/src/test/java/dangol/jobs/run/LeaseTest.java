package dangol.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.jobs.lake.Folder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lease on folders of the local disk, which it treats like any other file system. */
class LeaseTest {
    private static final Lease.Timing FAST = new Lease.Timing(Duration.ofMillis(50), Duration.ofMillis(600));

    @TempDir
    Path home;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path claims;

    @BeforeEach
    void folders() throws IOException {
        claims = Files.createDirectories(home.resolve("run.lease"));
    }

    @Test
    void aSecondRunIsToldWhoHoldsTheLakeAndMayTakeItAfterwards() {
        try (Lease first = take(Duration.ZERO)) {
            first.verify();
            assertThatThrownBy(() -> take(Duration.ZERO))
                    .isInstanceOf(LakeBusyException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ")
                    .hasMessageContaining("since 20")
                    .hasMessageContaining("--wait SECONDS");
            first.verify();
        }
        assertThat(claims).isEmptyDirectory();
        try (Lease second = take(Duration.ZERO)) {
            second.verify();
        }
    }

    @Test
    void whoWaitsGetsTheLakeWhenItIsFree() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Lease first = take(Duration.ZERO)) {
            Future<Lease> second = other.submit(() -> take(Duration.ofSeconds(30)));
            Thread.sleep(2 * FAST.dead().toMillis());
            assertThat(second.isDone()).isFalse();
            first.verify();
            first.close();
            try (Lease taken = second.get(20, TimeUnit.SECONDS)) {
                taken.verify();
            }
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void manyAtOnceGiveOneHolderAtATime() throws Exception {
        int runs = 5;
        ExecutorService pool = Executors.newFixedThreadPool(runs);
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        List<Future<Integer>> most = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            most.add(pool.submit(() -> {
                start.await();
                try (Lease lease = take(Duration.ofSeconds(60))) {
                    int now = inside.incrementAndGet();
                    Thread.sleep(30);
                    lease.verify();
                    inside.decrementAndGet();
                    return now;
                }
            }));
        }
        start.countDown();
        for (Future<Integer> run : most) {
            assertThat(run.get(90, TimeUnit.SECONDS)).isEqualTo(1);
        }
        pool.shutdownNow();
    }

    @Test
    void aClaimOfADeadRunIsTakenOverOnlyAfterItWasWatchedForTheWholeTime() throws IOException {
        claim("dead.json", "process 7 on a crashed machine", 12);
        long start = System.nanoTime();
        try (Lease lease = take(Duration.ZERO)) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(FAST.dead());
            lease.verify();
            assertThat(said.toString(StandardCharsets.UTF_8))
                    .contains("Took the lake over", "process 7 on a crashed machine");
            assertThat(claims.resolve("dead.json")).doesNotExist();
        }
    }

    @Test
    void clocksThatAreWrongDoNotMatter() throws Exception {
        // Its clock and its file's time lie far in the past, but it shows signs of life: it is alive.
        ExecutorService other = Executors.newSingleThreadExecutor();
        Future<?> beats = other.submit(() -> {
            for (long beat = 0; !Thread.currentThread().isInterrupted(); beat++) {
                claim("slow-clock.json", "since 1970-01-01T00:00:00Z by its clock", beat);
                Files.setLastModifiedTime(claims.resolve("slow-clock.json"), FileTime.from(Instant.EPOCH));
                Thread.sleep(FAST.beat().toMillis());
            }
            return null;
        });
        assertThatThrownBy(() -> take(FAST.dead().multipliedBy(2)))
                .isInstanceOf(LakeBusyException.class)
                .hasMessageContaining("1970-01-01");
        beats.cancel(true);
        other.shutdown();
        assertThat(other.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        // Its clock runs far ahead and it shows no sign of life any more: it is dead all the same.
        Files.delete(claims.resolve("slow-clock.json"));
        claim("fast-clock.json", "since 2999-01-01T00:00:00Z by its clock", 3);
        Files.setLastModifiedTime(
                claims.resolve("fast-clock.json"), FileTime.from(Instant.parse("2999-01-01T00:00:00Z")));
        try (Lease lease = take(Duration.ZERO)) {
            lease.verify();
        }
    }

    @Test
    void aHolderThatWasTakenOverFailsPlainlyAndStopsItsWork() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (Lease slow = take(Duration.ZERO)) {
            slow.whenLost(stopped::countDown);
            String own;
            try (var files = Files.list(claims)) {
                own = files.findFirst().orElseThrow().getFileName().toString();
            }
            Files.writeString(
                    claims.resolve("next.json"),
                    "{\"holder\":\"process 8 on another machine\",\"beat\":1,\"takesOver\":[\"" + own + "\"]}");
            assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(slow::verify)
                    .isInstanceOf(LakeLostException.class)
                    .hasMessageContaining("taken over by process 8 on another machine")
                    .hasMessageContaining("Nothing was released");
        }
        assertThat(claims.resolve("next.json")).exists();
        try (var files = Files.list(claims)) {
            assertThat(files.count()).isEqualTo(1);
        }
    }

    @Test
    void aHolderWhoseClaimWasRemovedHasLostTheLakeAlsoBetweenTwoBeats() throws IOException {
        try (Lease lease = Lease.take(folder(), Duration.ZERO, progress(), Lease.Timing.USUAL)) {
            try (var files = Files.list(claims)) {
                for (Path claim : files.toList()) {
                    Files.delete(claim);
                }
            }
            assertThatThrownBy(lease::verify)
                    .isInstanceOf(LakeLostException.class)
                    .hasMessageContaining("was removed");
        }
    }

    @Test
    void aClaimThatIsBeingTriedByAnotherIsNoLoss() throws IOException {
        try (Lease lease = take(Duration.ZERO)) {
            claim("second.json", "process 9", 0);
            lease.verify();
        }
    }

    private Lease take(Duration wait) {
        return Lease.take(folder(), wait, progress(), FAST);
    }

    private Folder folder() {
        return Folder.of(home.toString(), new Configuration(false));
    }

    private Progress progress() {
        return new Progress(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    /** Another run's claim, written whole as stores do. */
    private void claim(String name, String holder, long beat) throws IOException {
        Path draft = claims.resolve(".draft");
        Files.writeString(draft, "{\"holder\":\"" + holder + "\",\"beat\":" + beat + ",\"takesOver\":[]}");
        Files.move(draft, claims.resolve(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
}
