package dangol.jobs.places;

import static dangol.jobs.TestRuns.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.lake.Sessions;
import dangol.jobs.run.Maintenance;
import dangol.jobs.run.Overrides;
import dangol.jobs.run.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A company whose sources and lake lie in an S3 store: a store on this machine, reached through S3's own protocol. */
@Tag("slow")
@Tag("long")
class ObjectStoreIT {
    private static final String ACCESS_KEY = "tiny";
    private static final String SECRET_KEY = "only-for-this-test";

    @TempDir
    static Path folder;

    private static JavaProcess store;
    private static String endpoint;
    private static Path bucket;

    @BeforeAll
    static void startStore() throws IOException {
        int port = JavaProcess.freePort();
        endpoint = "http://127.0.0.1:" + port;
        bucket = Files.createDirectories(folder.resolve("store/shop"));
        Path properties = Files.writeString(
                folder.resolve("s3proxy.conf"),
                String.join(
                        "\n",
                        "s3proxy.endpoint=" + endpoint,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + ACCESS_KEY,
                        "s3proxy.credential=" + SECRET_KEY,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.filesystem.basedir=" + bucket.getParent()));
        store = JavaProcess.start(
                        "s3proxy",
                        folder,
                        Map.of(),
                        List.of(
                                "-jar",
                                JavaProcess.built("s3proxy/s3proxy.jar").toString(),
                                "--properties",
                                properties.toString()))
                .awaitPort(port);
        Sessions.start("local[2]", settings());
    }

    private static Map<String, String> settings() {
        return Map.of(
                "fs.s3a.endpoint",
                endpoint,
                "fs.s3a.endpoint.region",
                "us-east-1",
                "fs.s3a.path.style.access",
                "true",
                "fs.s3a.connection.ssl.enabled",
                "false",
                "fs.s3a.access.key",
                ACCESS_KEY,
                "fs.s3a.secret.key",
                SECRET_KEY);
    }

    @AfterAll
    static void stopStore() {
        TestRuns.spark().stop();
        if (store != null) {
            store.close();
        }
    }

    @Test
    void twoDaysOnS3GiveTheRowsOfOneRunOnTheLocalDisk() throws IOException {
        Company read = CompanyReader.read(TinyShop.yaml(folder));
        Path files = folder.resolve("files");
        Company onDisk = read.at(files.toString(), folder.resolve("lake").toString());
        Company onS3 = read.at("s3a://shop/files", "s3a://shop/lake");

        TinyShop.firstFiles(files);
        upload(files, onS3);
        assertThat(TestRuns.run(onS3, TinyShop.FIRST_DAY).changed()).isTrue();

        TinyShop.secondFiles(files);
        upload(files, onS3);
        assertThat(TestRuns.plan(onS3, TinyShop.SECOND_DAY)).anyMatch(line -> line.contains("july 2025/sales 단골.csv"));
        TestRuns.spark().conf().set("spark.dangol.copySilverUpToBytes", "0");
        TestRuns.run(onS3, TinyShop.SECOND_DAY);
        TestRuns.run(onDisk, TinyShop.SECOND_DAY);
        Map<String, List<String>> gold = TinyShop.gold(onS3);
        assertThat(gold).isEqualTo(TinyShop.gold(onDisk));
        assertThat(gold.get("gold.churn")).hasSizeGreaterThanOrEqualTo(8);
        assertThat(ask(onS3, "SELECT count(DISTINCT as_of_date) FROM history.churn"))
                .containsExactly("2");

        // Rules on silver that was too large to copy were answered by Spark, those on the disk by DuckDB: all say the
        // same.
        assertThat(checks(onS3)).isEqualTo(checks(onDisk)).hasSizeGreaterThan(50);

        assertThat(TestRuns.run(onS3, TinyShop.SECOND_DAY).changed()).isFalse();
        try (var claims = Files.list(bucket.resolve("lake"))) {
            assertThat(claims.map(p -> p.getFileName().toString()))
                    .contains("tiny_shop.duckdb", "releases")
                    .doesNotContain("run.lock");
        }
        assertThat(copiesOfSilver()).as("silver is not kept").isEmpty();
        answersWithoutSpark(onS3, gold.get("gold.churn").size());
        aReleaseThatIsForcedReachesReaders(onS3);
        maintenanceTakesWhatNoReleaseNeeds(onS3);
        assertThat(TinyShop.gold(onS3)).isEqualTo(gold);
    }

    private static void maintenanceTakesWhatNoReleaseNeeds(Company company) throws IOException {
        long before = dataFiles();
        new Maintenance(TestRuns.spark(), company, TestRuns.quiet()).work(Duration.ZERO, Duration.ZERO);
        assertThat(dataFiles()).isPositive().isLessThan(before);
        Folder home = Folder.of(company.home(), TestRuns.spark().sparkContext().hadoopConfiguration());
        Lake lake = new Lake(TestRuns.spark(), home);
        new ReleaseStore(home)
                .current()
                .orElseThrow()
                .versions()
                .forEach((table, version) -> assertThat(lake.read(TableId.parse(table), version)
                                .toJavaRDD()
                                .count())
                        .as(table)
                        .isNotNegative());
    }

    /** How many files of silver lie in the store. */
    private static long dataFiles() throws IOException {
        try (Stream<Path> files = Files.walk(bucket.resolve("lake/silver"))) {
            return files.filter(f -> f.toString().endsWith(".parquet"))
                    .filter(f -> !f.toString().contains("_delta_log"))
                    .count();
        }
    }

    /** No file of a held-back release is kept in a store: it is made when somebody shows it. */
    private static void aReleaseThatIsForcedReachesReaders(Company company) {
        ReleaseStore releases = new ReleaseStore(
                Folder.of(company.home(), TestRuns.spark().sparkContext().hadoopConfiguration()));
        Release last = releases.current().orElseThrow();
        Release held = new Release(
                releases.next(),
                last.company(),
                last.asOf(),
                last.releasedAt(),
                last.inputs(),
                last.batch(),
                last.versions(),
                last.tables());
        releases.hold(held, "A rule is broken.");
        Release shown = new Overrides(company, settings(), new Progress(System.err))
                .force("The rule is too strict.", Duration.ZERO, TestRuns.SESSIONS);
        assertThat(shown.number()).isEqualTo(held.number());
        assertThat(ask(company, "SELECT release FROM release")).containsExactly("" + held.number());
    }

    /** Files that are there already are not written again, as by any tool that synchronises folders. */
    private static void upload(Path files, Company company) throws IOException {
        Folder sources =
                Folder.of(company.sources(), TestRuns.spark().sparkContext().hadoopConfiguration());
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = files.relativize(file).toString();
                if (sources.status(name).isEmpty()) {
                    sources.upload(file, name);
                }
            }
        }
    }

    private static List<Path> copiesOfSilver() throws IOException {
        try (Stream<Path> copies = Files.walk(Path.of(System.getenv("DANGOL_CACHE")))) {
            return copies.filter(Files::isRegularFile)
                    .filter(f -> f.toString().contains("/silver/"))
                    .toList();
        }
    }

    private static List<String> checks(Company company) {
        Folder home = Folder.of(company.home(), TestRuns.spark().sparkContext().hadoopConfiguration());
        return new Lake(TestRuns.spark(), home)
                .read(TableId.ops("check_result"))
                .filter("as_of_date = DATE'" + TinyShop.SECOND_DAY + "'")
                .selectExpr("concat_ws('|', table_name, rule, rows, failures, found) AS line")
                .orderBy("line")
                .as(Encoders.STRING())
                .collectAsList();
    }

    /** The packaged program in a process of its own, which knows the store from AWS's usual variables alone. */
    private static void answersWithoutSpark(Company company, int customers) {
        Map<String, String> aws = Map.of(
                "AWS_ENDPOINT_URL_S3", endpoint,
                "AWS_ACCESS_KEY_ID", ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", SECRET_KEY,
                "DANGOL_CACHE", folder.resolve("other machine").toString());
        for (String time : List.of("copied", "from the cache")) {
            JavaProcess sql = sql(aws, company, "SELECT count(*) AS n FROM churn");
            assertThat(sql.exitCode()).as(time + sql.err()).isZero();
            assertThat(sql.out()).isEqualTo("n\n" + customers + "\n");
        }
        Map<String, String> stranger = new HashMap<>(aws);
        stranger.put("AWS_SECRET_ACCESS_KEY", "wrong");
        stranger.put("DANGOL_CACHE", folder.resolve("third machine").toString());
        JavaProcess refused = sql(stranger, company, "SELECT 1");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("s3a://shop/lake")
                .contains("AWS_ACCESS_KEY_ID")
                .doesNotContain("\tat ");
    }

    private static JavaProcess sql(Map<String, String> environment, Company company, String sql) {
        List<String> arguments =
                new ArrayList<>(List.of("-jar", JavaProcess.built("jobs.jar").toString(), "sql"));
        arguments.addAll(List.of("--conf", company.file(), "--home", company.home(), "--format", "csv", sql));
        return JavaProcess.start("sql", folder, environment, arguments);
    }
}
