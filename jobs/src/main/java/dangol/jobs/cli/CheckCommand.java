package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.run.Home;
import dangol.jobs.run.RunLog;
import dangol.jobs.run.RunRecord;
import dangol.jobs.run.RunRecord.CheckLine;
import dangol.jobs.run.Status;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check}: which rules a run found broken, and rows that break them. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Show which rules the last run that had anything to do found broken, with the keys of failing rows. "
                        + "Ends with 3 when that run is held back and nobody forced it.")
final class CheckCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Option(
            names = "--run",
            paramLabel = "ID",
            description = "Another run: its id as in ops.run, or its number as 'status' prints it.")
    String run;

    @Override
    public Integer call() {
        Company read = company.read();
        Folder home = Home.open(read, sparkOptions.settings);
        RunRecord record = record(read, new RunLog(home));
        System.out.println("Run " + record.number() + " (" + record.id() + "), as of " + record.asOf() + ": "
                + (record.running() ? Status.unfinished(record) : record.outcome()) + ".");
        boolean told = !record.checks().isEmpty() || record.message().isEmpty();
        if (!told) {
            System.out.println(record.message());
        }
        show("hold the release back", "error", record.checks());
        show("are reported", "warning", record.checks());
        if (record.checks().isEmpty()) {
            System.out.println(verdict(record));
        }
        if (!record.outcome().equals(RunRecord.HELD_BACK)) {
            return 0;
        }
        var forced = record.release() == null
                ? java.util.Optional.<dangol.jobs.lake.Decision>empty()
                : new ReleaseStore(home).forced(record.release());
        forced.ifPresent(d -> System.out.println("Shown all the same as release " + d.release() + " by " + d.user()
                + " on " + d.host() + ", " + d.at() + ": " + d.why()));
        return forced.isPresent() ? 0 : Main.HELD_BACK;
    }

    /** A run names its release once it has checked it. */
    private static String verdict(RunRecord record) {
        if (record.outcome().equals(RunRecord.NOTHING_TO_DO)) {
            return "This run had nothing to do and checked no rules.";
        }
        if (record.release() != null) {
            return "No broken rules.";
        }
        return Status.isUnderWay(record)
                ? "This run has not come to its rules yet."
                : "This run ended before its rules were checked.";
    }

    /** A run that came to no work checked nothing: the rules are as the run before found them. */
    private RunRecord record(Company read, RunLog log) {
        if (run != null) {
            return log.find(run)
                    .orElseThrow(() -> new ConfigurationException(
                            "--run " + run,
                            "there is no record of such a run in " + read.home() + ".",
                            "'./dangol status --conf " + read.file() + "' tells of the last one; ops.run holds all."));
        }
        return log.last()
                .filter(RunRecord::worked)
                .or(() -> log.last(Integer.MAX_VALUE).stream()
                        .filter(RunRecord::worked)
                        .findFirst())
                .orElseThrow(() -> new ConfigurationException(
                        read.file(),
                        "no run that had anything to do has left a record in " + read.home() + ".",
                        "Make one with: ./dangol run --conf " + read.file() + " --as-of DATE"));
    }

    private static void show(String what, String severity, List<CheckLine> checks) {
        List<CheckLine> these =
                checks.stream().filter(c -> c.severity().equals(severity)).toList();
        if (these.isEmpty()) {
            return;
        }
        System.out.println();
        System.out.println("Broken rules that " + what + ":");
        for (CheckLine c : these) {
            System.out.println("  " + c.table() + ", " + c.rule() + ": " + c.description());
            System.out.println("      "
                    + (c.found().isEmpty()
                            ? String.format(Locale.ROOT, "%,d of %,d rows", c.failures(), c.rows())
                            : c.found()));
            c.examples().forEach(e -> System.out.println("      " + e));
        }
    }
}
