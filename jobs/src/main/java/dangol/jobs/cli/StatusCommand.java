package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.run.Home;
import dangol.jobs.run.Status;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: how the lake stands, in a second or two. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Tell how the lake stands: release, last run, what is held back, feeds, quarantine, warnings, tables, space.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Override
    public Integer call() {
        Company read = company.read();
        Status.lines(read, Home.open(read, sparkOptions.settings), Instant.now(), List.of())
                .forEach(System.out::println);
        return 0;
    }
}
