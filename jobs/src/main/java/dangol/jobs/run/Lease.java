package dangol.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.jobs.lake.Folder;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A hold on a lake whose file system has no locks, such as an object store. It needs only that a listing shows every object
 * whose upload ended before.
 *
 * <p>Each run that wants the lake writes a claim under a name of its own into the home's folder {@code run.lease}, and only
 * then lists the folder. When it finds another claim it takes its own back and tries again later. Of two runs at least one
 * lists after both have written, so never do both find themselves alone.
 *
 * <p>A holder writes its claim anew at every beat. A claim that stayed the same for the time after which it counts as dead is
 * taken over; that time is measured by the watcher's own monotonic clock, so that nobody's clock has to be right. The new
 * claim names those that it takes over. A holder that was only slow finds itself named, or its own claim gone, and has lost the
 * lake: {@link #verify} tells.
 */
final class Lease implements RunLock {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * How often a holder shows a sign of life, and for how long it may show none.
     *
     * @param beat time between two signs of life
     * @param dead time of silence after which others take the lake over
     */
    record Timing(Duration beat, Duration dead) {
        static final Timing USUAL = new Timing(Duration.ofSeconds(5), Duration.ofSeconds(60));
    }

    /**
     * What a claim's file holds.
     *
     * @param holder who, in words
     * @param beat how many signs of life it has shown
     * @param takesOver names of the claims that it found dead
     */
    record Claim(String holder, long beat, List<String> takesOver) {}

    private final Folder folder;
    private final String name;
    private final String holder;
    private final List<String> takesOver;
    private final Timing timing;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "lease of the lake");
        thread.setDaemon(true);
        return thread;
    });
    private long beats;
    private long renewed = System.nanoTime();
    private String lost = "";
    private Runnable stop = () -> {};

    private Lease(Folder folder, List<String> takesOver, Timing timing) {
        this.folder = folder;
        this.name = UUID.randomUUID() + ".json";
        this.holder = Holder.thisProcess();
        this.takesOver = takesOver;
        this.timing = timing;
    }

    /** @throws LakeBusyException when the holder lives and {@code wait} is over */
    static Lease take(Folder home, Duration wait, Progress progress, Timing timing) {
        Folder folder = home.child("run.lease");
        Watch watch = new Watch(timing.dead());
        long until = System.nanoTime() + wait.toNanos();
        boolean told = false;
        while (true) {
            Map<String, String> claims = claims(folder);
            watch.see(claims);
            if (claims.keySet().stream().allMatch(watch::isDead)) {
                Lease lease = new Lease(folder, List.copyOf(claims.keySet()), timing);
                if (lease.claimed()) {
                    claims.values()
                            .forEach(c -> progress.say("Took the lake over from a run that shows no sign of life: "
                                    + read(c).holder() + "."));
                    return lease;
                }
                pause(timing.beat().toMillis() / 20
                        + ThreadLocalRandom.current().nextLong(50, 300));
                continue;
            }
            String holder = claims.entrySet().stream()
                    .filter(c -> !watch.isDead(c.getKey()))
                    .map(c -> read(c.getValue()).holder())
                    .findFirst()
                    .orElse("");
            // A holder may have died a moment ago, so even who does not wait looks for a sign of life first.
            if (System.nanoTime() - until >= 0 && claims.keySet().stream().anyMatch(watch::isAlive)) {
                throw RunLock.busy(home.location(), holder);
            }
            if (!told) {
                progress.say(
                        "Another run holds " + home.location() + " (" + holder + "); looking for a sign of life …");
                told = true;
            }
            pause(Math.max(20, timing.beat().toMillis() / 5));
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeBusyException("Interrupted while waiting for another run.");
        }
    }

    /** Writes the claim and looks whether it stands alone; if so its heart begins to beat, if not it is withdrawn. */
    private boolean claimed() {
        write();
        boolean alone =
                claims(folder).keySet().stream().allMatch(other -> other.equals(name) || takesOver.contains(other));
        if (!alone) {
            close();
            return false;
        }
        takesOver.forEach(folder::remove);
        long every = timing.beat().toMillis();
        heart.scheduleAtFixedRate(this::beat, every, every, TimeUnit.MILLISECONDS);
        return true;
    }

    private void write() {
        try {
            folder.write(name, JSON.writeValueAsString(new Claim(holder, beats++, takesOver)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized void beat() {
        if (!lost.isEmpty()) {
            return;
        }
        try {
            look();
            if (lost.isEmpty()) {
                write();
                renewed = System.nanoTime();
            }
        } catch (RuntimeException e) {
            // A store that cannot be reached for a moment is no loss; one that stays away for too long is.
            if (System.nanoTime() - renewed > timing.dead().toNanos()) {
                lose("it could not show a sign of life for " + timing.dead().toSeconds() + " s: " + e.getMessage());
            }
        }
    }

    private void look() {
        Map<String, String> claims = claims(folder);
        for (String claim : claims.values()) {
            Claim other = read(claim);
            if (other.takesOver().contains(name)) {
                lose("it showed no sign of life for " + timing.dead().toSeconds() + " s and was taken over by "
                        + other.holder() + ".");
                return;
            }
        }
        if (!claims.containsKey(name)) {
            lose("its claim in " + folder.location() + " was removed.");
        }
    }

    /** What it was doing is stopped before anything else: nobody expects it to write to the lake any more. */
    private void lose(String why) {
        if (lost.isEmpty()) {
            lost = why;
            stop.run();
        }
    }

    @Override
    public synchronized void verify() {
        if (lost.isEmpty()) {
            look();
        }
        if (!lost.isEmpty()) {
            throw new LakeLostException(lost);
        }
    }

    @Override
    public synchronized void whenLost(Runnable work) {
        stop = work;
    }

    /** Ends the hold; the claim is taken away even when it was lost, so that nobody waits for it. */
    @Override
    public void close() {
        heart.shutdown();
        synchronized (this) {
            try {
                folder.remove(name);
            } catch (UncheckedIOException e) {
                // The work is done. A claim that stays behind counts as dead after a while.
                lost = "it was given up.";
            }
        }
    }

    /** The claims by their names, as text: also one that cannot be understood is a claim, and lives while it changes. */
    private static Map<String, String> claims(Folder folder) {
        Map<String, String> claims = new TreeMap<>();
        folder.names(".json").forEach(n -> folder.read(n).ifPresent(text -> claims.put(n, text)));
        return claims;
    }

    private static Claim read(String text) {
        try {
            return JSON.readValue(text, Claim.class);
        } catch (JsonProcessingException e) {
            return new Claim("a claim that cannot be read", 0, List.of());
        }
    }

    /** What a waiting run has seen of the claims of others. */
    private static final class Watch {
        private final Duration dead;
        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, Long> since = new HashMap<>();
        private final Map<String, Boolean> changed = new HashMap<>();

        Watch(Duration dead) {
            this.dead = dead;
        }

        void see(Map<String, String> claims) {
            texts.keySet().retainAll(claims.keySet());
            claims.forEach((name, text) -> {
                String before = texts.put(name, text);
                if (!text.equals(before)) {
                    since.put(name, System.nanoTime());
                    changed.put(name, before != null);
                }
            });
        }

        boolean isDead(String name) {
            return texts.containsKey(name) && System.nanoTime() - since.get(name) > dead.toNanos();
        }

        boolean isAlive(String name) {
            return changed.getOrDefault(name, false) && !isDead(name);
        }
    }
}
