package dangol.jobs.cli;

import dangol.jobs.report.Reports;
import dangol.jobs.run.BackfillResult;
import dangol.jobs.run.Progress;
import dangol.jobs.run.Run;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backfill}: builds past days of the tables that keep a copy for each day. */
@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = {
            "Build past days of the tables that keep a copy of themselves for each day, and release them.",
            "A day that fails is named and does not stop the others; the exit code is then 1."
        })
final class BackfillCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Option(names = "--from", required = true, paramLabel = "DATE", description = "The first day, yyyy-mm-dd.")
    LocalDate from;

    @Option(names = "--to", required = true, paramLabel = "DATE", description = "The last day.")
    LocalDate to;

    @Mixin
    WaitOption wait;

    @Override
    public Integer call() {
        var read = company.read();
        Progress progress = new Progress(System.err);
        progress.say("Company " + read.name() + ", days " + from + " to " + to + ": starting Spark …");
        BackfillResult result =
                sparkOptions.during(spark -> new Run(spark, read, progress).backfill(from, to, wait.duration()));
        progress.say(
                result.built().isEmpty()
                        ? "No day was built; readers see what they saw."
                        : "Release " + result.release().number() + " has "
                                + result.built().size() + " days built anew.");
        if (!result.built().isEmpty()) {
            Reports.write(read, sparkOptions.settings, progress);
        }
        result.failed().forEach((day, why) -> progress.say("  " + day + " failed: " + why));
        return result.failed().isEmpty() ? 0 : Main.FAILED;
    }
}
