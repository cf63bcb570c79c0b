package dangol.jobs;

import dangol.AsOf;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Sessions;
import dangol.jobs.publish.DuckDbFile;
import dangol.jobs.run.Overrides;
import dangol.jobs.run.Progress;
import dangol.jobs.run.Run;
import dangol.jobs.run.RunResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** Runs of companies in the one Spark session of the test JVM, and what their releases answer. */
public final class TestRuns {
    /** The shared session for what cannot do without one. */
    public static final Overrides.Sessions SESSIONS = new Overrides.Sessions() {
        @Override
        public <T> T during(Function<SparkSession, T> work) {
            return work.apply(spark());
        }
    };

    /** With these settings small tables are written and read as large ones are. */
    public static final Map<String, String> ON_SMALL_TABLES = Map.of(
            "spark.dangol.rewriteFilesUpToRows",
            "5",
            "spark.dangol.shareFromRows",
            "1",
            "spark.dangol.siftFromRows",
            "1");

    private static SparkSession session;

    private TestRuns() {}

    public static synchronized SparkSession spark() {
        if (session == null) {
            Map<String, String> settings = new HashMap<>(ON_SMALL_TABLES);
            // The local file system, with a disk that the tests of faults can break.
            settings.put("spark.hadoop.fs.file.impl", "dangol.jobs.faults.FaultyFileSystem");
            settings.put("spark.hadoop.fs.AbstractFileSystem.file.impl", "dangol.jobs.faults.FaultyFs");
            session = Sessions.start("local[2]", settings);
        }
        return session;
    }

    static synchronized boolean isStarted() {
        return session != null;
    }

    /** A company of conf/examples with its sources and its lake in folders of the test. */
    public static Company example(String name, Path sources, Path home) {
        return CompanyReader.read(Path.of("..", "conf", "examples", name + ".yaml"))
                .at(sources.toString(), home.toString());
    }

    /** A company whose YAML leaves its places open: sources in {@code files} and the lake in {@code lake} of a test's folder. */
    public static Company company(Path folder, String yaml) throws IOException {
        Path file = folder.resolve("company.yaml");
        Files.writeString(
                file,
                yaml.replace("SOURCES", folder.resolve("files").toString())
                        .replace("HOME", folder.resolve("lake").toString()));
        return CompanyReader.read(file);
    }

    /** The company's lake, with what no release holds as well. */
    public static Lake lake(Company company) {
        return new Lake(
                spark(), Folder.of(company.home(), spark().sparkContext().hadoopConfiguration()));
    }

    /** Progress that nobody reads. */
    public static Progress quiet() {
        return new Progress(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    }

    public static RunResult run(Company company, String day) {
        return new Run(spark(), company, quiet()).work(new AsOf(LocalDate.parse(day)), Duration.ZERO);
    }

    public static List<String> plan(Company company, String day) {
        return new Run(spark(), company, quiet()).plan(new AsOf(LocalDate.parse(day)), false);
    }

    /** The rows that the company's release answers, columns joined by a blank, null as an empty text. */
    public static List<String> ask(Company company, String sql) {
        Folder home = Folder.of(company.home(), spark().sparkContext().hadoopConfiguration());
        Path file = DuckDbFile.find(home, company).orElseThrow();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = 'gold,history,meta'");
            ResultSet result = statement.executeQuery(sql);
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getObject(i) == null ? "" : result.getString(i));
                }
                rows.add(String.join(" ", row));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
