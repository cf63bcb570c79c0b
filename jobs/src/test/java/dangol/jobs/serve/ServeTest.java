package dangol.jobs.serve;

import static dangol.jobs.CommandLine.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.CommandLine.Outcome;
import dangol.jobs.places.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own, and in another a client that has Spark's client library and neither Spark nor Dangol. */
@Tag("slow")
class ServeTest {
    /** What the client library needs besides itself, by the beginnings of the jars' names: libraries that Spark needs, too. */
    private static final List<String> LIBRARIES = List.of(
            "chill",
            "commons-",
            "icu4j-",
            "jackson-",
            "jcl-over-slf4j-",
            "json4s-",
            "jsr305-",
            "kryo-",
            "log4j-",
            "minlog-",
            "objenesis-",
            "paranamer-",
            "scala-library-",
            "scala-reflect-",
            "slf4j-api-",
            "spark-common-utils_",
            "spark-tags_",
            "spark-unsafe_",
            "spark-variant_",
            "xbean-asm9-");

    /** On a busy machine Spark 4.0.1 may tell of an error of a query that its client has given up meanwhile (SPARK-50748). */
    private static final String RACE_OF_SPARK =
            "Exception in thread \"SparkConnectExecuteThread_.*: Stream onError can't be called after stream completed\n(\tat .*\n)+";

    private static final String REFUSED = "is refused: this server reads the released tables";

    @TempDir
    Path folder;

    @Test
    void aClientReadsGoldAndIsRefusedEverythingElse() throws Exception {
        ServedLake lake = new ServedLake(folder);
        lake.writeSilver();
        lake.release("2025-06-30", 3);
        int port = JavaProcess.freePort();
        try (JavaProcess server = server(lake, port);
                JavaProcess client = client(lake, port)) {
            client.await("has tried everything", () -> client.out().contains("\nwaiting\n"));
            lake.release("2025-07-31", 5);
            client.tell("go on");
            assertThat(client.exitCode()).as(client.err()).isZero();
            readsTheRelease(answers(client));
            readsNothingElse(answers(client));
            seesTheNextReleaseInTheNextSession(answers(client));
            anOccupiedPortIsRefused(lake, port);
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(server.err().replaceAll(RACE_OF_SPARK, ""))
                    .contains(
                            "Release 1 of 'corner_shop' as of 2025-06-30 is served, read only, on sc://127.0.0.1:"
                                    + port,
                            "remote(\"sc://127.0.0.1:" + port + "\")",
                            "Release 2 as of 2025-07-31 is served to new sessions.",
                            "Stopped.")
                    .doesNotContain("Exception", "hidden");
        }
    }

    private static void readsTheRelease(Map<String, String> answers) {
        assertThat(answers)
                .containsEntry("reads count", "= 3")
                .containsEntry("reads show", "= shown")
                .containsEntry("reads sum", "= [3.00]")
                .containsEntry("reads aggregate", "= 3")
                .containsEntry("reads join", "= [3]")
                .containsEntry("reads subquery", "= [3]")
                .containsEntry("reads release", "= [1,2025-06-30]")
                .containsEntry("reads schemas", "= [gold] [history] [meta]")
                .containsEntry("reads tables", "= [churn] [churn_rate]")
                .containsEntry("reads history tables", "= [history,churn,false]")
                .containsEntry("reads view", "= true")
                .containsEntry("reads of sql view", "= [3]")
                .containsEntry("reads local rows", "= 2")
                .containsEntry("reads summary", "= 1")
                .containsEntry("reads variables", "= [${spark.hadoop.fs.s3a.secret.key} ${env:PATH}]")
                .containsEntry("reads time zone", "= Asia/Seoul");
        assertThat(answers.get("reads columns")).contains("[customer_key,string,The customer", "[as_of_date,date,");
        assertThat(answers.get("reads list columns")).matches("= \\[as_of_date,.+]");
        assertThat(answers.get("reads explain")).contains("== Physical Plan ==");
        assertThat(answers.get("reads period column")).contains("_period").startsWith("! [UNRESOLVED_COLUMN");
    }

    private void readsNothingElse(Map<String, String> answers) throws IOException {
        Map<String, String> tries = new TreeMap<>(answers);
        tries.keySet().removeIf(name -> name.startsWith("reads ") || name.startsWith("later "));
        assertThat(tries)
                .hasSizeGreaterThan(50)
                .allSatisfy((name, answer) -> assertThat(answer).as(name).startsWith("! "));
        for (String name : List.of(
                "changes delete",
                "changes write to path",
                "elsewhere text",
                "elsewhere delta by path",
                "code class",
                "code reflect",
                "code script",
                "settings files on",
                "settings all settings in the API")) {
            assertThat(tries.get(name)).as(name).contains(REFUSED);
        }
        assertThat(tries.get("changes insert")).contains("does not support append");
        assertThat(tries.get("elsewhere silver by path")).contains("TABLE_OR_VIEW_NOT_FOUND");
        assertThat(answers.toString()).doesNotContain("hidden", System.getenv("PATH"));
        assertThat(folder.resolve("w")).doesNotExist();
        assertThat(folder.resolve("d")).doesNotExist();
    }

    private static void seesTheNextReleaseInTheNextSession(Map<String, String> answers) {
        assertThat(answers)
                .containsEntry("later old session", "= [1,3,3]")
                .containsEntry("later new session", "= [2,2025-07-31,5]")
                .containsEntry("later history", "= [2]");
    }

    private static void anOccupiedPortIsRefused(ServedLake lake, int port) {
        Outcome outcome = execute("serve", "--conf", lake.yaml(), "--port", String.valueOf(port));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err())
                .contains(port + " on 127.0.0.1 is taken by another program", "--port " + (port + 1))
                .doesNotContain("Starting Spark", "Exception");
    }

    @Test
    void whatCannotBeServedIsSaidBeforeAnythingStarts() throws Exception {
        ServedLake lake = new ServedLake(folder);
        Outcome early = execute("serve", "--conf", lake.yaml());
        assertThat(early.exitCode()).isEqualTo(2);
        assertThat(early.err()).contains("company 'corner_shop' has no release in", "./dangol run --conf");

        lake.release("2025-06-30", 1);
        for (String address : List.of("no.such.host.invalid", "192.0.2.1")) {
            Outcome outcome = execute("serve", "--conf", lake.yaml(), "--bind", address);
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err())
                    .contains("'" + address + "' is no address of this machine", "127.0.0.1")
                    .doesNotContain("Starting Spark", "Exception");
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            anOccupiedPortIsRefused(lake, taken.getLocalPort());
        }
        assertThat(execute("serve", "--conf", lake.yaml(), "--port", "70000").err())
                .contains("there is no port 70000");
    }

    private JavaProcess server(ServedLake lake, int port) {
        JavaProcess server = JavaProcess.start(
                "server",
                folder,
                Map.of(),
                List.of(
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dangol.jobs.cli.Main",
                        "serve",
                        "--master",
                        "local[2]",
                        "--conf",
                        lake.yaml(),
                        "--port",
                        String.valueOf(port),
                        "--spark",
                        "spark.hadoop.fs.s3a.secret.key=hidden"));
        return server.await("listens", () -> server.err().contains("Scala, Java:"));
    }

    private JavaProcess client(ServedLake lake, int port) throws IOException, URISyntaxException {
        Stream<String> libraries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar ->
                        LIBRARIES.stream().anyMatch(Path.of(jar).getFileName().toString()::startsWith));
        try (Stream<Path> own = Files.list(JavaProcess.built("connect-client"))) {
            String classPath = Stream.concat(Stream.concat(own.map(Path::toString), libraries), Stream.of(program()))
                    .collect(Collectors.joining(File.pathSeparator));
            return JavaProcess.start(
                    "client",
                    folder,
                    Map.of(),
                    List.of(
                            "-cp",
                            classPath,
                            ConnectClient.class.getName(),
                            "sc://127.0.0.1:" + port,
                            lake.home().toString(),
                            folder.toString()));
        }
    }

    /** A folder with the client's classes and no other. */
    private String program() throws IOException, URISyntaxException {
        String place = ConnectClient.class.getPackageName().replace('.', '/');
        Path from = Path.of(ConnectClient.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(place);
        Path to = Files.createDirectories(folder.resolve("program").resolve(place));
        try (Stream<Path> classes = Files.list(from)) {
            for (Path file : classes.filter(f -> f.getFileName().toString().startsWith("ConnectClient"))
                    .toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return folder.resolve("program").toString();
    }

    private static Map<String, String> answers(JavaProcess client) {
        Map<String, String> answers = new TreeMap<>();
        client.out().lines().forEach(line -> {
            int end = line.indexOf(": ");
            if (end > 0) {
                answers.putIfAbsent(line.substring(0, end), line.substring(end + 2));
            }
        });
        return answers;
    }
}
