package dangol.jobs.run;

import dangol.contract.TableId;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.NumberedFiles;
import dangol.jobs.lake.Release;
import dangol.jobs.publish.Evidence;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The records of a lake's runs: {@code <home>/runs}, one small file for each run, also for those that failed. */
public final class RunLog {
    /** Nine weeks of daily runs, which eight Mondays take, with as many again for days that are run twice. */
    static final int LOOKED_AT = 126;

    private final NumberedFiles<RunRecord> records;
    private final NumberedFiles<Restated> restated;

    public RunLog(Folder home) {
        this.restated = new NumberedFiles<>(
                home.child("runs").child("restated"),
                Restated.class,
                "Remove the file: it only tells which figures a past release changed.");
        this.records = new NumberedFiles<>(
                home.child("runs"), RunRecord.class, "Remove the file: it only tells what a past run did.");
    }

    public Optional<RunRecord> last() {
        List<Long> numbers = records.numbers();
        return numbers.isEmpty() ? Optional.empty() : records.find(numbers.get(numbers.size() - 1));
    }

    /** The last runs, newest first. */
    public List<RunRecord> last(int count) {
        List<Long> numbers = records.numbers();
        return numbers.subList(Math.max(0, numbers.size() - count), numbers.size()).stream()
                .sorted((a, b) -> Long.compare(b, a))
                .map(records::read)
                .toList();
    }

    /**
     * Rows that feeds brought by logical day, as far as the records of runs tell it. A day on which a feed brought nothing counts as 0
     * from the first time on that it brought something: before, there was nothing of it to compare with.
     */
    SortedMap<LocalDate, Map<TableId, Long>> landed(Set<String> feeds) {
        SortedMap<LocalDate, Map<TableId, Long>> days = new TreeMap<>();
        for (RunRecord r : last(LOOKED_AT)) {
            Map<TableId, Long> rows = days.computeIfAbsent(r.asOf(), d -> new TreeMap<>());
            feeds.stream().filter(r.feeds()::containsKey).forEach(f -> rows.putIfAbsent(TableId.bronze(f), 0L));
            r.tables().stream()
                    .filter(t -> t.table().startsWith("bronze."))
                    .forEach(t -> rows.merge(TableId.parse(t.table()), t.rowsOut(), Long::sum));
        }
        return days;
    }

    /** What stands behind a release, as far as the records of runs tell it. */
    Evidence evidence(Release release) {
        Optional<Restated> changed = restated(release.number());
        List<RunRecord> runs = last(LOOKED_AT);
        Optional<RunRecord> made = made(release, runs);
        SortedMap<LocalDate, RunRecord> days = new TreeMap<>();
        runs.stream()
                .filter(r -> made.filter(m -> r.number() == m.number()
                                || r.number() < m.number() && r.outcome().equals(RunRecord.SUCCEEDED))
                        .isPresent())
                .filter(r -> !r.asOf().isAfter(release.asOf()))
                .forEach(r -> days.putIfAbsent(r.asOf(), r));
        return new Evidence(
                made.map(RunLog::sources).orElse(List.of()),
                days.values().stream().flatMap(RunLog::setAside).toList(),
                made.map(RunLog::broken).orElse(List.of()),
                changed.map(Restated::figures).orElse(List.of()),
                changed.map(Restated::comparedWith).orElse(null),
                changed.map(Restated::why).orElse(""));
    }

    private static Optional<RunRecord> made(Release release, List<RunRecord> runs) {
        return runs.stream()
                .filter(r -> Objects.equals(r.release(), release.number())
                        && !r.outcome().equals(RunRecord.NOTHING_TO_DO))
                .findFirst();
    }

    /** The tables of which a rule was broken at a release; empty when no record tells it any more. */
    Optional<Set<TableId>> outOfOrder(Release release) {
        return made(release, last(LOOKED_AT))
                .map(r -> r.checks().stream().map(c -> TableId.parse(c.table())).collect(Collectors.toSet()));
    }

    private static List<Evidence.Source> sources(RunRecord run) {
        return run.feeds().entrySet().stream()
                .map(f -> new Evidence.Source(
                        f.getKey(),
                        f.getValue().file() == null ? null : f.getValue().file().replaceFirst("^.*/", ""),
                        f.getValue().takenAt(),
                        f.getValue().asOf(),
                        f.getValue().rows()))
                .toList();
    }

    private static Stream<Evidence.SetAside> setAside(RunRecord run) {
        return run.quarantine().stream()
                .map(q -> new Evidence.SetAside(run.asOf(), q.feed(), q.entity(), q.reason(), q.rows()));
    }

    private static List<Evidence.Broken> broken(RunRecord run) {
        return run.checks().stream()
                .map(c ->
                        new Evidence.Broken(c.table(), c.rule(), c.description(), c.severity(), c.rows(), c.failures()))
                .toList();
    }

    /** The run of an id, or of a number. */
    public Optional<RunRecord> find(String idOrNumber) {
        if (idOrNumber.matches("\\d{1,9}")) {
            return records.find(Long.parseLong(idOrNumber));
        }
        return last(Integer.MAX_VALUE).stream()
                .filter(r -> r.id().equals(idOrNumber))
                .findFirst();
    }

    /** Which published figures a release changed; empty when it changed none, or no record tells it any more. */
    Optional<Restated> restated(long release) {
        return restated.find(release);
    }

    /** Remembers it before the release is shown; a number that a killed run had given before is given anew. */
    void restate(Restated changed) {
        if (changed.figures().isEmpty()) {
            restated.remove(changed.release());
        } else {
            restated.write(changed.release(), changed);
        }
    }

    long next() {
        return records.next();
    }

    void write(RunRecord run) {
        records.write(run.number(), run);
    }

    /** Removes all but the last {@code count} and gives how many went; what is not in the ops tables yet stays. */
    public int forget(int count) {
        List<Long> numbers = records.numbers();
        int gone = 0;
        for (long number : numbers.subList(0, Math.max(0, numbers.size() - count))) {
            if (records.find(number).map(RunRecord::recorded).orElse(true)) {
                records.remove(number);
                gone++;
            }
        }
        List<Long> changes = restated.numbers();
        changes.subList(0, Math.max(0, changes.size() - count)).forEach(restated::remove);
        return gone;
    }

    /**
     * Whether a run that has not ended is still at work: true while its process lives on this machine, false when it is gone, and
     * empty for a run on another machine.
     */
    public static Optional<Boolean> alive(RunRecord run) {
        if (!run.host().equals(host())) {
            return Optional.empty();
        }
        // A process with this number that began after the run is another one.
        return Optional.of(ProcessHandle.of(run.pid())
                .filter(p -> p.info()
                        .startInstant()
                        .map(s -> s.isBefore(run.startedAt().plusSeconds(1)))
                        .orElse(true))
                .isPresent());
    }

    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    public static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
