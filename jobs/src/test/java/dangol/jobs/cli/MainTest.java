package dangol.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit codes and messages of the command line, as far as they need no Spark. */
class MainTest {
    private record Outcome(int exitCode, String out, String err) {}

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

    private static Outcome execute(String... args) {
        PrintStream usualOut = System.out;
        PrintStream usualErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int exitCode = Main.execute(args);
            return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(usualOut);
            System.setErr(usualErr);
        }
    }
}
