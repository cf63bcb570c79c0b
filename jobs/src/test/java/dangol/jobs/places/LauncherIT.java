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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./dangol} in a clone of its own, whose Maven only says that it was asked. */
@Tag("slow")
class LauncherIT {
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
        for (String built : List.of("jobs.jar", "cluster-jars", "lib")) {
            Files.createSymbolicLink(clone.resolve("jobs/target").resolve(built), JavaProcess.built(built));
        }
        maven("echo asked >> asked");
    }

    private void maven(String does) throws IOException {
        Path maven = clone.resolve("mvnw");
        Files.writeString(maven, "#!/bin/sh\n" + does + "\n");
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

        Path changed = Files.writeString(clone.resolve("conf/tables/gold.yaml"), "changed");
        Files.setLastModifiedTime(changed, FileTime.from(Instant.now().plusSeconds(60)));
        maven("echo '[ERROR] no such symbol'; exit 1");
        Answer broken = dangol("--version");
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.err()).contains("[ERROR] no such symbol", "The build failed; the whole log is in ");
        assertThat(app).as("what was built before").isDirectory();
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
        List<String> command = new ArrayList<>(List.of(clone.resolve("dangol").toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Answer(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
