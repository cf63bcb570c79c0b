package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.report.Language;
import dangol.jobs.report.Report;
import dangol.jobs.report.ReportOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}: static pages for an executive, from the last release; without Spark. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description =
                "Write a folder of pages about the last release that open from disk without a network: overview, churn, "
                        + "cohorts, wallet share, interactions, what customers say and do, data.")
final class ReportCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder to write to: a new one, an empty one, or that of an earlier report, which is replaced "
                            + "(default: report/COMPANY).")
    Path out;

    @Option(
            names = "--language",
            paramLabel = "LANGUAGE",
            defaultValue = "en",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Language language;

    @Option(
            names = "--customers-at-risk",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many customers at risk are listed, the most valuable first (default: ${DEFAULT-VALUE}).")
    int customersAtRisk;

    @Override
    public Integer call() {
        if (customersAtRisk < 0) {
            throw new ConfigurationException(
                    "--customers-at-risk",
                    customersAtRisk + " is below 0.",
                    "Give 0 to list nobody, or a number above.");
        }
        Company read = company.read();
        Path folder = out == null ? Path.of("report", read.name()) : out;
        Path first =
                new Report(read, new ReportOptions(language, customersAtRisk)).write(folder, sparkOptions.settings);
        System.out.println(
                "Report of the last release: " + first.toAbsolutePath().toUri());
        return 0;
    }
}
