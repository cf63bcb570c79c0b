package dangol.jobs.notebook;

import dangol.Policy;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Sessions;
import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.publish.ReleaseQuery.Answer;
import dangol.jobs.publish.ReleasedGold;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A company's last release, for the cells of a notebook: SQL that DuckDB answers at once, and the same gold tables as Datasets of
 * Spark. There is no personal data in it, and nothing can be changed.
 */
public final class Lakehouse implements AutoCloseable {
    /** What {@code ./dangol notebook} tells the cells: the company's YAML, and where its lake and its sources are. */
    static final String CONF = "dangol.notebook.conf";

    static final String HOME = "dangol.notebook.home";
    static final String SOURCES = "dangol.notebook.sources";

    // Some kernels turn on all loggers; that of Spark's compiler would then print, and break, what it compiles.
    // A logger that nobody refers to is forgotten with its level.
    private static final Logger COMPILER = Logger.getLogger("org.codehaus");
    private static final List<Lakehouse> OPEN = new ArrayList<>();
    private static SparkSession session;

    private final Company company;
    private ReleaseQuery release;

    private Lakehouse(Company company) {
        this.company = company;
        this.release = ReleaseQuery.open(company, Map.of());
    }

    /**
     * The company that {@code ./dangol notebook} was started with.
     *
     * @throws ConfigurationException when it has no release yet
     */
    public static Lakehouse open() {
        return open(System.getProperty(CONF, "conf/demo.yaml"));
    }

    /**
     * A company by its YAML.
     *
     * @throws ConfigurationException when there is no such file, or no release yet
     */
    public static synchronized Lakehouse open(String conf) {
        Company read = CompanyReader.read(Path.of(conf));
        boolean isGiven = conf.equals(System.getProperty(CONF));
        Lakehouse lakehouse = new Lakehouse(
                isGiven
                        ? read.at(System.getProperty(SOURCES, read.sources()), System.getProperty(HOME, read.home()))
                        : read);
        OPEN.add(lakehouse);
        return lakehouse;
    }

    /**
     * Asks the release in DuckDB's SQL. Tables of gold need no schema; {@code history} has all kept days and {@code meta} the
     * release itself.
     *
     * @throws ConfigurationException when DuckDB does not understand it
     */
    public Rows sql(String query) {
        Answer answer = release.ask(query);
        return new Rows(answer.columns(), answer.rows());
    }

    /** A Spark session on this machine; the first call starts it, which takes some seconds. */
    public static synchronized SparkSession spark() {
        if (session == null) {
            COMPILER.setLevel(Level.OFF);
            session = Sessions.start(null, Map.of());
        }
        return session;
    }

    /**
     * A released table of gold as a Dataset, the rows of the release's day.
     *
     * @param name without the layer, such as {@code churn}
     * @throws ConfigurationException when the release has no such table
     */
    public Dataset<Row> table(String name) {
        return new ReleasedGold(spark(), company).table(name);
    }

    /** The rows of a Dataset, to be shown or drawn; all of them come to this machine. */
    public static Rows rows(Dataset<Row> dataset) {
        List<List<Object>> rows = new ArrayList<>();
        for (Row row : dataset.collectAsList()) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
                values.add(row.get(i));
            }
            rows.add(values);
        }
        return new Rows(List.of(dataset.columns()), rows);
    }

    /**
     * Puts the truth about a simulated company beside its release, as the tables {@code truth.customers}, {@code truth.lives},
     * {@code truth.spend} and {@code truth.wallets}, in which customers have the keys that the release gives them.
     *
     * @throws ConfigurationException when the company is not a simulated one, or its key is secret
     */
    public synchronized Lakehouse withTruth() {
        Path folder = Path.of(company.sources(), "truth");
        if (!Files.exists(folder.resolve("lives.csv"))) {
            throw new ConfigurationException(
                    folder.toString(),
                    "there is no truth about company '" + company.name() + "'; only a simulated one has it.",
                    "Make one with: ./dangol demo");
        }
        if (company.customerKeySecret().isEmpty()) {
            throw new ConfigurationException(
                    company.file(),
                    "the customers' keys are made with a secret that the lake keeps.",
                    "Give the simulated company a customer_key_secret, as conf/demo.yaml does, and run it again.");
        }
        release.close();
        release = ReleaseQuery.of(ReleaseQuery.file(company, Map.of()), truth(folder));
        return this;
    }

    /** Only what is no personal data: e-mails, cards and accounts of the simulated people stay where they are. */
    private List<String> truth(Path folder) {
        // The key of gold; see Policy.customerKey.
        String key = "substr(sha256('" + quoted(company.customerKeySecret() + "|" + Policy.CUSTOMER_ID + ":")
                + "' || customer_no), 1, 20) AS customer_key";
        return List.of(
                "ATTACH ':memory:' AS truth (READ_WRITE)",
                "CREATE TABLE truth.customers AS SELECT " + key
                        + ", registered_on::DATE AS registered_on, buyer::BOOLEAN AS buyer, "
                        + "bought::BOOLEAN AS bought, alive::BOOLEAN AS alive, recovered::BOOLEAN AS recovered, "
                        + "satisfaction::DOUBLE AS satisfaction, segment, panelist::BOOLEAN AS panelist FROM "
                        + csv(folder, "customers"),
                "CREATE TABLE truth.lives AS SELECT " + key + ", bought_first_on::DATE AS bought_first_on, "
                        + "left_on::DATE AS left_on FROM " + csv(folder, "lives"),
                "CREATE TABLE truth.spend AS SELECT " + key + ", net_spend::DECIMAL(28,2) AS net_spend, "
                        + "linkable_net_spend::DECIMAL(28,2) AS linkable_net_spend FROM " + csv(folder, "spend"),
                "CREATE TABLE truth.wallets AS SELECT " + key + ", category, quarter::DATE AS quarter, "
                        + "own::DECIMAL(28,2) AS own, elsewhere::DECIMAL(28,2) AS elsewhere FROM "
                        + csv(folder, "wallets"));
    }

    private static String csv(Path folder, String name) {
        return "read_csv('" + quoted(folder.resolve(name + ".csv").toString())
                + "', header = true, all_varchar = true)";
    }

    private static String quoted(String text) {
        return text.replace("'", "''");
    }

    @Override
    public void close() {
        release.close();
    }

    /** Closes what the cells of a notebook opened and ends their Spark session: it knows the classes of one notebook only. */
    static synchronized void closeAll() {
        OPEN.forEach(Lakehouse::close);
        OPEN.clear();
        if (session != null) {
            session.stop();
            session = null;
        }
    }
}
