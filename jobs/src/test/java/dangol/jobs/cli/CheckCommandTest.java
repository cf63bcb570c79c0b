package dangol.jobs.cli;

import static dangol.jobs.CommandLine.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.CommandLine.Outcome;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.NumberedFiles;
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

    private Outcome check(String... more) {
        String[] command = {"check", "--conf", "../conf/examples/cdnow.yaml", "--home", home.toString()};
        return execute(Stream.of(command, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private static RunRecord.CheckLine broken(String severity) {
        return new RunRecord.CheckLine(
                "gold.churn", "a_rule", "All is well.", severity, 7, 2, "", List.of("customer_key=key1"));
    }

    private void record(long number, String outcome, RunRecord.CheckLine... broken) {
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
                                at,
                                outcome,
                                "",
                                "me",
                                "here",
                                1,
                                1L,
                                List.of(),
                                List.of(broken),
                                List.of(),
                                Map.of(),
                                true));
    }
}
