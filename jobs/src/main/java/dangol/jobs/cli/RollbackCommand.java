package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.lake.Release;
import dangol.jobs.report.Reports;
import dangol.jobs.run.Overrides;
import dangol.jobs.run.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rollback}: returns readers to an earlier release. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description =
                "Return readers to an earlier release, in a second or two while its file is kept ('keep_releases'). "
                        + "The next run makes a new release as usual.")
final class RollbackCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "RELEASE",
            description = "Its number; 'dangol releases' lists them.")
    long to;

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "The reason, for those who ask later.")
    String why;

    @Mixin
    WaitOption wait;

    @Override
    public Integer call() {
        Company read = company.read();
        Progress progress = new Progress(System.err);
        Release shown = new Overrides(read, sparkOptions.settings, progress)
                .rollback(to, ReleaseCommand.reason("rollback", why), wait.duration(), sparkOptions.sessions());
        Reports.write(read, sparkOptions.settings, progress);
        System.out.println("Readers see release " + shown.number() + ", as of " + shown.asOf() + ".");
        return 0;
    }
}
