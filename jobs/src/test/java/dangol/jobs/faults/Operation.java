package dangol.jobs.faults;

import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.run.Maintenance;
import dangol.jobs.run.Progress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Something that is done to a lake and may be interrupted anywhere. */
interface Operation {
    Operation RUN = new Running();

    /** What is disturbed, as often as it stands here. */
    List<Operation> ALL = List.of(RUN, RUN, RUN, new Maintaining());

    String name();

    /** Does it in this JVM. */
    void work(Company company, String day);

    /** The command line that does it, after the program's name. */
    List<String> commandLine(Company company, String day);

    /** {@code run}. */
    record Running() implements Operation {
        @Override
        public String name() {
            return "run";
        }

        @Override
        public void work(Company company, String day) {
            TestRuns.run(company, day);
        }

        @Override
        public List<String> commandLine(Company company, String day) {
            List<String> words = new ArrayList<>(place("run", company));
            words.addAll(List.of("--as-of", day));
            return words;
        }
    }

    /** {@code maintain}, which removes all that no kept release needs. */
    record Maintaining() implements Operation {
        @Override
        public String name() {
            return "maintain";
        }

        @Override
        public void work(Company company, String day) {
            Progress quiet =
                    new Progress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            new Maintenance(TestRuns.spark(), company, quiet).work(Duration.ZERO, Duration.ZERO);
        }

        @Override
        public List<String> commandLine(Company company, String day) {
            List<String> words = new ArrayList<>(place("maintain", company));
            words.addAll(List.of("--retention", "0"));
            return words;
        }
    }

    private static List<String> place(String command, Company company) {
        return List.of(
                command,
                "--conf",
                company.file(),
                "--sources",
                company.sources(),
                "--home",
                company.home(),
                "--master",
                "local[2]");
    }
}
