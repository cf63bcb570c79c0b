package dangol.jobs.lake;

import dangol.jobs.company.ConfigurationException;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a run. */
public final class Sessions {
    private Sessions() {}

    /**
     * @param master any Spark master, or null: spark-submit's, or else local[*]
     * @param settings Spark settings that win over the defaults
     */
    public static SparkSession start(String master, Map<String, String> settings) {
        return start(master, settings, Map.of());
    }

    /** @param program settings of the program's own that nobody's may join or change, such as those of a server that only reads */
    public static SparkSession start(String master, Map<String, String> settings, Map<String, String> program) {
        // What spark-submit was given arrives as system properties, which are in every new SparkConf.
        SparkConf given = new SparkConf();
        String where = master(master, given);
        Map<String, String> chosen = chosen(isOneMachine(where), given, settings);
        chosen.putAll(program);
        // A database's time without a zone is read in the JVM's own, which spark-submit leaves as the machine has it.
        TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
        SparkSession.Builder builder = SparkSession.builder().appName("dangol").master(where);
        chosen.forEach(builder::config);
        SparkSession session = builder.getOrCreate();
        session.sparkContext().setLogLevel("ERROR");
        return session;
    }

    /**
     * @param given what spark-submit or spark-defaults.conf say
     * @throws ConfigurationException for a setting that would make other figures
     */
    static Map<String, String> chosen(boolean onOneMachine, SparkConf given, Map<String, String> settings) {
        Map<String, String> chosen = new LinkedHashMap<>(DEFAULTS);
        chosen.putAll(Storage.fromEnvironment(System.getenv()));
        chosen.putAll(onOneMachine ? LOCAL : Map.of());
        chosen.keySet().removeIf(given::contains);
        settings.forEach((key, value) -> chosen.put(Storage.sparkKey(key), value));
        FIGURES.forEach((key, value) -> {
            String asked = settings.getOrDefault(key, value);
            if (!asked.equalsIgnoreCase(value)) {
                throw new ConfigurationException(
                        "--spark " + key + "=" + asked,
                        "figures depend on this setting, which is always " + value + ".",
                        "Leave it out. What the company's days are, 'time_zone' in its YAML says.");
            }
        });
        chosen.putAll(FIGURES);
        // Of settings that are lists, ours go with those of others.
        UnaryOperator<String> others = key -> settings.getOrDefault(key, given.get(key, ""));
        chosen.put(
                EXTENSIONS,
                Stream.of(others.apply(EXTENSIONS), OUR_EXTENSIONS)
                        .flatMap(s -> Stream.of(s.split(",")))
                        .map(String::strip)
                        .filter(s -> !s.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(",")));
        if (!onOneMachine) {
            chosen.put(JARS, ClusterJars.with(others.apply(JARS), ClusterJars.find()));
            chosen.put(EXECUTOR_OPTIONS, (OUR_EXECUTOR_OPTIONS + " " + others.apply(EXECUTOR_OPTIONS)).strip());
        }
        return chosen;
    }

    private static String master(String chosen, SparkConf given) {
        return chosen == null ? given.get("spark.master", "local[*]") : chosen;
    }

    /** @param master as for {@link #start} */
    public static boolean isOnOneMachine(String master) {
        return isOneMachine(master(master, new SparkConf()));
    }

    private static boolean isOneMachine(String master) {
        return master.equals("local") || master.startsWith("local[");
    }

    /**
     * Fits a session to the size of the data. Compiling generated code costs a short run more than it saves: on some thousand
     * rows interpreted plans take a fifth less time, on millions of rows several times more. What goes on from a release takes
     * many small steps and pays for its code later than a first build.
     *
     * @param bytes size of all source files as text
     * @param goesOn whether the run goes on from a release
     */
    public static void fit(SparkSession session, long bytes, boolean goesOn) {
        boolean large = bytes > WORTH_COMPILING_BYTES;
        boolean compile = goesOn ? bytes > WORTH_COMPILING_A_DAY_BYTES : large;
        // The second switches off the compiled pipelines, too, not only the small projections between them.
        set(session, "spark.sql.codegen.wholeStage", String.valueOf(compile));
        set(session, "spark.sql.codegen.factoryMode", compile ? "FALLBACK" : "NO_CODEGEN");
        // To plan again after each shuffle what is left to do pays where a shuffle may turn out large.
        set(session, "spark.sql.adaptive.enabled", String.valueOf(large));
        String partitions = session.sparkContext().getConf().get(PARTITIONS, FOR_A_CLUSTER);
        session.conf().set(PARTITIONS, partitions(partitions, bytes, goesOn));
    }

    /** What somebody set himself stays. */
    private static void set(SparkSession session, String key, String value) {
        if (!session.sparkContext().getConf().contains(key)) {
            session.conf().set(key, value);
        }
    }

    /** The memory of a JVM in which tasks run (bytes). */
    public static long taskMemory(SparkSession session) {
        long driver = Runtime.getRuntime().maxMemory();
        SparkConf conf = session.sparkContext().getConf();
        return isOneMachine(conf.get("spark.master"))
                ? driver
                : Math.min(driver, conf.getSizeAsBytes("spark.executor.memory", "1g"));
    }

    /**
     * Where nothing is large enough to be spread, a task costs more than its rows. All of a large history, in as few parts as a
     * day's rows need, is more than tasks sort in memory; adaptive execution joins parts that turn out small. What somebody set
     * himself stays.
     */
    private static String partitions(String given, long bytes, boolean goesOn) {
        boolean ofOneMachine = given.equals(LOCAL.get(PARTITIONS));
        if (bytes <= WORTH_COMPILING_BYTES && (ofOneMachine || given.equals(FOR_A_CLUSTER))) {
            return "1";
        }
        boolean isHistory = !goesOn && bytes > WORTH_COMPILING_A_DAY_BYTES;
        return ofOneMachine && isHistory ? OF_A_HISTORY : given;
    }

    private static final String PARTITIONS = "spark.sql.shuffle.partitions";
    /** Spark's own number. */
    private static final String FOR_A_CLUSTER = "200";

    private static final String OF_A_HISTORY =
            String.valueOf(8 * Runtime.getRuntime().availableProcessors());

    private static final long WORTH_COMPILING_BYTES = 8L << 20;
    private static final long WORTH_COMPILING_A_DAY_BYTES = 256L << 20;

    private static final String EXTENSIONS = "spark.sql.extensions";
    private static final String OUR_EXTENSIONS =
            "io.delta.sql.DeltaSparkSessionExtension," + DaysByReference.class.getName();
    private static final String JARS = "spark.jars";
    private static final String EXECUTOR_OPTIONS = "spark.executor.defaultJavaOptions";

    /** What figures depend on, and nobody's settings for other programs may change. */
    private static final Map<String, String> FIGURES = Map.of(
            "spark.sql.session.timeZone",
            "UTC",
            "spark.sql.ansi.enabled",
            "true",
            // A row with too few or too many fields must be seen as malformed even when not all columns are read.
            "spark.sql.csv.parser.columnPruning.enabled",
            "false",
            "spark.sql.legacy.timeParserPolicy",
            "CORRECTED");

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
            Map.entry("spark.ui.showConsoleProgress", "false"),
            // Every query is described in words for the web page, and again after each shuffle: in few words.
            Map.entry("spark.sql.ui.explainMode", "simple"),
            Map.entry("spark.sql.debug.maxToStringFields", "8"),
            // A table's log is some thousand files at most; Delta's 50 tasks for reading it would be mostly empty.
            Map.entry("spark.databricks.delta.snapshotPartitions", "2"),
            // With the list of its files in a commit's checksum, a table's log need not be put together by two Spark
            // jobs whenever somebody looks at it.
            Map.entry("spark.databricks.delta.allFilesInCrc.thresholdNumFiles", "10000"),
            // A day of all tables generates two thousand classes, more than Spark keeps for the next one.
            Map.entry("spark.sql.codegen.cache.maxEntries", "5000"),
            // Named after its place in a plan, the same code of another plan, or of the next night's, would be compiled
            // again.
            Map.entry("spark.sql.codegen.useIdInClassName", "false"),
            // Spark's own limit of 128 groups makes nearly every list or median of a customer a sort of all rows.
            Map.entry("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", "100000"),
            // What fits into memory by partition is looked up and not sorted.
            Map.entry("spark.sql.adaptive.maxShuffledHashJoinLocalMapThreshold", "64m"),
            Map.entry("spark.databricks.delta.properties.defaults.enableDeletionVectors", "false"),
            // The least and greatest values of 32 columns cost a write more than its rows do, and skip nothing: what is
            // read in part is read by month or by batch. The count of a file's rows is kept all the same.
            Map.entry("spark.databricks.delta.properties.defaults.dataSkippingNumIndexedCols", "0"),
            // It tells plans and settings to whoever reaches it; a cluster's own pages tell how the stages go.
            Map.entry("spark.ui.enabled", "false"),
            // Releases name versions; maintenance keeps their files for as long as the release is kept, not for a week.
            Map.entry("spark.databricks.delta.vacuum.enforceTimeTravelWithinDeletedFileRetentionDuration", "false"));

    /**
     * The code that Spark generates for a wide table is longer than what the JVM compiles by default, and then runs
     * interpreted, several times slower; the second compiler's limit keeps the longest of it from costing more than it gives.
     * The launcher gives the driver the same options.
     */
    private static final String OUR_EXECUTOR_OPTIONS =
            "-Duser.timezone=UTC -XX:-DontCompileHugeMethods -XX:MaxNodeLimit=20000";

    /**
     * On one machine many small tasks cost more than they spread. A cluster keeps Spark's own values: adaptive execution joins
     * the 200 shuffle partitions to as many as the rows need.
     */
    private static final Map<String, String> LOCAL = Map.ofEntries(
            Map.entry("spark.sql.sources.parallelPartitionDiscovery.parallelism", "4"),
            Map.entry("spark.hadoop." + LocalDisk.SETTING, LocalDisk.class.getName()),
            Map.entry("spark.hadoop.fs.AbstractFileSystem.file.impl", LocalDiskContext.class.getName()),
            Map.entry("spark.driver.bindAddress", "127.0.0.1"),
            Map.entry("spark.driver.host", "127.0.0.1"),
            Map.entry(PARTITIONS, String.valueOf(2 * Runtime.getRuntime().availableProcessors())));
}
