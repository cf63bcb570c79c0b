package dangol.jobs.lake;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a run. */
public final class Sessions {
    private Sessions() {}

    /**
     * @param master any Spark master; local[*] on one machine
     * @param settings Spark settings that win over the defaults
     */
    public static SparkSession start(String master, Map<String, String> settings) {
        SparkSession.Builder builder = SparkSession.builder().appName("dangol").master(master);
        DEFAULTS.forEach(builder::config);
        if (master.startsWith("local")) {
            LOCAL.forEach(builder::config);
        }
        settings.forEach(builder::config);
        SparkSession session = builder.getOrCreate();
        session.sparkContext().setLogLevel("ERROR");
        return session;
    }

    /**
     * Fits a session to the size of the data. Compiling generated code costs a short run more than it saves: on some thousand
     * rows interpreted plans take a fifth less time, on millions of rows several times more.
     *
     * @param bytes size of all source files as text
     */
    public static void fit(SparkSession session, long bytes) {
        boolean compile = bytes > WORTH_COMPILING_BYTES;
        session.conf().set("spark.sql.codegen.wholeStage", String.valueOf(compile));
        session.conf().set("spark.sql.codegen.factoryMode", compile ? "FALLBACK" : "NO_CODEGEN");
    }

    private static final long WORTH_COMPILING_BYTES = 8L << 20;

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension"),
            Map.entry("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
            Map.entry("spark.sql.session.timeZone", "UTC"),
            Map.entry("spark.sql.ansi.enabled", "true"),
            // A row with too few or too many fields must be seen as malformed even when not all columns are read.
            Map.entry("spark.sql.csv.parser.columnPruning.enabled", "false"),
            Map.entry("spark.sql.legacy.timeParserPolicy", "CORRECTED"),
            Map.entry("spark.ui.enabled", "false"),
            Map.entry("spark.ui.showConsoleProgress", "false"),
            Map.entry("spark.databricks.delta.snapshotPartitions", "2"),
            Map.entry("spark.databricks.delta.properties.defaults.enableDeletionVectors", "false"),
            // Releases name versions; maintenance keeps their files for as long as the release is kept, not for a week.
            Map.entry("spark.databricks.delta.vacuum.enforceTimeTravelWithinDeletedFileRetentionDuration", "false"),
            Map.entry("spark.sql.sources.parallelPartitionDiscovery.parallelism", "4"));

    /** On one machine many small tasks cost more than they spread. */
    private static final Map<String, String> LOCAL = Map.ofEntries(
            Map.entry("spark.driver.bindAddress", "127.0.0.1"),
            Map.entry("spark.driver.host", "127.0.0.1"),
            Map.entry(
                    "spark.sql.shuffle.partitions",
                    String.valueOf(2 * Runtime.getRuntime().availableProcessors())));
}
