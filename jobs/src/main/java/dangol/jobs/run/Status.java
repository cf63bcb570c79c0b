package dangol.jobs.run;

import dangol.jobs.company.Company;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.publish.TextTable;
import dangol.jobs.run.RunRecord.FeedLine;
import dangol.jobs.run.RunRecord.QuarantineLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a company's lake stands, in lines for a person; read from small files, without Spark. */
public final class Status {
    private static final int RUNS_LOOKED_AT = 50;

    private final Company company;
    private final Folder home;
    private final ReleaseStore releases;
    private final List<RunRecord> runs;
    private final Instant now;
    private final List<String> lines = new ArrayList<>();

    private Status(Company company, Folder home, Instant now) {
        this.company = company;
        this.home = home;
        this.releases = new ReleaseStore(home);
        this.runs = new RunLog(home).last(RUNS_LOOKED_AT);
        this.now = now;
    }

    /**
     * @param now what ages are counted from
     * @param schedule next scheduled times, one sentence each; empty without a schedule
     */
    public static List<String> lines(Company company, Folder home, Instant now, List<String> schedule) {
        return new Status(company, home, now).lines(schedule);
    }

    private List<String> lines(List<String> schedule) {
        add(
                "Company",
                company.name() + ", lake " + home.location()
                        + home.local().map(p -> " (" + bytes(space(p)) + ")").orElse(""));
        release();
        lastRun();
        schedule.forEach(s -> add("Next", s));
        checks();
        feeds();
        quarantine();
        tables();
        return lines;
    }

    private void add(String name, String text) {
        lines.add(String.format(Locale.ROOT, "%-10s %s", name, text));
    }

    private void release() {
        Optional<Release> current = releases.current();
        if (current.isEmpty()) {
            add("Release", "none yet");
        }
        current.ifPresent(r -> {
            add(
                    "Release",
                    r.number() + ", as of " + r.asOf() + ", built " + time(r.releasedAt()) + " ("
                            + age(r.releasedAt()) + "), " + r.tables().size() + " tables, "
                            + number(r.tables().values().stream()
                                    .mapToLong(Release.Released::rows)
                                    .sum())
                            + " rows" + builtBy(r));
            r.stale().forEach((why, tables) -> add("STALE", tables + " tables: " + why));
            releases.decisions().stream()
                    .reduce((a, b) -> b)
                    .filter(d -> d.release() == r.number())
                    .ifPresent(d -> add(
                            "",
                            (d.kind().equals("force") ? "forced" : "returned to") + " by " + d.user() + "@" + d.host()
                                    + ", " + time(d.at()) + ": " + d.why()));
        });
        releases.held().ifPresent(h -> {
            add("HELD BACK", "release " + h.number() + ", as of " + h.asOf() + ", built " + time(h.releasedAt()));
            releases.whyHeld(h).lines().forEach(l -> add("", l.strip()));
            add("", "-> ./dangol check --conf " + company.file() + " shows failing rows");
        });
    }

    private String builtBy(Release release) {
        return runs.stream()
                .filter(r -> r.release() != null && r.release() == release.number() && r.worked())
                .findFirst()
                .map(r -> ", by " + r.user() + "@" + r.host())
                .orElse("");
    }

    private void lastRun() {
        if (runs.isEmpty()) {
            add("Last run", "none on record");
            return;
        }
        RunRecord last = runs.get(0);
        String which = last.number() + ", as of " + last.asOf() + ", began " + time(last.startedAt()) + " ("
                + age(last.startedAt()) + ")";
        if (!last.running()) {
            add(
                    "Last run",
                    which + ": " + last.outcome()
                            + (last.outcome().equals(RunRecord.NOT_BEGUN)
                                    ? ""
                                    : String.format(Locale.ROOT, " after %.0f s", last.seconds())));
            boolean toldAbove = last.outcome().equals(RunRecord.HELD_BACK)
                    && releases.held().isPresent();
            last.message().lines().filter(m -> !toldAbove).forEach(m -> add("", m.strip()));
            return;
        }
        add(isUnderWay(last) ? "Running" : "Last run", which + ": " + unfinished(last));
    }

    /** Whether a run may be at work still: one that has not written its end and whose process is not known to be gone. */
    public static boolean isUnderWay(RunRecord run) {
        return run.running() && RunLog.alive(run).orElse(true);
    }

    /** What is known of a run that has not written how it ended. */
    public static String unfinished(RunRecord run) {
        String holder = run.user() + "@" + run.host() + ", process " + run.pid();
        if (!isUnderWay(run)) {
            return "killed (" + holder + " is gone); the next run carries on";
        }
        return "under way by " + holder
                + (RunLog.alive(run).isPresent()
                        ? ", which holds the lake; " + run.tables().size() + " tables done"
                        : "; whether it still lives is known on that machine only");
    }

    private void checks() {
        worked().map(RunRecord::checks).orElse(List.of()).stream()
                .filter(c -> c.severity().equals("warning"))
                .forEach(c -> add(
                        "Warning",
                        c.table() + ", " + c.rule() + ": "
                                + (c.found().isEmpty()
                                        ? number(c.failures()) + " of " + number(c.rows()) + " rows"
                                        : c.found())));
    }

    /** The last run that had something to do. */
    private Optional<RunRecord> worked() {
        return runs.stream().filter(RunRecord::worked).findFirst();
    }

    private void feeds() {
        Map<String, FeedLine> feeds = runs.isEmpty() ? Map.of() : runs.get(0).feeds();
        List<List<Object>> rows = new ArrayList<>();
        company.feeds().keySet().forEach(name -> {
            FeedLine feed = feeds.get(name);
            rows.add(
                    feed == null
                            ? Arrays.asList(name, "", "", "", "never", null)
                            : Arrays.asList(
                                    name,
                                    feed.file() == null ? "(database)" : feed.file(),
                                    feed.modified() == null ? "" : time(feed.modified()),
                                    feed.asOf(),
                                    age(feed.takenAt()),
                                    feed.rows()));
        });
        table(List.of("feed", "last file", "written", "taken as of", "taken", "rows"), rows);
    }

    private void quarantine() {
        Optional<RunRecord> last = worked();
        List<QuarantineLine> lately = last.map(RunRecord::quarantine).orElse(List.of());
        List<QuarantineLine> before = runs.stream()
                .filter(r -> last.isPresent() && r.number() < last.get().number())
                .filter(r -> r.worked() && r.endedAt() != null)
                .findFirst()
                .map(RunRecord::quarantine)
                .orElse(List.of());
        List<List<Object>> rows = new ArrayList<>();
        lately.forEach(q -> rows.add(Arrays.asList(
                q.feed(), q.entity(), q.reason(), q.rows(), String.format("%+d", q.rows() - same(before, q)))));
        before.stream()
                .filter(b -> same(lately, b) == 0)
                .forEach(b -> rows.add(Arrays.asList(b.feed(), b.entity(), b.reason(), 0L, String.valueOf(-b.rows()))));
        if (rows.isEmpty()) {
            lines.add("");
            add("Quarantine", "empty");
            return;
        }
        table(List.of("quarantine", "as", "reason", "rows", "change"), rows);
    }

    private static long same(List<QuarantineLine> lines, QuarantineLine line) {
        return lines.stream()
                .filter(l -> l.feed().equals(line.feed())
                        && l.entity().equals(line.entity())
                        && l.reason().equals(line.reason()))
                .mapToLong(QuarantineLine::rows)
                .sum();
    }

    private void tables() {
        List<List<Object>> rows = new ArrayList<>();
        worked().map(RunRecord::tables).orElse(List.of()).stream()
                .filter(t -> !t.table().startsWith("ops."))
                .forEach(t -> rows.add(Arrays.asList(
                        t.table(),
                        t.rowsOut(),
                        t.seconds(),
                        Math.round(1000 * t.cpuSeconds()) / 1000.0,
                        t.version(),
                        bytes(t.shuffleBytes()),
                        t.spillBytes() == 0 ? "" : bytes(t.spillBytes()))));
        if (!rows.isEmpty()) {
            table(List.of("table", "rows", "seconds", "cpu", "version", "shuffled", "spilled"), rows);
        }
    }

    private void table(List<String> columns, List<List<Object>> rows) {
        lines.add("");
        lines.addAll(TextTable.lines(columns, rows));
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replace("T", " ").replace("Z", " UTC");
    }

    private String age(Instant at) {
        Duration age = Duration.between(at, now);
        if (age.isNegative()) {
            return "in the future";
        }
        if (age.toMinutes() < 1) {
            return age.toSeconds() + " s ago";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + " min ago";
        }
        return age.toDays() < 2 ? age.toHours() + " h ago" : age.toDays() + " days ago";
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** Bytes in a unit that a person reads at a glance. */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /** Bytes below a folder; a file that has two names counts once. Files that go away meanwhile do not matter. */
    public static long space(Path folder) {
        Set<Object> seen = new HashSet<>();
        long[] sum = {0};
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.fileKey() == null || seen.add(attributes.fileKey())) {
                        sum[0] += attributes.size();
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot measure " + folder + ": " + e.getMessage(), e);
        }
        return sum[0];
    }
}
