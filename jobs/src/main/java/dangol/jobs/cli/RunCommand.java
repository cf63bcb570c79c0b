package dangol.jobs.cli;

import dangol.AsOf;
import dangol.jobs.company.Company;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.report.Reports;
import dangol.jobs.run.Progress;
import dangol.jobs.run.Run;
import dangol.jobs.run.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: takes what is new, builds all tables as of a day, checks them and releases them together. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Take what is new, build all tables as of a day, check them, release them together.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Mixin
    MonitorOptions monitor;

    @Option(
            names = "--as-of",
            required = true,
            paramLabel = "DATE",
            description =
                    "The logical day, yyyy-mm-dd: only what happened up to its end, in the company's time zone, counts.")
    LocalDate asOf;

    @Mixin
    WaitOption wait;

    @Option(
            names = "--full",
            description = "Build everything anew from bronze; without it only what is new or changed is worked on.")
    boolean full;

    @Override
    public Integer call() {
        return monitor.during(company, sparkOptions, read -> {
            work(read, sparkOptions, asOf, wait.duration(), full, new Progress(System.err));
            return 0;
        });
    }

    static Release work(
            Company company, SparkOptions options, LocalDate day, Duration wait, boolean full, Progress progress) {
        return work(company, options, day, progress, run -> run.work(new AsOf(day), wait, full));
    }

    /** What to tell somebody who runs a day before the one that readers see. */
    static Optional<String> earlierDay(Company company, Folder home, LocalDate day) {
        return new ReleaseStore(home)
                .current()
                .filter(last -> last.asOf().isAfter(day))
                .map(last -> "readers see release " + last.number() + " as of " + last.asOf()
                        + ", and this run turns them back to " + day
                        + ". Use backfill to rebuild a past day and keep the readers' day: ./dangol backfill --from "
                        + day + " --to " + day + " --conf " + company.file());
    }

    /** A run of the given kind, told as it goes, with the reports that the company wants. */
    static Release work(
            Company company, SparkOptions options, LocalDate day, Progress progress, Function<Run, RunResult> work) {
        Instant start = Instant.now();
        progress.say("Company " + company.name() + ", as of " + day + ": starting Spark …");
        return options.during(spark -> {
            Folder home = Folder.of(company.home(), spark.sparkContext().hadoopConfiguration());
            earlierDay(company, home, day).ifPresent(warning -> progress.say("  warning: " + warning));
            progress.say("Looking at the sources …");
            RunResult result = work.apply(new Run(spark, company, progress));
            result.warnings().forEach(w -> progress.say("  warning: " + w));
            double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
            progress.say(
                    result.changed()
                            ? String.format(
                                    Locale.ROOT,
                                    "Release %d, as of %s: %d tables in %.0f s.",
                                    result.release().number(),
                                    result.release().asOf(),
                                    result.release().tables().size(),
                                    seconds)
                            : "Nothing to do: release " + result.release().number() + " is as of " + day
                                    + " and nothing changed since.");
            Reports.writeOutstanding(company, options.settings, progress);
            return result.release();
        });
    }
}
