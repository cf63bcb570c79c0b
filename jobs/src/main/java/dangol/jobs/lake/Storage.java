package dangol.jobs.lake;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * How object stores are reached. Settings come, the later winning, from the AWS variables of the environment, from Hadoop's own
 * {@code core-site.xml} on the class path, from spark-submit, and from the command line ({@code --spark fs.s3a.…}). Keys are read
 * from the environment or from the machine's role by the S3 client itself.
 */
public final class Storage {
    private static final String SPARK_PREFIX = "spark.hadoop.";

    private Storage() {}

    /**
     * The configuration to open a location with, without a Spark session.
     *
     * @param settings those of the command line
     */
    public static Configuration configuration(String location, Map<String, String> settings) {
        String scheme = new Path(location).toUri().getScheme();
        if (scheme == null || scheme.equals("file")) {
            Configuration local = new Configuration(false);
            // A file system is opened once in a process: whoever opens it first must open the one that runs work with.
            local.set(LocalDisk.SETTING, LocalDisk.class.getName());
            return local;
        }
        return configuration(settings);
    }

    /** The configuration that a Spark session with these settings would have. */
    public static Configuration configuration(Map<String, String> settings) {
        SparkConf conf = new SparkConf();
        fromEnvironment(System.getenv()).forEach(conf::setIfMissing);
        settings.forEach((key, value) -> conf.set(sparkKey(key), value));
        return SparkHadoopUtil.get().newConfiguration(conf);
    }

    /** A Spark setting's key; Hadoop's own keys for file systems may be written without Spark's prefix. */
    static String sparkKey(String key) {
        return key.startsWith("fs.") ? SPARK_PREFIX + key : key;
    }

    /** What the variables that AWS's own tools read mean for S3A, as Spark settings. */
    static Map<String, String> fromEnvironment(Map<String, String> environment) {
        Map<String, String> settings = new LinkedHashMap<>();
        String endpoint = first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
        String region = first(environment, "AWS_REGION", "AWS_DEFAULT_REGION");
        if (!endpoint.isEmpty()) {
            settings.put(SPARK_PREFIX + "fs.s3a.endpoint", endpoint);
            settings.put(
                    SPARK_PREFIX + "fs.s3a.connection.ssl.enabled",
                    String.valueOf(!"http".equals(URI.create(endpoint).getScheme())));
            // Stores other than Amazon's seldom have a host name for each bucket.
            settings.put(
                    SPARK_PREFIX + "fs.s3a.path.style.access", String.valueOf(!endpoint.contains("amazonaws.com")));
            settings.put(SPARK_PREFIX + "fs.s3a.endpoint.region", region.isEmpty() ? "us-east-1" : region);
        } else if (!region.isEmpty()) {
            settings.put(SPARK_PREFIX + "fs.s3a.endpoint.region", region);
        }
        return settings;
    }

    private static String first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }
}
