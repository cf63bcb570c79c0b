package dangol.jobs.cli;

import dangol.jobs.company.ConfigurationException;
import dangol.jobs.run.Progress;
import dangol.jobs.simulate.Simulation;
import dangol.jobs.simulate.SimulationOptions;
import dangol.jobs.simulate.SimulationSummary;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code simulate}: writes the files of a company that does not exist, and the truth about it. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Write the files that a company's systems would write about simulated customers, with their dirt, and "
                        + "the truth beside them. conf/demo.yaml reads them.")
final class SimulateCommand implements Callable<Integer> {
    @Option(names = "--customers", required = true, paramLabel = "N", description = "Number of customers.")
    long customers;

    @Option(
            names = "--until",
            required = true,
            paramLabel = "DATE",
            description = "Last day of the records, yyyy-mm-dd.")
    LocalDate until;

    @Option(
            names = "--years",
            paramLabel = "N",
            defaultValue = "3",
            description = "Years of records (default: ${DEFAULT-VALUE}).")
    int years;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed gives the same files (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
    Path out;

    @Override
    public Integer call() {
        SimulationSummary summary;
        try {
            summary = simulate(new SimulationOptions(customers, until, years, seed, out), new Progress(System.err));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("simulate", e.getMessage(), "./dangol simulate --help lists the options.");
        }
        summary.rows().forEach((feed, rows) -> System.out.printf(Locale.ROOT, "%-28s %,12d%n", feed, rows));
        return 0;
    }

    static SimulationSummary simulate(SimulationOptions options, Progress progress) {
        progress.say(String.format(
                Locale.ROOT,
                "Simulating %,d customers over %d years until %s into %s …",
                options.customers(),
                options.years(),
                options.until(),
                options.out()));
        long[] told = {System.nanoTime()};
        return new Simulation(options).run(done -> {
            if (System.nanoTime() - told[0] > 2_000_000_000L) {
                told[0] = System.nanoTime();
                progress.say(String.format(Locale.ROOT, "  %,d of %,d customers", done, options.customers()));
            }
        });
    }
}
