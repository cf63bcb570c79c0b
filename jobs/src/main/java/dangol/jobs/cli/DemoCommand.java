package dangol.jobs.cli;

import dangol.AsOf;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Release;
import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.publish.Rendering;
import dangol.jobs.report.Language;
import dangol.jobs.report.Report;
import dangol.jobs.report.ReportOptions;
import dangol.jobs.run.Progress;
import dangol.jobs.simulate.SimulationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: a simulated company from its files to its tables, in one command. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Simulate a company of 5,000 customers over three years, run everything, show what was made.")
final class DemoCommand implements Callable<Integer> {
    private static final LocalDate UNTIL = LocalDate.of(2025, 12, 31);

    private static final List<String> QUESTIONS = List.of(
            "SELECT state, count(*) AS customers, sum(spend_365d) AS spend_last_year FROM churn GROUP BY state"
                    + " ORDER BY customers DESC",
            "SELECT touchpoint, sum(intended) AS said_yes, sum(intended_came) AS came,"
                    + " round(sum(intended_came) / sum(intended), 3) AS kept FROM intent_gap WHERE segment = 'all'"
                    + " AND horizon_days = 90 GROUP BY touchpoint ORDER BY kept",
            "SELECT category, brand, round(share_of_sums, 3) AS of_sums, round(mean_of_shares, 3) AS mean,"
                    + " round(share_among_buyers, 3) AS among_buyers, customers FROM wallet_share_summary"
                    + " WHERE segment = 'all' AND quarter = DATE '2025-10-01' ORDER BY category, of_sums DESC");

    @Mixin
    SparkOptions sparkOptions;

    @Option(
            names = "--customers",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Number of customers (default: ${DEFAULT-VALUE}).")
    long customers;

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            defaultValue = "conf/demo.yaml",
            description = "The demo company's YAML (default: ${DEFAULT-VALUE}).")
    Path conf;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "demo",
            description = "Folder for the files and the lake (default: ${DEFAULT-VALUE}).")
    Path folder;

    @Option(
            names = "--language",
            paramLabel = "LANGUAGE",
            defaultValue = "en",
            description = "Of the report: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Language language;

    @Option(names = "--open", description = "Open the report in the browser.")
    boolean open;

    @Override
    public Integer call() {
        if (!Files.exists(conf)) {
            throw new ConfigurationException(
                    conf.toString(),
                    "there is no such file.",
                    "Start the demo in the project's folder, or name it with --conf.");
        }
        Progress progress = new Progress(System.err);
        Path files = folder.resolve("data");
        SimulateCommand.simulate(new SimulationOptions(customers, UNTIL, 1, files), progress);
        System.setProperty("DANGOL_DEMO", folder.toString());
        Company company = CompanyReader.read(conf);
        // A run that trains, so that every column of a first look is filled.
        Release release = RunCommand.work(
                company, sparkOptions, UNTIL, progress, run -> run.train(new AsOf(UNTIL), Duration.ZERO));
        show(company, release);
        Path report = new Report(company, ReportOptions.usual(language))
                .write(folder.resolve("report"), sparkOptions.settings);
        System.out.println();
        System.out.println(
                "The report, for a browser: " + report.toAbsolutePath().toUri());
        if (open) {
            open(report);
        }
        return 0;
    }

    /** Asks the desktop; a machine without one has nothing to open it with. */
    private static void open(Path page) {
        String opener = System.getProperty("os.name").startsWith("Mac") ? "open" : "xdg-open";
        try {
            new ProcessBuilder(opener, page.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            System.err.println("No browser was opened: this machine has no '" + opener + "'. Open the page by hand.");
        }
    }

    private void show(Company company, Release release) {
        try (ReleaseQuery query = ReleaseQuery.open(company, sparkOptions.settings)) {
            query.run(
                    "SELECT name AS \"table\", row_count AS \"rows\", grain FROM meta.tables ORDER BY name",
                    Rendering.TABLE,
                    System.out);
        }
        String sql = "./dangol sql --conf " + conf + (folder.equals(Path.of("demo")) ? "" : " --home " + company.home())
                + " \\\n  ";
        System.out.println();
        System.out.println("As of " + release.asOf() + ". Three questions to try:");
        for (String question : QUESTIONS) {
            System.out.println();
            System.out.println(sql + "\"" + question + "\"");
        }
    }
}
