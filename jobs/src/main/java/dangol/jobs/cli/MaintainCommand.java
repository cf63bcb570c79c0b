package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.run.Home;
import dangol.jobs.run.Maintenance;
import dangol.jobs.run.Progress;
import dangol.jobs.run.Status;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code maintain}: keeps the lake small and quick. */
@Command(
        name = "maintain",
        mixinStandardHelpOptions = true,
        description =
                "Join small files (OPTIMIZE), remove files that nothing kept needs (VACUUM), old log entries, old DuckDB files, "
                        + "old records, and days of snapshot tables that 'snapshots' no longer keeps. May be stopped at any moment.")
final class MaintainCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Option(
            names = "--retention",
            paramLabel = "DAYS",
            defaultValue = "7",
            description =
                    "Days for which files stay that no table points to any more (default: ${DEFAULT-VALUE}). "
                            + "Those of the last 'keep_releases' releases stay anyway. Below 1, no other program may be reading.")
    double retention;

    @Mixin
    WaitOption wait;

    @Override
    public Integer call() {
        if (retention < 0) {
            throw new ConfigurationException("--retention " + retention, "is less than no days.", "Write 0 or more.");
        }
        Company read = company.read();
        Home.open(read, sparkOptions.settings);
        Progress progress = new Progress(System.err);
        progress.say("Company " + read.name() + ": starting Spark …");
        long freed = sparkOptions.during(spark -> new Maintenance(spark, read, progress)
                .work(Duration.ofSeconds(Math.round(retention * 86_400)), wait.duration()));
        System.out.println(
                freed >= 0
                        ? "Done: " + Status.bytes(freed) + " freed."
                        : "Done: the lake is " + Status.bytes(-freed)
                                + " larger; files that were joined go when their retention is over.");
        return 0;
    }
}
