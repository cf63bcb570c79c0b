package dangol.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.TestRuns;
import dangol.jobs.cli.Main;
import dangol.jobs.company.Company;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schedule as a process of its own: it runs a company when its minute comes and ends cleanly when it is asked to. */
@Tag("slow")
@Tag("long")
class ScheduleProcessTest {
    @TempDir
    Path folder;

    @Test
    void askedToStopItEndsTheRunUnderWayAndRemembers() throws Exception {
        Company company = Scheduled.company(
                        folder, "schedule:\n  minutely: {cron: '* * * * *', missed: latest, tables: [churn]}\n")
                .company();
        Files.writeString(
                folder.resolve("files/sales.csv"),
                "invoice,line,customer_no,sold_at,amount\nA1,1,7,2024-01-05 10:00:00,12.50\n");
        Path log = folder.resolve("log");
        Process process = start(log);
        try {
            // In the middle of its first run.
            waitFor(log, "[ 1/", process);
            process.destroy();
            assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(log))
                .containsSubsequence("SIGTERM stops it", "Asked to stop", "done: release 1", "Stopped.")
                .doesNotContain("Exception", "SLF4J", "ALERT");
        assertThat(process.exitValue()).isZero();
        assertThat(TestRuns.ask(company, "SELECT sum(spend) FROM churn")).containsExactly("12.50");

        Path list = folder.resolve("list");
        assertThat(start(list, "--list").waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(list))
                .contains("corner_shop", "minutely", "planned", "Europe/London", "succeeded as of")
                .contains("(1 row)");
    }

    private Process start(Path log, String... more) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx1g", "-Duser.timezone=UTC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=256m", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(Main.class.getName(), "schedule", "--master", "local[2]", "--conf"));
        command.add(folder.resolve("company.yaml").toString());
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static void waitFor(Path log, String text, Process process) throws Exception {
        Instant limit = Instant.now().plusSeconds(300);
        while (!Files.readString(log).contains(text)) {
            assertThat(process.isAlive() && Instant.now().isBefore(limit))
                    .as(Files.readString(log))
                    .isTrue();
            Thread.sleep(250);
        }
    }
}
