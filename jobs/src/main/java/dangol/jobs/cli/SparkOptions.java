package dangol.jobs.cli;

import dangol.jobs.lake.Sessions;
import dangol.jobs.run.Overrides;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** How Spark runs. */
final class SparkOptions {
    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Spark master (default: the one that spark-submit was given, or else local[*]).")
    String master;

    @Option(
            names = "--spark",
            paramLabel = "KEY=VALUE",
            description =
                    "A Spark setting, for example spark.sql.shuffle.partitions=64, or one of Hadoop's for a file system, for "
                            + "example fs.s3a.endpoint=…; may be repeated.")
    Map<String, String> settings = new LinkedHashMap<>();

    SparkSession start() {
        return Sessions.start(master, settings);
    }

    /** A session for work that turns out to need one. */
    Overrides.Sessions sessions() {
        return new Overrides.Sessions() {
            @Override
            public <T> T during(Function<SparkSession, T> work) {
                return SparkOptions.this.during(work);
            }
        };
    }

    /** Gives a session to the work and stops it afterwards, however the work ends. */
    <T> T during(Function<SparkSession, T> work) {
        SparkSession spark = start();
        try {
            return work.apply(spark);
        } finally {
            spark.stop();
        }
    }
}
