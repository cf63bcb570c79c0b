package dangol.jobs.cli;

import static dangol.jobs.CommandLine.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.CommandLine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit codes and messages of the command line, as far as they need no Spark. */
class MainTest {
    @TempDir
    Path folder;

    @Test
    void helpNamesEveryCommandAndTheExitCodes() {
        Outcome outcome = execute("--help");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("demo", "run", "plan", "tables", "sql", "simulate", "Exit codes:", "./dangol demo");
    }

    @Test
    void wrongUsageEndsWithTwo() {
        assertThat(execute("rum").exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(execute("rum").err()).contains("run");
        Outcome noDay = execute("run", "--conf", "x.yaml");
        assertThat(noDay.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(noDay.err()).contains("--as-of");
        Outcome badDay = execute("run", "--conf", "x.yaml", "--as-of", "2024-02-30");
        assertThat(badDay.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(badDay.err()).contains("2024-02-30");
    }

    @Test
    void aMissingCompanyFileEndsWithTwoAndSaysSo() {
        Outcome outcome =
                execute("tables", "--conf", folder.resolve("none.yaml").toString());
        assertThat(outcome.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(outcome.err()).contains("none.yaml: there is no such file").doesNotContain("Exception");
    }

    /** The files of deploy try again after 1 and not after 2. */
    @Test
    void whatIsDownEndsWithOneAndWhatIsWrongWithTwo() throws IOException {
        Path conf = folder.resolve("company.yaml");
        Files.writeString(
                conf,
                Files.readString(Path.of("../conf/examples/cdnow.yaml"))
                        + "\nschedule:\n  nightly: {cron: '30 2 * * *'}\n");
        Outcome down = execute(
                "schedule", "--conf", conf.toString(), "--once", "--state", "jdbc:postgresql://localhost:1/schedule");
        assertThat(down.exitCode()).as(down.err()).isEqualTo(Main.FAILED);
        assertThat(down.err())
                .startsWith("--state jdbc:postgresql://localhost:1/schedule: the state cannot be opened: ")
                .contains("    -> Check that it is reachable")
                .doesNotContain("Exception", "--verbose");
        for (String wrong : List.of("jdbc:mysql://localhost:1/schedule", "jdbc:postgresql://localhost:one/schedule")) {
            Outcome outcome = execute("schedule", "--conf", conf.toString(), "--once", "--state", wrong);
            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(Main.WRONG_USAGE);
            assertThat(outcome.err()).contains(wrong, "    -> ").doesNotContain("Exception");
        }

        Outcome refused = execute(
                "sql",
                "--conf",
                conf.toString(),
                "--home",
                "refusing://bucket/lake",
                "--spark",
                "fs.refusing.impl=" + RefusingStore.class.getName(),
                "SELECT 1");
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(Main.FAILED);
        assertThat(refused.err())
                .contains(
                        "refusing://bucket/lake",
                        "access is refused",
                        "Forbidden (403)",
                        "    -> Check the permissions")
                .doesNotContain("Exception", "--verbose");
    }

    @Test
    void askingBeforeTheFirstReleaseSaysHowToMakeOne() {
        Outcome outcome = execute(
                "sql",
                "--conf",
                "../conf/examples/cdnow.yaml",
                "--home",
                folder.resolve("lake").toString(),
                "SELECT 1");
        assertThat(outcome.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(outcome.err()).contains("has no release in", "./dangol run --conf");
    }

    @Test
    void simulatingNobodyIsRefusedWithASentence() {
        Outcome outcome = execute(
                "simulate",
                "--customers",
                "0",
                "--until",
                "2025-12-31",
                "--out",
                folder.resolve("s").toString());
        assertThat(outcome.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(outcome.err()).contains("The number of customers must be between 1 and");
        assertThat(folder.resolve("s")).doesNotExist();
    }

    @Test
    void commandsAboutALakeSayPlainlyThatThereIsNone() {
        String home = folder.resolve("lake").toString();
        for (String command : List.of("status", "check", "releases", "maintain", "quarantine list")) {
            List<String> args = new ArrayList<>(List.of(command.split(" ")));
            args.addAll(List.of("--conf", "../conf/examples/cdnow.yaml", "--home", home));
            Outcome outcome = execute(args.toArray(String[]::new));
            assertThat(outcome.exitCode()).as(command).isEqualTo(Main.WRONG_USAGE);
            assertThat(outcome.err())
                    .as(command)
                    .contains("there is no lake of company 'cdnow'", "./dangol run --conf")
                    .doesNotContain("Exception");
        }
        assertThat(folder.resolve("lake")).doesNotExist();
    }

    @Test
    void overridesNeedAReason() {
        Outcome noForce = execute("release", "--conf", "../conf/examples/cdnow.yaml", "--why", "x");
        assertThat(noForce.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(noForce.err()).contains("Missing required option", "--force");
        Outcome noReason = execute("rollback", "--conf", "../conf/examples/cdnow.yaml", "--to", "1");
        assertThat(noReason.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(noReason.err()).contains("Missing required option", "--why");
        assertThat(execute("quarantine", "--conf", "x").exitCode()).isEqualTo(Main.WRONG_USAGE);
    }
}
