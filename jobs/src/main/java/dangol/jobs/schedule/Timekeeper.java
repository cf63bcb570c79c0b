package dangol.jobs.schedule;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.Schedule;
import dangol.jobs.company.ScheduleEntry;
import dangol.jobs.lake.Folder;
import dangol.jobs.publish.Rendering;
import dangol.jobs.run.Progress;
import dangol.jobs.run.StopSignals;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Runs the companies' tables at the times of their YAML. */
public final class Timekeeper {
    /** How the runs of one {@link #once} ended, worst first. */
    public enum Result {
        FAILED,
        HELD_BACK,
        BUSY,
        DONE
    }

    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final Duration POLLING = Duration.ofSeconds(5);
    private static final Duration POLLING_ONCE = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final List<Schedule> schedules;
    private final String state;
    private final Supplier<SparkSession> spark;
    private final Configuration configuration;
    private final Progress progress;
    private final Clock clock;

    /**
     * @param state a folder, a JDBC address, or null for a folder in the lake's home
     * @param spark starts a session
     * @throws ConfigurationException when a company is named twice, or when nobody says where the state of several is kept
     */
    public Timekeeper(
            List<Schedule> schedules,
            String state,
            Supplier<SparkSession> spark,
            Configuration configuration,
            Progress progress,
            Clock clock) {
        this.schedules = List.copyOf(schedules);
        this.spark = spark;
        this.configuration = configuration;
        this.progress = progress;
        this.clock = clock;
        Set<String> names = new HashSet<>();
        for (Schedule schedule : schedules) {
            if (!names.add(schedule.company().name())) {
                throw new ConfigurationException(
                        schedule.company().file(),
                        "company '" + schedule.company().name() + "' is scheduled twice.",
                        "Name each company with one --conf.");
            }
        }
        this.state = state == null ? ownFolder() : state;
    }

    private String ownFolder() {
        if (schedules.size() > 1) {
            throw new ConfigurationException(
                    "--state", "is missing: several companies share one state.", "Name a folder or a database for it.");
        }
        Company company = schedules.get(0).company();
        return Folder.of(company.home(), configuration)
                .child("schedule")
                .local()
                .map(Path::toString)
                .orElseThrow(() -> new ConfigurationException(
                        "--state",
                        "is missing: the home " + company.home() + " is not on a local disk.",
                        "Name a local folder or a PostgreSQL database for the schedule's state."));
    }

    private String address() {
        return isFolder() ? "jdbc:h2:file:" + file() + ";AUTO_SERVER=TRUE;TRACE_LEVEL_FILE=0" : state;
    }

    private boolean isFolder() {
        return !state.startsWith("jdbc:");
    }

    /** Opens the state; one in a folder is shared with other processes of this user, and with nobody else on the machine. */
    private State open() {
        return State.open(address(), isFolder() ? new StateKey(file().getParent()).made() : "");
    }

    private Path file() {
        return Path.of(state).toAbsolutePath().resolve("schedule");
    }

    /** Writes what is scheduled and how the last runs ended; changes nothing, not even the state. */
    public void list(PrintStream out) {
        boolean unknown = !state.startsWith("jdbc:") && !Files.exists(Path.of(file() + ".mv.db"));
        try (State opened = State.open(
                unknown ? "jdbc:h2:mem:" : address(),
                unknown || !isFolder() ? "" : new StateKey(file().getParent()).known())) {
            Service service = new Service(opened, turns(opened, new SparkWork(spark, progress, clock)), clock, POLLING);
            List<List<Object>> rows = new ArrayList<>();
            service.plans().forEach(p -> rows.add(row(opened, p)));
            Rendering.TABLE.write(
                    List.of("company", "entry", "scheduled", "logical day", "now", "last result"), rows, out);
        }
    }

    private static List<Object> row(State opened, Service.Plan plan) {
        ScheduleEntry entry = plan.entry();
        Due due = plan.next().due();
        ZoneId zone = entry.timetable().zone();
        String company = plan.company().schedule().company().name();
        String last = opened.lastTries(company, entry.name(), 1).stream()
                .findFirst()
                .map(t -> t.outcome().words() + " as of " + t.day() + ", "
                        + MINUTES.format(t.endedAt().atZone(zone)) + ": "
                        + t.message().lines().findFirst().orElse(""))
                .orElse("none yet");
        String now = plan.isRunning()
                ? "running"
                : due.failures() > 0
                        ? "retry " + due.failures() + " of " + entry.retries().count() + " at "
                                + MINUTES.format(plan.next().at().atZone(zone))
                        : plan.next().at().isAfter(due.at(entry)) ? "waiting" : "planned";
        return List.of(
                company, entry.name(), MINUTES.format(due.at(entry).atZone(zone)) + " " + zone, due.day(), now, last);
    }

    /** Runs what is due now and comes back; asked to stop, it behaves as {@link #serve}. */
    public Result once(Duration grace) {
        return once(grace, PATIENCE);
    }

    /** @param patience how long the state may be out of reach while nothing is in hand */
    Result once(Duration grace, Duration patience) {
        try (State opened = open();
                SparkWork work = new SparkWork(spark, progress, clock)) {
            List<Turns> turns = turns(opened, work);
            Service service = new Service(opened, turns, clock, POLLING_ONCE);
            CountDownLatch asked = StopSignals.await(Thread.currentThread()::interrupt);
            service.start();
            try {
                awaitIdle(service, asked, patience);
            } finally {
                service.stop(grace, work::cancel);
            }
            return result(turns);
        }
    }

    /** As with {@link #keepUp}, a state that cannot be reached for a while does not end the run under way. */
    private void awaitIdle(Service service, CountDownLatch asked, Duration patience) {
        long reached = System.nanoTime();
        boolean told = false;
        do {
            try {
                if (service.isIdle()) {
                    return;
                }
                service.tellWhatIsLate();
                reached = System.nanoTime();
                told = false;
            } catch (RuntimeException e) {
                if (service.isAtWork()) {
                    reached = System.nanoTime();
                } else if (System.nanoTime() - reached > patience.toNanos()) {
                    throw e;
                }
                if (!told) {
                    progress.say("The schedule's state cannot be reached: " + e.getMessage());
                    told = true;
                }
            }
        } while (!isAsked(asked));
    }

    private static Result result(List<Turns> turns) {
        Set<Outcome> outcomes = new HashSet<>();
        turns.forEach(t -> outcomes.addAll(t.outcomes()));
        if (outcomes.contains(Outcome.FAILED) || outcomes.contains(Outcome.RETRY)) {
            return Result.FAILED;
        }
        return outcomes.contains(Outcome.HELD_BACK)
                ? Result.HELD_BACK
                : outcomes.contains(Outcome.BUSY) ? Result.BUSY : Result.DONE;
    }

    /**
     * Runs what is due until the process is asked to stop by SIGTERM or SIGINT. Then nothing new is begun; the run under way has the
     * grace to end, is broken off after it or when asked a second time, and is done again with the next start.
     *
     * @param idle after how long without a run the Spark session is closed
     */
    public void serve(Duration grace, Duration idle) {
        SparkWork work = new SparkWork(spark, progress, clock);
        try (State opened = open()) {
            Service service = new Service(opened, turns(opened, work), clock, POLLING);
            CountDownLatch asked = StopSignals.await(Thread.currentThread()::interrupt);
            service.start();
            progress.say("The schedule is running; its state is in " + state + ". SIGTERM stops it.");
            for (long tick = 0; !isAsked(asked); tick++) {
                if (tick % 15 == 0) {
                    keepUp(service, work, idle);
                }
            }
            progress.say("Asked to stop: nothing new is begun.");
            boolean ended = service.stop(grace, () -> {
                progress.say("The run under way is broken off; the next start does it again.");
                work.cancel();
            });
            progress.say("Stopped.");
            if (ended) {
                work.close();
            }
        }
    }

    /** A state that cannot be reached for a while ends neither the schedule nor the run under way. */
    private void keepUp(Service service, SparkWork work, Duration idle) {
        try {
            service.tellWhatIsLate();
            work.closeWhenIdleFor(idle);
        } catch (RuntimeException e) {
            progress.say("Cannot look for what is late: " + e.getMessage());
        }
    }

    private List<Turns> turns(State opened, SparkWork work) {
        return schedules.stream()
                .map(s -> new Turns(s, work, new Sources(configuration), opened, progress, clock))
                .toList();
    }

    /** The first signal asks to stop, the second wants no more grace. */
    private static boolean isAsked(CountDownLatch asked) {
        try {
            return asked.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
