package dangol.jobs.cli;

import static dangol.jobs.CommandLine.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.CommandLine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code publish} and {@code docs} end that cannot begin, and the dictionary of a company without a release. */
class PublishCommandTest {
    private static final String CONF = "../conf/examples/cdnow.yaml";

    @TempDir
    Path folder;

    @Test
    void withoutATargetOrAReleaseItSaysWhatToDo() {
        assertThat(publish(CONF, "").err()).contains("no target is named", "--to FOLDER");
        Outcome outcome = publish(CONF, folder.resolve("out").toString());
        assertThat(outcome.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(outcome.err()).contains("has no release in", "./dangol run --conf");
        assertThat(publish(CONF, "mysql://db/shop").err()).contains("neither a folder nor a PostgreSQL database");
    }

    @Test
    void aPasswordOnTheCommandLineOrInTheFileIsRefusedAndNotRepeated() throws IOException {
        Outcome typed = publish(CONF, "postgresql://me:hunter2@db/shop");
        assertThat(typed.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(typed.err()).contains("PGPASSWORD").doesNotContain("hunter2");
        Path conf = folder.resolve("cdnow.yaml");
        Files.writeString(
                conf,
                Files.readString(Path.of(CONF)) + "\npublish: {to: 'postgresql://me@db/shop', password: hunter2}\n");
        Outcome written = publish(conf.toString(), "");
        assertThat(written.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(written.err())
                .contains("'publish.password' stands in the file", "${ITS_NAME}")
                .doesNotContain("hunter2");
    }

    @Test
    void anOptionThatWouldDoNothingOrHaveItsNameCutOffIsRefused() {
        String bi = folder.resolve("bi").toString();
        String database = "postgresql://me@db/shop";
        for (List<String> wrong : List.of(
                List.of(bi, "--schema-prefix", "shop_", "the target is a folder"),
                List.of(bi, "--reader", "analysts", "the target is a folder"),
                List.of(bi, "--wait-for-readers", "5", "the target is a folder"),
                List.of(database, "--format", "csv", "the target is a database"),
                List.of(database, "--schema-prefix", "shop_".repeat(10), "at most 47 bytes"),
                List.of(database, "--reader", "단골".repeat(11), "at most 63 bytes"))) {
            Outcome outcome = execute("publish", "--conf", CONF, "--to", wrong.get(0), wrong.get(1), wrong.get(2));
            assertThat(outcome.exitCode()).as(wrong.toString()).isEqualTo(Main.WRONG_USAGE);
            assertThat(outcome.err()).contains(wrong.get(1), wrong.get(3));
        }
    }

    @Test
    void theDictionaryNeedsNoRelease() {
        Path out = folder.resolve("pages");
        Outcome outcome =
                execute("docs", "--conf", CONF, "--home", folder.resolve("lake").toString(), "--out", out.toString());
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains(out.resolve("index.html").toString());
        assertThat(out.resolve("index.html")).content().contains("Nothing was released yet");
    }

    private Outcome publish(String conf, String to) {
        String home = folder.resolve("lake").toString();
        return to.isEmpty()
                ? execute("publish", "--conf", conf, "--home", home)
                : execute("publish", "--conf", conf, "--home", home, "--to", to);
    }
}
