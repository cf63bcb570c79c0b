package dangol.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How stores are reached and what is sent to a cluster, as far as it needs neither. */
class StorageTest {
    @TempDir
    Path folder;

    @Test
    void theVariablesOfAwsBecomeSettingsOfS3a() {
        assertThat(Storage.fromEnvironment(Map.of("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000")))
                .containsOnly(
                        Map.entry("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:9000"),
                        Map.entry("spark.hadoop.fs.s3a.connection.ssl.enabled", "false"),
                        Map.entry("spark.hadoop.fs.s3a.path.style.access", "true"),
                        Map.entry("spark.hadoop.fs.s3a.endpoint.region", "us-east-1"));
        assertThat(Storage.fromEnvironment(
                        Map.of("AWS_ENDPOINT_URL", "https://s3.eu-west-1.amazonaws.com", "AWS_REGION", "eu-west-1")))
                .containsEntry("spark.hadoop.fs.s3a.connection.ssl.enabled", "true")
                .containsEntry("spark.hadoop.fs.s3a.path.style.access", "false")
                .containsEntry("spark.hadoop.fs.s3a.endpoint.region", "eu-west-1");
        assertThat(Storage.fromEnvironment(Map.of("AWS_DEFAULT_REGION", "eu-west-1")))
                .containsOnly(Map.entry("spark.hadoop.fs.s3a.endpoint.region", "eu-west-1"));
        assertThat(Storage.fromEnvironment(Map.of("AWS_SECRET_ACCESS_KEY", "never copied")))
                .isEmpty();
    }

    @Test
    void aSettingOfTheCommandLineReachesTheFileSystem() {
        assertThat(Storage.configuration("s3a://bucket/lake", Map.of("fs.s3a.endpoint", "http://here"))
                        .get("fs.s3a.endpoint"))
                .isEqualTo("http://here");
        assertThat(Storage.sparkKey("spark.sql.shuffle.partitions")).isEqualTo("spark.sql.shuffle.partitions");
    }

    @Test
    void aClusterGetsTheProgramAndItsLibrariesOnceEach() throws IOException {
        Path program = Files.writeString(folder.resolve("jobs.jar"), "");
        assertThat(ClusterJars.beside(program))
                .as("without a list nothing is sent")
                .isEmpty();
        Files.writeString(folder.resolve("cluster-jars"), "lib/transforms.jar,lib/delta.jar\n");
        List<Path> jars = ClusterJars.beside(program);
        assertThat(jars)
                .containsExactly(program, folder.resolve("lib/transforms.jar"), folder.resolve("lib/delta.jar"));
        assertThat(ClusterJars.with("", jars))
                .isEqualTo(String.join(
                        ",", jars.stream().map(j -> j.toUri().toString()).toList()));
        assertThat(ClusterJars.with("file:/submitted/jobs.jar,hdfs://h/delta.jar", jars))
                .isEqualTo("file:/submitted/jobs.jar,hdfs://h/delta.jar,"
                        + folder.resolve("lib/transforms.jar").toUri());
        assertThat(ClusterJars.beside(folder))
                .as("classes that are not in a jar")
                .isEmpty();
    }

    @Test
    void aFullDiskIsAFailureThatSaysWhatToDo() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "only Linux has a file that is always full");
        assertThatThrownBy(() -> Failures.told(() -> written(full)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll("No space left on device", "-> Make room", "run again");
        assertThat(Failures.<String>told(() -> "done")).isEqualTo("done");
    }

    @Test
    void whatSparkThrowsUncheckedOrNotIsAFailure() {
        assertThatThrownBy(() -> Failures.told(() -> {
                    throw new IllegalArgumentException("as it is");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Failures.told(() -> StorageTest.<RuntimeException>broken()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a task failed")
                .hasCauseInstanceOf(SparkException.class);
    }

    /** A checked exception out of a call that declares none, as Scala has it. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> String broken() throws E {
        throw (E) new SparkException("a task failed");
    }

    private static boolean written(Path file) {
        try (LocalDisk disk = new LocalDisk()) {
            disk.initialize(URI.create("file:///"), new Configuration());
            try (OutputStream out = disk.getRawFileSystem().append(new org.apache.hadoop.fs.Path(file.toString()))) {
                out.write(1);
            }
            return true;
        } catch (IOException e) {
            throw new IllegalStateException("told as an exception", e);
        }
    }
}
