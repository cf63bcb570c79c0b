package dangol.jobs.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./dangol} in a clone of its own, whose Maven only says that it was asked. */
@Tag("slow")
class LauncherIT {
    /** JUnit warns of each of some 600 links to libraries that it removes after a test. */
    private static final Logger OF_FOLDERS = Logger.getLogger("org.junit.jupiter.engine.extension");

    @BeforeAll
    static void quiet() {
        OF_FOLDERS.setLevel(Level.SEVERE);
    }

    @TempDir
    Path folder;

    private Path clone;

    @BeforeEach
    void makeClone() throws IOException {
        clone = folder.resolve("a clone 단골");
        for (String sources : List.of("transforms/src/main", "jobs/src/main", "conf/tables", "jobs/target")) {
            Files.createDirectories(clone.resolve(sources));
        }
        for (String pom : List.of("pom.xml", "transforms/pom.xml", "jobs/pom.xml")) {
            Files.writeString(clone.resolve(pom), "<project/>");
        }
        Path root =
                JavaProcess.built("jobs.jar").getParent().resolveSibling("..").normalize();
        Files.copy(root.resolve("dangol"), clone.resolve("dangol"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String built : List.of("jobs.jar", "cluster-jars")) {
            Files.createSymbolicLink(clone.resolve("jobs/target").resolve(built), JavaProcess.built(built));
        }
        maven("echo asked >> asked");
    }

    /** Maven that does something and then leaves the libraries where it is told to. */
    private void maven(String does) throws IOException {
        Path maven = clone.resolve("mvnw");
        String libraries =
                "mkdir jobs/target/lib.new && ln -s '" + JavaProcess.built("lib") + "'/*.jar jobs/target/lib.new";
        Files.writeString(maven, "#!/bin/sh -e\n" + does + "\n" + libraries + "\n");
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void itBuildsOnceAndAgainOnlyAfterAChange() throws IOException, InterruptedException {
        Answer first = dangol("--version");
        assertThat(first.code()).as(first.toString()).isZero();
        assertThat(first.out()).startsWith("dangol ");
        assertThat(first.err()).contains("Building dangol", "Built in ");
        Path app = clone.resolve("jobs/target/app");
        assertThat(app.resolve("duckdb-library.jar"))
                .as("DuckDB's library, uncompressed")
                .exists();

        assertThat(dangol("--version").err()).isEmpty();
        assertThat(clone.resolve("asked")).content().isEqualTo("asked\n");

        change();
        maven("echo '[ERROR] no such symbol'; exit 1");
        Answer broken = dangol("--version");
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.err()).contains("[ERROR] no such symbol", "The build failed; the whole log is in ");
        assertThat(app).as("what was built before").isDirectory();
        assertThat(clone.resolve("jobs/target/lib")).isDirectoryContaining("glob:**/transforms-*.jar");
    }

    @Test
    void aLibraryOfAnotherVersionTakesThePlaceOfTheOldOne() throws IOException, InterruptedException {
        String library = "\nln -s '" + JavaProcess.built("cluster-jars") + "' jobs/target/lib.new/left-";
        Path maven = clone.resolve("mvnw");
        String usual = Files.readString(maven);
        Files.writeString(maven, usual + library + "1.0.jar\n");
        assertThat(dangol("--version").code()).isZero();
        Path libraries = clone.resolve("jobs/target/app/lib");
        assertThat(libraries.resolve("left-1.0.jar")).exists();

        change();
        Files.writeString(maven, usual + library + "2.0.jar\n");
        assertThat(dangol("--version").code()).isZero();
        for (Path folder : List.of(libraries, clone.resolve("jobs/target/lib"))) {
            assertThat(folder.resolve("left-2.0.jar")).exists();
            assertThat(folder.resolve("left-1.0.jar")).doesNotExist();
        }
    }

    @Test
    void whatChangesDuringABuildIsBuiltTheNextTime() throws IOException, InterruptedException {
        maven("sleep 0.1; echo changed > conf/tables/gold.yaml");
        assertThat(dangol("--version").err()).contains("Built in ");
        maven("true");
        assertThat(dangol("--version").err()).contains("Built in ");
        assertThat(dangol("--version").err()).isEmpty();
    }

    @Test
    void twoAtOnceBuildOnce() throws IOException, InterruptedException {
        maven("echo asked >> asked; sleep 4");
        Process first = start("first", "--version");
        Process second = start("second", "--version");
        Answer one = answer(first, "first");
        Answer other = answer(second, "second");
        assertThat(List.of(one.code(), other.code())).as(one + " " + other).containsOnly(0);
        assertThat(clone.resolve("asked")).content().isEqualTo("asked\n");
        assertThat(one.err() + other.err()).containsOnlyOnce("Another build of dangol is under way");
    }

    @Test
    void namesKeepTheirLettersWithoutALocale() throws IOException, InterruptedException {
        Path yaml = folder.resolve("단골 café.yaml");
        Answer answer = dangol("status", "--conf", yaml.toString());
        assertThat(answer.code()).as(answer.toString()).isEqualTo(2);
        assertThat(answer.err()).contains(yaml.toString());
    }

    private void change() throws IOException {
        Path changed = Files.writeString(clone.resolve("conf/tables/gold.yaml"), "changed");
        Files.setLastModifiedTime(changed, FileTime.from(Instant.now()));
    }

    @Test
    @Tag("long")
    void classesAreSharedAfterTheFirstQuestion() throws IOException, InterruptedException {
        Path yaml = TinyShop.yaml(folder);
        TinyShop.firstFiles(folder.resolve("files"));
        String home = folder.resolve("lake").toString();
        String sources = folder.resolve("files").toString();
        Answer run = dangol(
                "run", "--conf", yaml.toString(), "--home", home, "--sources", sources, "--as-of", TinyShop.FIRST_DAY);
        assertThat(run.code()).as(run.toString()).isZero();

        Path archive = clone.resolve("jobs/target/app/classes.jsa");
        List<String> sql = List.of("sql", "--conf", yaml.toString(), "--home", home);
        Answer wrong = dangol(sql, "SELECT nothing FROM gold.churn");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(archive).doesNotExist();
        Answer first = dangol(sql, "SELECT count(*) AS customers FROM gold.churn");
        assertThat(first.code()).as(first.toString()).isZero();
        assertThat(archive).exists();
        assertThat(clone.resolve("jobs/target/app")).isDirectoryNotContaining("glob:**/classes.jsa.*");
        assertThat(dangol(sql, "SELECT count(*) AS customers FROM gold.churn")).isEqualTo(first);
        assertThat(first.err()).isEmpty();
    }

    private record Answer(int code, String out, String err) {}

    private Answer dangol(List<String> arguments, String last) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(arguments);
        all.add(last);
        return dangol(all.toArray(String[]::new));
    }

    private Answer dangol(String... arguments) throws IOException, InterruptedException {
        return answer(start("one", arguments), "one");
    }

    private Process start(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(clone.resolve("dangol").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // As under cron.
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private Answer answer(Process process, String name) throws IOException, InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Answer(
                process.exitValue(),
                Files.readString(folder.resolve(name + ".out"), StandardCharsets.UTF_8),
                Files.readString(folder.resolve(name + ".err"), StandardCharsets.UTF_8));
    }
}
