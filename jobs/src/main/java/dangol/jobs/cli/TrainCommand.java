package dangol.jobs.cli;

import dangol.AsOf;
import dangol.jobs.run.Progress;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train}: trains the churn classifier as of a day and releases what it says. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Train the churn classifier as of a day and release what it says.",
            "Takes what is new first, as 'run' does. A model worse than its naive baseline is kept with its figures and not shown."
        })
final class TrainCommand implements Callable<Integer> {
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
            description = "The logical day, yyyy-mm-dd: nothing after its end is learnt from.")
    LocalDate asOf;

    @Mixin
    WaitOption wait;

    @Override
    public Integer call() {
        return monitor.during(company, sparkOptions, read -> {
            RunCommand.work(
                    read,
                    sparkOptions,
                    asOf,
                    new Progress(System.err),
                    run -> run.train(new AsOf(asOf), wait.duration()));
            return 0;
        });
    }
}
