package dangol.jobs.serve;

import static dangol.jobs.CommandLine.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.CommandLine.Outcome;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.places.JavaProcess;
import dangol.jobs.places.TinyShop;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own, and a client with Spark's client library in another. */
@Tag("slow")
class ServeTest {
    /** Libraries of the client beside its own jar, which are the same as the server's. */
    private static final List<String> SHARED = List.of(
            "scala-library-", "scala-reflect-", "spark-common-utils_", "spark-unsafe_", "spark-variant_", "json4s-",
            "jackson-", "slf4j-api-", "log4j-", "jcl-over-slf4j-", "commons-lang3-", "paranamer-", "kryo-", "chill", "minlog-", "objenesis-", "annotations-api", "ammonite", "icu4j");

    @TempDir
    Path folder;

    @Test
    void aClientReadsGoldAndIsRefusedEverythingElse() throws Exception {
        Path yaml = TinyShop.yaml(folder);
        TinyShop.firstFiles(folder.resolve("files"));
        Path home = folder.resolve("lake");
        Company company = CompanyReader.read(yaml).at(folder.resolve("files").toString(), home.toString());
        assertThat(TestRuns.run(company, TinyShop.FIRST_DAY)).isNotNull();
        int port = JavaProcess.freePort();
        try (JavaProcess server = JavaProcess.start("server", folder, Map.of("HOME", "x"), server(yaml, home, port));
                JavaProcess client = start(server, home, port)) {
            client.await("has tried everything", () -> client.out().contains("waiting\n"));
            System.out.println(client.out() + client.err());
            TinyShop.secondFiles(folder.resolve("files"));
            TestRuns.run(company, TinyShop.SECOND_DAY);
            client.tell("go on");
            assertThat(client.exitCode()).isZero();
            System.out.println(client.out() + client.err());
            server.terminate();
            assertThat(server.exitCode()).isZero();
            System.out.println(server.err() + server.out());
        }
    }

    private static List<String> server(Path yaml, Path home, int port) {
        return List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), "dangol.jobs.cli.Main",
                "serve", "--master", "local[2]", "--conf", yaml.toString(), "--home", home.toString(), "--port", String.valueOf(port), "--spark", "spark.hadoop.fs.s3a.secret.key=hidden");
    }

    private JavaProcess start(JavaProcess server, Path home, int port) throws IOException {
        server.await("listens", () -> server.err().contains("is served, read only, on sc://127.0.0.1:" + port));
        String here = System.getProperty("java.class.path");
        List<String> jars = new ArrayList<>();
        for (String jar : here.split(File.pathSeparator)) {
            if (SHARED.stream().anyMatch(Path.of(jar).getFileName().toString()::startsWith)) jars.add(jar);
        }
        try (Stream<Path> own = Files.list(Path.of("/tmp/hs/client"))) {
            own.map(Path::toString).forEach(jars::add);
        }
        Path classes = Path.of("/tmp/hs/jt");
        jars.add(classes.toString());
        return JavaProcess.start("client", folder, Map.of(), List.of("-cp", String.join(File.pathSeparator, jars), ConnectClient.class.getName(), "sc://127.0.0.1:" + port, home.toString(), folder.toString()));
    }
}
