package dangol.jobs.cli;

import static dangol.jobs.CommandLine.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.CommandLine.Outcome;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.NumberedFiles;
import dangol.jobs.run.RunLog;
import dangol.jobs.run.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} tells of the records of runs. */
class CheckCommandTest {
    @TempDir
    Path home;

    @Test
    void aRunThatFoundNothingToDoDoesNotHideWhatTheOneBeforeFound() throws Exception {
        Files.writeString(home.resolve("lake.txt"), "cdnow\n");
        record(1, RunRecord.SUCCEEDED, broken("warning"));
        record(2, RunRecord.NOTHING_TO_DO);

        Outcome warned = check();
        assertThat(warned.exitCode()).isZero();
        assertThat(warned.out())
                .contains("Run 1 (run-1)", "Broken rules that are reported:", "gold.churn, a_rule: All is well.")
                .doesNotContain("No broken rules");
        assertThat(check("--run", "2").out()).contains("Run 2 (run-2)", "nothing to do");

        record(3, RunRecord.HELD_BACK, broken("error"));
        record(4, RunRecord.NOTHING_TO_DO);
        Outcome held = check();
        assertThat(held.exitCode()).isEqualTo(3);
        assertThat(held.out()).contains("Run 3 (run-3)", "Broken rules that hold the release back:");
    }

    @Test
    void recordsOfNothingAloneAreNoAnswer() throws Exception {
        Files.writeString(home.resolve("lake.txt"), "cdnow\n");
        record(1, RunRecord.NOTHING_TO_DO);

        Outcome outcome = check();
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("no run that had anything to do has left a record");
    }

    @Test
    void rulesThatNobodyCheckedAreNotCalledUnbroken() throws Exception {
        Files.writeString(home.resolve("lake.txt"), "cdnow\n");
        String ended = "This run ended before its rules were checked.";
        record(1, RunRecord.SUCCEEDED);
        assertThat(check().out()).contains("No broken rules.");
        record(2, RunRecord.FAILED, "here", null, "The disk is full.");
        assertThat(check().out())
                .contains("failed.", "The disk is full.", ended)
                .doesNotContain("No broken rules");
        record(3, RunRecord.HELD_BACK, "here", null, "31 percent of the rows are in quarantine.");
        Outcome held = check();
        assertThat(held.exitCode()).isEqualTo(3);
        assertThat(held.out()).contains("31 percent", ended).doesNotContain("No broken rules");
        record(4, RunRecord.RUNNING, RunLog.host(), null, "");
        assertThat(check().out())
                .contains("as of 2025-12-31: killed (me@" + RunLog.host() + ", process 999999999 is gone)", ended)
                .doesNotContain("No broken rules");
        record(5, RunRecord.RUNNING, "elsewhere", null, "");
        assertThat(check().out())
                .contains(
                        "under way by me@elsewhere, process 999999999; whether it still lives is known on that machine")
                .contains("This run has not come to its rules yet.")
                .doesNotContain("No broken rules");
        record(6, RunRecord.FAILED, "here", 3L, "Release 3 is shown; what follows failed");
        assertThat(check().out()).contains("No broken rules.");
        record(7, RunRecord.NOTHING_TO_DO);
        assertThat(check("--run", "7").out()).contains("checked no rules").doesNotContain("No broken rules");
    }

    @Test
    void aRunThatFailedBeforeItBeganDoesNotHideWhatIsHeldBack() throws Exception {
        Files.writeString(home.resolve("lake.txt"), "cdnow\n");
        record(1, RunRecord.HELD_BACK, "here", 1L, "Checks hold the release back", broken("error"));
        record(2, RunRecord.NOT_BEGUN, "here", null, "feed 'sales' cannot be read over JDBC");
        Outcome check = check();
        assertThat(check.exitCode()).isEqualTo(3);
        assertThat(check.out()).contains("held back.", "gold.churn, a_rule");
        assertThat(check("--run", "2").out())
                .contains("failed before it began.", "cannot be read over JDBC", "ended before its rules were checked");
        assertThat(execute("status", "--conf", "../conf/examples/cdnow.yaml", "--home", home.toString())
                        .out())
                .containsPattern(
                        "Last run +2, as of 2025-12-31, .*: failed before it began\\n +feed 'sales' cannot be read");
    }

    private Outcome check(String... more) {
        String[] command = {"check", "--conf", "../conf/examples/cdnow.yaml", "--home", home.toString()};
        return execute(Stream.of(command, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private static RunRecord.CheckLine broken(String severity) {
        return new RunRecord.CheckLine(
                "gold.churn", "a_rule", "All is well.", severity, 7, 2, "", List.of("customer_key=key1"));
    }

    private void record(long number, String outcome, RunRecord.CheckLine... broken) {
        record(number, outcome, "here", 1L, "", broken);
    }

    private void record(
            long number, String outcome, String host, Long release, String message, RunRecord.CheckLine... broken) {
        Instant at = Instant.parse("2026-01-01T02:00:00Z").plusSeconds(number);
        Folder runs = Folder.of(home.toString(), new Configuration()).child("runs");
        new NumberedFiles<>(runs, RunRecord.class, "")
                .write(
                        number,
                        new RunRecord(
                                number,
                                "run-" + number,
                                "cdnow",
                                LocalDate.parse("2025-12-31"),
                                at,
                                outcome.equals(RunRecord.RUNNING) ? null : at,
                                outcome,
                                message,
                                "me",
                                host,
                                999_999_999,
                                release,
                                List.of(),
                                List.of(broken),
                                List.of(),
                                Map.of(),
                                true));
    }
}
