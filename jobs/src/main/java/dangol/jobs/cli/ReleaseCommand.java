package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Release;
import dangol.jobs.report.Reports;
import dangol.jobs.run.Overrides;
import dangol.jobs.run.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code release --force}: shows what checks hold back, and remembers who wanted it and why. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = "Show the release that checks hold back all the same. Who, when and why is kept in ops.override.")
final class ReleaseCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Option(
            names = "--force",
            required = true,
            description = "Needed, because readers get what broke a rule of severity error.")
    boolean force;

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "The reason, for those who ask later.")
    String why;

    @Mixin
    WaitOption wait;

    @Override
    public Integer call() {
        Company read = company.read();
        Progress progress = new Progress(System.err);
        Release shown = new Overrides(read, sparkOptions.settings, progress)
                .force(reason("release --force", why), wait.duration(), sparkOptions.sessions());
        Reports.write(read, sparkOptions.settings, progress);
        System.out.println("Readers see release " + shown.number() + ", as of " + shown.asOf()
                + ", which checks held back. The reason is on record.");
        return 0;
    }

    static String reason(String command, String why) {
        if (why.isBlank()) {
            throw new ConfigurationException(
                    command, "--why is empty.", "Say in a sentence why; it is kept with your name and the time.");
        }
        return why.strip();
    }
}
