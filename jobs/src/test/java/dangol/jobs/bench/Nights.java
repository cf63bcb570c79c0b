package dangol.jobs.bench;

import dangol.AsOf;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.lake.Sessions;
import dangol.jobs.report.Reports;
import dangol.jobs.run.Progress;
import dangol.jobs.run.Run;
import dangol.jobs.run.RunResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** One night after the other in one process and one Spark session, as a scheduler that stays up does it. */
public final class Nights {
    /** The line before each night's own. */
    static final String BEGIN = "Night begins: ";

    private Nights() {}

    /** Arguments: folder of the company's data; then for each night its day and the folder of the files that it brings. */
    public static void main(String[] arguments) {
        Path data = Path.of(arguments[0]);
        Progress progress = new Progress(System.out);
        SparkSession spark = null;
        for (int i = 1; i < arguments.length; i += 2) {
            DaySplit.lay(Path.of(arguments[i + 1]), data);
            progress.say(BEGIN + arguments[i]);
            if (spark == null) {
                spark = Sessions.start(null, Map.of());
            }
            progress.say("Looking at the sources …");
            Company company = CompanyReader.read(Path.of("conf/demo.yaml"));
            RunResult result =
                    new Run(spark, company, progress).work(new AsOf(LocalDate.parse(arguments[i])), Duration.ZERO);
            progress.say("Release " + result.release().number() + ", as of "
                    + result.release().asOf());
            Reports.write(company, Map.of(), progress);
        }
        if (spark != null) {
            spark.stop();
        }
    }
}
