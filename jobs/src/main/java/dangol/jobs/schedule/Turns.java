package dangol.jobs.schedule;

import dangol.AsOf;
import dangol.jobs.company.Alerts;
import dangol.jobs.company.AwaitedFeed;
import dangol.jobs.company.Company;
import dangol.jobs.company.Schedule;
import dangol.jobs.company.ScheduleEntry;
import dangol.jobs.lake.Failures;
import dangol.jobs.lake.Release;
import dangol.jobs.quality.HeldBackException;
import dangol.jobs.run.LakeBusyException;
import dangol.jobs.run.PastDayException;
import dangol.jobs.run.Progress;
import dangol.jobs.run.RunResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.ThreadContext;

/**
 * What happens when a company's entry is due: missed times are settled, sources waited for, the run made, its end remembered and
 * told, and what is due next worked out. The next time follows from the last one, never from the clock: a clock that jumps neither
 * repeats a logical day nor loses one. One logical day of an entry is settled before the next one begins.
 */
final class Turns {
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Schedule schedule;
    private final Work work;
    private final Sources sources;
    private final State state;
    private final Alerter alerter;
    private final Progress progress;
    private final Clock clock;
    private final Instant startedAt;
    private final Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    private volatile boolean stopping;

    Turns(Schedule schedule, Work work, Sources sources, State state, Progress progress, Clock clock) {
        this.schedule = schedule;
        this.work = work;
        this.sources = sources;
        this.state = state;
        this.alerter = new Alerter(progress);
        this.progress = progress;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    Schedule schedule() {
        return schedule;
    }

    /** From now on nothing new is run, and a run that breaks counts as stopped. */
    void stop() {
        stopping = true;
    }

    /** How the tries of this process ended. */
    synchronized Set<Outcome> outcomes() {
        return EnumSet.copyOf(outcomes);
    }

    /** What an entry runs first: the past is not caught up before anybody asked for it. */
    Next first(ScheduleEntry entry) {
        LocalDateTime now = entry.timetable().wall(clock.instant());
        return Next.of(entry, Due.of(entry, entry.timetable().next(now)));
    }

    /** What is due after the entry's timetable was changed: the same logical day, at its new time. */
    Next moved(ScheduleEntry entry, Due old) {
        if (old.inHand()) {
            return new Next(old.under(text(entry)), clock.instant());
        }
        LocalDateTime time = entry.timetable()
                .next(old.scheduled().toLocalDate().atStartOfDay().minusDays(2));
        while (entry.day(time).isBefore(old.day())) {
            time = entry.timetable().next(time);
        }
        return Next.of(entry, Due.of(entry, lastOfSameDayUntilNow(entry, time)));
    }

    /** Of several times a day, those that have passed count once. */
    private LocalDateTime lastOfSameDayUntilNow(ScheduleEntry entry, LocalDateTime time) {
        LocalDateTime last = time;
        LocalDateTime next = entry.timetable().next(last);
        while (entry.day(next).equals(entry.day(time)) && hasCome(entry, next)) {
            last = next;
            next = entry.timetable().next(last);
        }
        return last;
    }

    private static String text(ScheduleEntry entry) {
        return entry.timetable().toString();
    }

    private boolean hasCome(ScheduleEntry entry, LocalDateTime time) {
        return !entry.timetable().instant(time).isAfter(clock.instant());
    }

    /**
     * Does what is due and says what comes next.
     *
     * @param keep remembers, before the day is looked at and run, that it is in hand: a process that is killed says nothing more
     */
    Next take(ScheduleEntry entry, Due due, Consumer<Due> keep) {
        try (CloseableThreadContext.Instance name = named()) {
            return taken(entry, due, keep);
        } finally {
            ThreadContext.remove("run");
        }
    }

    /** Whose lines of the log follow: several companies share a thread, on which a run leaves its company and its id. */
    private CloseableThreadContext.Instance named() {
        return CloseableThreadContext.put("company", company().name());
    }

    private Next taken(ScheduleEntry entry, Due due, Consumer<Due> keep) {
        if (stopping) {
            return new Next(due, clock.instant());
        }
        Due next = due.inHand() ? due : settleMissed(entry, due);
        if (!hasCome(entry, next.scheduled())) {
            return Next.of(entry, next);
        }
        Due settled = next.withBegun();
        if (!settled.equals(due)) {
            keep.accept(settled);
        }
        if (settled.sourcesSeen()) {
            return run(entry, settled);
        }
        Waiting waiting = look(entry, settled);
        if (waiting.giveUp().isPresent()) {
            return giveUp(entry, settled, clock.instant(), waiting.giveUp().get());
        }
        return waiting.until().isPresent()
                ? new Next(settled, waiting.until().get())
                : run(entry, settled.withSourcesSeen());
    }

    /** Passes over the times that the entry does not want to catch up. */
    private Due settleMissed(ScheduleEntry entry, Due due) {
        LocalDateTime time = due.scheduled();
        LocalDateTime first = time;
        int passedOver = 0;
        while (isPassedOver(entry, time)) {
            time = entry.timetable().next(time);
            passedOver++;
        }
        if (passedOver == 0) {
            return due;
        }
        String words =
                passedOver + (passedOver == 1 ? " missed time" : " missed times") + " from " + first + " passed over";
        remember(entry, due, clock.instant(), Outcome.SKIPPED, words);
        say(entry, due, words + ", as set.");
        return Due.of(entry, time);
    }

    private boolean isPassedOver(ScheduleEntry entry, LocalDateTime time) {
        return switch (entry.missed()) {
            case CATCH_UP -> false;
            case LATEST -> hasCome(entry, entry.timetable().next(time));
            case SKIP ->
                entry.timetable().instant(time).plus(entry.missedAfter()).isBefore(startedAt);
        };
    }

    /**
     * @param until when to look again, when something is to be waited for
     * @param giveUp why the day is given up
     */
    private record Waiting(Optional<Instant> until, Optional<String> giveUp) {}

    private Waiting look(ScheduleEntry entry, Due due) {
        Instant now = clock.instant();
        Instant scheduled = due.at(entry);
        List<Instant> deadlines = new ArrayList<>();
        for (AwaitedFeed awaited : entry.waitFor()) {
            String trouble = missing(entry, awaited, due);
            Instant deadline = scheduled.plus(awaited.deadline());
            if (trouble.isEmpty()) {
                continue;
            }
            if (now.isBefore(deadline)) {
                deadlines.add(deadline);
                tellOnce(entry, due, "waits " + awaited.feed().name(), () -> say(entry, due, "waits for " + trouble));
                continue;
            }
            boolean fails = awaited.whenLate() == AwaitedFeed.WhenLate.FAIL;
            String words = trouble + "; its deadline was " + deadline
                    + (fails ? ". The day is not run." : ". The run goes on without it.");
            if (fails) {
                return new Waiting(Optional.empty(), Optional.of(words));
            }
            tellOnce(entry, due, "late " + awaited.feed().name(), () -> alert(Alerts.Kind.LATE, entry, due, words));
        }
        return new Waiting(
                deadlines.stream()
                        .min(Comparator.naturalOrder())
                        .map(d -> d.isBefore(now.plus(LOOK_AGAIN)) ? d : now.plus(LOOK_AGAIN)),
                Optional.empty());
    }

    /** What is missing of an awaited feed, in words; empty when it is there. */
    private String missing(ScheduleEntry entry, AwaitedFeed awaited, Due due) {
        String what = "feed '" + awaited.feed().name() + "', which has not arrived";
        try {
            return sources.hasArrived(company(), awaited, due.day(), due.at(entry)) ? "" : what;
        } catch (RuntimeException e) {
            return what + " as far as can be seen (" + e.getMessage() + ")";
        }
    }

    private Next run(ScheduleEntry entry, Due due) {
        Instant start = clock.instant();
        say(
                entry,
                due,
                due.failures() == 0
                        ? "starts"
                        : "starts again, retry " + due.failures() + " of "
                                + entry.retries().count());
        RunResult result;
        try {
            AsOf asOf = new AsOf(due.day());
            result = entry.train()
                    ? work.train(company(), asOf, entry.tables())
                    : work.run(company(), asOf, entry.tables());
        } catch (LakeBusyException e) {
            note(Outcome.BUSY);
            tellOnce(entry, due, "busy", () -> say(entry, due, "waits for another run on the lake"));
            return new Next(due, clock.instant().plus(LOOK_AGAIN));
        } catch (HeldBackException e) {
            // The same data would be held back again; the next day's run takes what has come until then.
            remember(entry, due, start, Outcome.HELD_BACK, e.getMessage());
            alert(Alerts.Kind.HELD_BACK, entry, due, e.getMessage());
            return following(entry, due);
        } catch (PastDayException e) {
            remember(entry, due, start, Outcome.SKIPPED, e.getMessage());
            say(entry, due, "skipped: " + e.getMessage());
            return following(entry, due);
        } catch (Exception | Error e) {
            // Also a checked one: Scala declares none. What gets past here is tried again for ever and told to nobody.
            return stopping ? stopped(entry, due, start) : failed(entry, due, start, Failures.words(e));
        }
        result.warnings().forEach(w -> say(entry, due, "warning: " + w));
        String words = words(due, result);
        say(entry, due, "done: " + words);
        // Readers have the day: a state that cannot take it down makes no failure of it.
        remember(entry, due, start, Outcome.SUCCEEDED, words);
        if (result.changed() && result.release().asOf().equals(due.day())) {
            tellWhatIsStale(entry, due, result.release());
        }
        return following(entry, due);
    }

    /** A release that lacks what a stopped feed would have brought is told once for each logical day, however often it is run. */
    private void tellWhatIsStale(ScheduleEntry entry, Due due, Release release) {
        Set<String> reasons = release.stale().keySet();
        if (!reasons.isEmpty()) {
            String words = "release " + release.number() + " lacks what has come: " + String.join("\n", reasons);
            tellOnce(
                    entry,
                    Due.of(entry, due.day().atStartOfDay()),
                    "stale " + reasons.hashCode(),
                    () -> alert(Alerts.Kind.LATE, entry, due, words));
        }
    }

    private static String words(Due due, RunResult result) {
        Release release = result.release();
        return (result.changed() ? "release " : "nothing new, release ")
                + release.number()
                + (release.asOf().isAfter(due.day()) ? ", built as a past day: readers stay at " + release.asOf() : "");
    }

    private Next stopped(ScheduleEntry entry, Due due, Instant start) {
        remember(entry, due, start, Outcome.STOPPED, "the scheduler was stopped");
        say(entry, due, "stopped; it is done again with the next start");
        return new Next(due, clock.instant());
    }

    private Next failed(ScheduleEntry entry, Due due, Instant start, String message) {
        Due again = due.afterFailure();
        if (again.failures() > entry.retries().count()) {
            return giveUp(entry, due, start, message);
        }
        Instant at = clock.instant().plus(entry.retries().wait(again.failures()));
        remember(entry, due, start, Outcome.RETRY, message);
        say(entry, due, "failed, tries again at " + at.truncatedTo(ChronoUnit.SECONDS) + ": " + message);
        return new Next(again, at);
    }

    private Next giveUp(ScheduleEntry entry, Due due, Instant start, String message) {
        remember(entry, due, start, Outcome.FAILED, message);
        alert(Alerts.Kind.FAILURE, entry, due, message);
        return following(entry, due);
    }

    private Next following(ScheduleEntry entry, Due due) {
        return Next.of(entry, Due.of(entry, entry.timetable().next(due.scheduled())));
    }

    /** Tells once of a run that should have ended by now. A time that is to be passed over has none. */
    void tellIfLate(ScheduleEntry entry, Due due) {
        if (!due.inHand() && isPassedOver(entry, due.scheduled())) {
            return;
        }
        try (CloseableThreadContext.Instance name = named()) {
            entry.lateAfter()
                    .filter(limit -> clock.instant().isAfter(due.at(entry).plus(limit)))
                    .ifPresent(limit -> tellOnce(
                            entry,
                            due,
                            "late",
                            () -> alert(
                                    Alerts.Kind.LATE,
                                    entry,
                                    due,
                                    "not done " + limit.toMinutes() + " minutes after its time, " + due.at(entry)
                                            + ".")));
        }
    }

    private void tellOnce(ScheduleEntry entry, Due due, String what, Runnable tell) {
        if (state.isFirstToTell(company().name(), entry.name(), due, what)) {
            tell.run();
        }
    }

    private void alert(Alerts.Kind kind, ScheduleEntry entry, Due due, String text) {
        alerter.send(
                schedule.alerts(), new Alert(kind, company().name(), entry.name(), due.day(), due.at(entry), text));
    }

    private synchronized void note(Outcome outcome) {
        outcomes.add(outcome);
    }

    private void remember(ScheduleEntry entry, Due due, Instant start, Outcome outcome, String message) {
        note(outcome);
        state.add(new Try(
                company().name(), entry.name(), due.scheduled(), due.day(), start, clock.instant(), outcome, message));
    }

    private void say(ScheduleEntry entry, Due due, String text) {
        progress.say(clock.instant().truncatedTo(ChronoUnit.SECONDS) + " "
                + company().name() + "/" + entry.name() + " as of " + due.day() + ": " + text);
    }

    private Company company() {
        return schedule.company();
    }
}
