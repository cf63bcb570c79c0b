package dangol.jobs.schedule;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.ScheduledExecutionsFilter;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dangol.jobs.company.ScheduleEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gives each entry its turn when it is due, by db-scheduler: one task for each company, one execution for each entry, one at a time in
 * this process. Several processes on one state share the work.
 */
final class Service {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final Serializer AS_JSON = new Json();

    private final Map<String, Turns> companies = new LinkedHashMap<>();
    private final State state;
    private final Clock clock;
    private final Scheduler scheduler;
    /** How the state calls this process. */
    private final String name = UUID.randomUUID().toString();

    private final Semaphore turn = new Semaphore(1);
    private final Duration polling;
    private final ScheduledExecutorService waker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "schedule-waker");
        thread.setDaemon(true);
        return thread;
    });

    /** @param polling how often the state is looked at for what is due */
    Service(State state, List<Turns> turns, Clock clock, Duration polling) {
        this.state = state;
        this.clock = clock;
        this.polling = polling;
        List<Task<?>> tasks = new ArrayList<>();
        for (Turns company : turns) {
            companies.put(task(company), company);
            tasks.add(Tasks.custom(task(company), Due.class)
                    .onDeadExecutionRevive()
                    .execute((instance, context) -> take(company, instance)));
        }
        this.scheduler = Scheduler.create(state.source(), tasks)
                .threads(1)
                .clock(clock::instant)
                .schedulerName(new SchedulerName.Fixed(name))
                .serializer(AS_JSON)
                .alwaysPersistTimestampInUTC()
                .pollingInterval(polling)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                // Another process on the same state may know companies that this one does not.
                .deleteUnresolvedAfter(Duration.ofDays(36_500))
                .shutdownMaxWait(LAST_WORDS)
                .build();
    }

    private static String task(Turns company) {
        return "run " + company.schedule().company().name();
    }

    private CompletionHandler<Due> take(Turns company, TaskInstance<Due> instance) {
        Optional<ScheduleEntry> entry = entry(company, instance);
        if (entry.isEmpty()) {
            return (done, operations) -> operations.remove();
        }
        turn.acquireUninterruptibly();
        try {
            Next next = company.take(entry.get(), instance.getData(), due -> keep(instance, due));
            return (done, operations) -> operations.reschedule(done, next.at(), next.due());
        } finally {
            turn.release();
        }
    }

    /** db-scheduler itself writes only when a turn has ended. */
    private void keep(TaskInstanceId instance, Due due) {
        state.keep(instance.getTaskName(), instance.getId(), name, AS_JSON.serialize(due));
    }

    private static Optional<ScheduleEntry> entry(Turns company, TaskInstanceId instance) {
        return company.schedule().entries().stream()
                .filter(e -> e.name().equals(instance.getId()))
                .findFirst();
    }

    /** Brings the state in line with the YAML and begins. */
    void start() {
        companies.forEach((task, company) -> {
            planned(task).stream()
                    .filter(p -> !p.isPicked())
                    .filter(p -> entry(company, p.getTaskInstance()).isEmpty())
                    .forEach(p -> scheduler.cancel(p.getTaskInstance()));
            company.schedule().entries().forEach(entry -> plan(task, company, entry));
        });
        scheduler.start();
        // db-scheduler waits until a time of the clock: after a clock was put back it would look again only when that
        // time has come.
        waker.scheduleWithFixedDelay(
                scheduler::triggerCheckForDueExecutions, polling.toMillis(), polling.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void plan(String task, Turns company, ScheduleEntry entry) {
        Optional<ScheduledExecution<Due>> known = planned(task, entry);
        if (known.isEmpty()) {
            Next next = company.first(entry);
            scheduler.scheduleIfNotExists(new TaskInstance<>(task, entry.name(), next.due()), next.at());
        } else if (!known.get().isPicked()
                && !known.get().getData().timetable().equals(entry.timetable().toString())) {
            Next next = company.moved(entry, known.get().getData());
            scheduler.reschedule(known.get().getTaskInstance(), next.at(), next.due());
        }
    }

    private List<ScheduledExecution<Due>> planned(String task) {
        List<ScheduledExecution<Due>> planned = new ArrayList<>();
        scheduler.fetchScheduledExecutionsForTask(task, Due.class, ScheduledExecutionsFilter.all(), planned::add);
        return planned;
    }

    private Optional<ScheduledExecution<Due>> planned(String task, ScheduleEntry entry) {
        return planned(task).stream()
                .filter(p -> p.getTaskInstance().getId().equals(entry.name()))
                .findFirst();
    }

    /**
     * An entry and its plan.
     *
     * @param holder the process that has it in hand
     */
    record Plan(Turns company, ScheduleEntry entry, Next next, Optional<String> holder) {
        boolean isRunning() {
            return holder.isPresent();
        }
    }

    /** All entries in the order of the files; those that the state does not know yet as they would begin now. */
    List<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        companies.forEach((task, company) -> company.schedule().entries().forEach(entry -> {
            Optional<ScheduledExecution<Due>> known = planned(task, entry);
            plans.add(new Plan(
                    company,
                    entry,
                    known.map(k -> new Next(k.getData(), k.getExecutionTime())).orElseGet(() -> company.first(entry)),
                    known.filter(ScheduledExecution::isPicked).map(ScheduledExecution::getPickedBy)));
        }));
        return plans;
    }

    /** True when nothing is due but what another process has in hand. */
    boolean isIdle() {
        return plans().stream()
                .noneMatch(p -> p.holder()
                        .map(holder -> holder.equals(name) || isDead(p))
                        .orElseGet(() -> !p.next().at().isAfter(clock.instant())));
    }

    /** True while this process has an entry in hand; the state need not be reached to know. */
    boolean isAtWork() {
        return turn.availablePermits() == 0;
    }

    /** What a killed process had in hand comes to this one. */
    private boolean isDead(Plan plan) {
        Duration limit = HEARTBEAT.multipliedBy(MISSED_HEARTBEATS);
        return state.lastHeartbeat(task(plan.company()), plan.entry().name())
                .map(sign -> sign.isBefore(clock.instant().minus(limit)))
                .orElse(false);
    }

    void tellWhatIsLate() {
        plans().forEach(p -> p.company().tellIfLate(p.entry(), p.next().due()));
    }

    /**
     * Begins nothing more and ends what is in hand: by itself within the grace, otherwise by {@code cancel}.
     *
     * @return false when it would not end even so; the next start then does it again
     */
    boolean stop(Duration grace, Runnable cancel) {
        waker.shutdownNow();
        scheduler.pause();
        companies.values().forEach(Turns::stop);
        boolean ended = endsWithin(grace);
        if (!ended) {
            cancel.run();
            ended = endsWithin(Duration.ofSeconds(30));
        }
        scheduler.stop();
        return ended;
    }

    private boolean endsWithin(Duration time) {
        try {
            boolean ended = turn.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                turn.release();
            }
            return ended;
        } catch (InterruptedException e) {
            // Asked a second time to stop: without further grace.
            return false;
        }
    }

    /** Readable in the database, and safe from changes of classes. */
    private static final class Json implements Serializer {
        private final ObjectMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();

        @Override
        public byte[] serialize(Object data) {
            try {
                return data == null ? null : mapper.writeValueAsBytes(data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public <T> T deserialize(Class<T> type, byte[] data) {
            try {
                return data == null ? null : mapper.readValue(data, type);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
