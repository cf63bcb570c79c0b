package dangol.jobs.faults;

import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.run.Maintenance;
import java.time.Duration;
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
            return line("run", company, "--as-of", day);
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
            new Maintenance(TestRuns.spark(), company, TestRuns.quiet()).work(Duration.ZERO, Duration.ZERO);
        }

        @Override
        public List<String> commandLine(Company company, String day) {
            return line("maintain", company, "--retention", "0");
        }
    }

    private static List<String> line(String command, Company company, String option, String value) {
        return List.of(
                command,
                "--conf",
                company.file(),
                "--sources",
                company.sources(),
                "--home",
                company.home(),
                "--master",
                "local[2]",
                option,
                value);
    }
}
