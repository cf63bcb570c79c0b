package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Storage;
import dangol.jobs.run.Lineage;
import dangol.jobs.run.Metrics;
import dangol.jobs.run.Progress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.apache.logging.log4j.CloseableThreadContext;
import picocli.CommandLine.Option;

/** What a run tells other programs. */
final class MonitorOptions {
    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            description =
                    "Write metrics for node_exporter's textfile collector to this file (*.prom) when the run ends, however it ends.")
    Path metrics;

    @Option(
            names = "--lineage",
            paramLabel = "TARGET",
            description = "Send OpenLineage events to file:PATH, one a line, or to http(s)://….")
    String lineage;

    /** Does the work of a run and tells how it ended. */
    int during(CompanyOption option, SparkOptions sparkOptions, Function<Company, Integer> work) {
        if (metrics != null) {
            Metrics.check(metrics);
        }
        Instant start = Instant.now();
        Company company = null;
        int exitCode = Main.FAILED;
        try {
            company = option.read();
            if (lineage != null) {
                sparkOptions.settings.putAll(Lineage.settings(company, sparkOptions.settings, lineage));
            }
            try (CloseableThreadContext.Instance name = CloseableThreadContext.put("company", company.name())) {
                exitCode = work.apply(company);
            }
            return exitCode;
        } catch (RuntimeException e) {
            exitCode = Main.exitCode(e);
            throw e;
        } finally {
            if (metrics != null) {
                write(option, sparkOptions, company, start, exitCode);
            }
        }
    }

    /** Metrics that cannot be written are told and change nothing: the run has its end, and whoever started it acts by that. */
    private void write(CompanyOption option, SparkOptions sparkOptions, Company company, Instant start, int exitCode) {
        String name =
                company == null ? option.conf.getFileName().toString().replaceFirst("\\.ya?ml$", "") : company.name();
        try {
            Metrics.write(metrics, name, () -> home(company, sparkOptions), start, Instant.now(), exitCode)
                    .ifPresent(why -> warn("no metrics of the lake, only those of this run: " + why));
        } catch (RuntimeException e) {
            warn("no metrics of this run: " + e.getMessage());
        }
    }

    private static Optional<Folder> home(Company company, SparkOptions sparkOptions) {
        return Optional.ofNullable(company)
                .map(c -> Folder.of(c.home(), Storage.configuration(c.home(), sparkOptions.settings)))
                .filter(Folder::exists);
    }

    private static void warn(String text) {
        new Progress(System.err).say("  warning: " + text);
    }
}
