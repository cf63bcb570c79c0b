package dangol.jobs.run;

import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the last run went and how the lake stands, as a Prometheus text file for node_exporter's textfile collector. Times are
 * seconds since 1970, UTC.
 */
public final class Metrics {
    private final String company;
    private final Map<String, Gauge> gauges = new LinkedHashMap<>();

    private record Gauge(String help, List<GaugeDataPointSnapshot> points) {}

    private Metrics(String company) {
        this.company = company;
    }

    /**
     * Writes the file in one step, so that a scrape sees the old one or the new one. How the run ended is told of a lake, too, that
     * cannot be looked at: otherwise the end of the run before would stand there for this one's.
     *
     * @param company label of all metrics
     * @param home of the lake; none when the configuration is not readable
     * @param exitCode of the run
     * @return why the lake could not be looked at
     */
    public static Optional<String> write(
            Path file, String company, Supplier<Optional<Folder>> home, Instant start, Instant end, int exitCode) {
        Metrics metrics = new Metrics(company);
        metrics.run(start, end, exitCode);
        Optional<String> trouble = Optional.empty();
        try {
            home.get().ifPresent(metrics::lake);
        } catch (RuntimeException e) {
            trouble = Optional.of(String.valueOf(e.getMessage()));
        }
        metrics.write(file);
        return trouble;
    }

    private void write(Path file) {
        Path target = file.toAbsolutePath();
        Path draft = target.resolveSibling("." + target.getFileName() + ".draft");
        try {
            Files.write(draft, text());
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** @throws ConfigurationException when there is no folder to write the file in */
    public static void check(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new ConfigurationException(
                    "--metrics " + file,
                    "there is no folder " + folder + ".",
                    "Name a file in the folder that node_exporter reads (--collector.textfile.directory).");
        }
        if (!file.getFileName().toString().endsWith(".prom")) {
            throw new ConfigurationException(
                    "--metrics " + file, "node_exporter reads files that end with .prom only.", "Name it so.");
        }
    }

    private void run(Instant start, Instant end, int exitCode) {
        gauge("dangol_run_success", "1 when the last run ended well, with or without something to do.", exitCode == 0);
        gauge("dangol_run_exit_code", "0 done, 1 failed, 2 wrong configuration, 3 held back, 4 lake busy.", exitCode);
        gauge("dangol_run_timestamp_seconds", "When the last run ended.", seconds(end));
        gauge("dangol_run_seconds", "How long the last run took.", seconds(end) - seconds(start));
    }

    private void lake(Folder home) {
        ReleaseStore releases = new ReleaseStore(home);
        gauge(
                "dangol_release_held",
                "1 when a release is held back.",
                releases.held().isPresent());
        releases.current().ifPresent(this::release);
        new RunLog(home).last(50).stream().filter(RunRecord::worked).findFirst().ifPresent(this::details);
    }

    private void release(Release release) {
        gauge("dangol_release_number", "The release that readers see.", release.number());
        gauge(
                "dangol_release_as_of_timestamp_seconds",
                "Begin of the day, in UTC, as of which the release is.",
                release.asOf().atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        gauge("dangol_release_built_timestamp_seconds", "When the release was built.", seconds(release.releasedAt()));
        gauge(
                "dangol_release_stale_tables",
                "Tables that lack what a stopped feed would have brought.",
                release.stale().values().stream().mapToLong(n -> n).sum());
        release.tables()
                .forEach((table, released) ->
                        gauge("dangol_table_rows", "Rows of the release's day.", released.rows(), "table", table));
    }

    private void details(RunRecord run) {
        run.tables().forEach(t -> {
            gauge("dangol_table_seconds", "How long the last run built the table.", t.seconds(), "table", t.table());
            gauge("dangol_table_cpu_seconds", "CPU time of its Spark tasks.", t.cpuSeconds(), "table", t.table());
            gauge(
                    "dangol_table_spill_bytes",
                    "Bytes it wrote to disk because memory was short.",
                    t.spillBytes(),
                    "table",
                    t.table());
        });
        run.quarantine()
                .forEach(q -> gauge(
                        "dangol_quarantine_rows",
                        "Rows that may not enter silver.",
                        q.rows(),
                        "feed",
                        q.feed(),
                        "entity",
                        q.entity(),
                        "reason",
                        q.reason()));
        run.checks()
                .forEach(c -> gauge(
                        "dangol_check_failures",
                        "Rows that break a rule in the last run; 1 for a rule on a whole table.",
                        c.failures(),
                        "table",
                        c.table(),
                        "rule",
                        c.rule(),
                        "severity",
                        c.severity()));
        run.feeds()
                .forEach((feed, line) -> gauge(
                        "dangol_feed_taken_timestamp_seconds",
                        "When a run last took something from the feed.",
                        seconds(line.takenAt()),
                        "feed",
                        feed));
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    private void gauge(String name, String help, boolean value) {
        gauge(name, help, value ? 1 : 0);
    }

    private void gauge(String name, String help, double value, String... labels) {
        gauges.computeIfAbsent(name, n -> new Gauge(help, new ArrayList<>()))
                .points()
                .add(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("company", company).merge(Labels.of(labels)))
                        .value(value)
                        .build());
    }

    private byte[] text() throws IOException {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        gauges.forEach((name, gauge) -> {
            GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(gauge.help());
            gauge.points().forEach(builder::dataPoint);
            snapshots.add(builder.build());
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new PrometheusTextFormatWriter(false).write(out, new MetricSnapshots(snapshots));
        return out.toByteArray();
    }
}
