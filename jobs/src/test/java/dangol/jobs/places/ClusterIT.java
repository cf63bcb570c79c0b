package dangol.jobs.places;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program on a standalone cluster of one master and two workers, each a process of its own. Their Spark holds no jar
 * of ours and no Delta: what executors need must come with the program.
 */
@Tag("slow")
@Tag("long")
class ClusterIT {
    @TempDir
    static Path folder;

    private static final List<JavaProcess> CLUSTER = new ArrayList<>();
    private static Path spark;
    private static String master;
    private static int web;

    @BeforeAll
    static void startCluster() throws IOException {
        sparkHome();
        int port = JavaProcess.freePort();
        web = JavaProcess.freePort();
        master = "spark://127.0.0.1:" + port;
        CLUSTER.add(spark(
                        "master",
                        "org.apache.spark.deploy.master.Master",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--webui-port",
                        String.valueOf(web))
                .awaitPort(port)
                .awaitPort(web));
        for (String worker : List.of("worker-1", "worker-2")) {
            CLUSTER.add(spark(
                    worker,
                    "org.apache.spark.deploy.worker.Worker",
                    "--host",
                    "127.0.0.1",
                    "--webui-port",
                    "0",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--work-dir",
                    folder.resolve(worker).toString(),
                    master));
        }
        CLUSTER.get(0)
                .await("has two workers", () -> status().path("aliveworkers").asInt() == 2);
    }

    @AfterAll
    static void stopCluster() {
        CLUSTER.forEach(JavaProcess::close);
    }

    /** A Spark distribution: all libraries of the build but those that the program brings to a cluster itself. */
    private static void sparkHome() throws IOException {
        Path lib = JavaProcess.built("lib");
        Set<String> ours = Set.of(
                Files.readString(JavaProcess.built("cluster-jars")).strip().split(","));
        Files.createDirectories(folder.resolve("conf"));
        spark = lib.resolveSibling("spark-home");
        Path jars = Files.createDirectories(spark.resolve("jars"));
        try (Stream<Path> old = Files.list(jars)) {
            for (Path jar : old.toList()) {
                Files.delete(jar);
            }
        }
        try (Stream<Path> all = Files.list(lib)) {
            for (Path jar : all.toList()) {
                String name = jar.getFileName().toString();
                if (!ours.contains("lib/" + name) && !name.startsWith("duckdb")) {
                    Files.createLink(jars.resolve(name), jar);
                }
            }
        }
        assertThat(jars).isDirectoryContaining("glob:**/spark-core*").isDirectoryNotContaining("glob:**/delta-spark*");
    }

    private static JavaProcess spark(String what, String mainClass, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-Xmx512m", "-cp", spark.resolve("jars") + "/*", mainClass));
        all.addAll(List.of(arguments));
        return JavaProcess.start(what, folder, environment(), all);
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("SPARK_HOME", spark.toString());
        environment.put("SPARK_CONF_DIR", folder.resolve("conf").toString());
        environment.put("SPARK_SCALA_VERSION", "2.13");
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        return environment;
    }

    private static JsonNode status() {
        try (var in = URI.create("http://127.0.0.1:" + web + "/json/").toURL().openStream()) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void twoDaysOnAClusterGiveTheRowsOfOneRunOnOneMachine() throws IOException {
        Path sources = folder.resolve("files");
        Company read = CompanyReader.read(TinyShop.yaml(folder));
        Company alone = read.at(sources.toString(), folder.resolve("alone").toString());
        Company cluster = read.at(sources.toString(), folder.resolve("cluster").toString());

        TinyShop.firstFiles(sources);
        List<String> submit = new ArrayList<>(List.of(
                "-cp",
                spark.resolve("jars") + "/*",
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                master,
                "--conf",
                "spark.sql.shuffle.partitions=4",
                "--class",
                "dangol.jobs.cli.Main",
                JavaProcess.built("jobs.jar").toString()));
        succeeds("submit", submit, cluster, TinyShop.FIRST_DAY, List.of());

        TinyShop.secondFiles(sources);
        String classpath = JavaProcess.built("jobs.jar") + ":" + JavaProcess.built("lib") + "/*";
        succeeds(
                "launcher",
                List.of("-cp", classpath, "dangol.jobs.cli.Main"),
                cluster,
                TinyShop.SECOND_DAY,
                List.of("--master", master));
        TestRuns.run(alone, TinyShop.SECOND_DAY);
        assertThat(TinyShop.gold(cluster)).isEqualTo(TinyShop.gold(alone));

        // Two programs ran, and each worker had an executor of each.
        assertThat(status().path("completedapps")).hasSize(2);
        for (String worker : List.of("worker-1", "worker-2")) {
            try (Stream<Path> apps = Files.list(folder.resolve(worker))) {
                assertThat(apps.filter(p -> p.getFileName().toString().startsWith("app-")))
                        .hasSize(2);
            }
        }
    }

    private static void succeeds(String what, List<String> program, Company company, String day, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("-Xmx1g"));
        arguments.addAll(program);
        arguments.addAll(List.of("run", "--conf", company.file(), "--as-of", day));
        arguments.addAll(List.of("--sources", company.sources(), "--home", company.home()));
        arguments.addAll(options);
        try (JavaProcess run = JavaProcess.start(what, folder, environment(), arguments)) {
            assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
            assertThat(run.err()).contains("as of " + day);
        }
    }
}
