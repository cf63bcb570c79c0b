package dangol.jobs.cli;

import dangol.AsOf;
import dangol.jobs.lake.Folder;
import dangol.jobs.run.Progress;
import dangol.jobs.run.Run;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plan}: says what {@code run} would do and why, and does nothing. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Say which files, tables and days a run would work on, and why; change nothing.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Option(names = "--as-of", required = true, paramLabel = "DATE", description = "The logical day, yyyy-mm-dd.")
    LocalDate asOf;

    @Option(names = "--full", description = "Plan to build everything anew from bronze.")
    boolean full;

    @Override
    public Integer call() {
        var read = company.read();
        Progress progress = new Progress(System.err);
        progress.say("Company " + read.name() + ", as of " + asOf + ": starting Spark …");
        List<String> plan = sparkOptions.during(spark -> {
            Folder home = Folder.of(read.home(), spark.sparkContext().hadoopConfiguration());
            RunCommand.earlierDay(read, home, asOf).ifPresent(warning -> progress.say("  warning: " + warning));
            return new Run(spark, read, progress).plan(new AsOf(asOf), full);
        });
        if (plan.isEmpty()) {
            System.out.println("Nothing to do: the last release is as of " + asOf + " and nothing changed since.");
        }
        plan.forEach(System.out::println);
        return 0;
    }
}
