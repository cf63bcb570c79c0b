package dangol.jobs.faults;

import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import java.util.List;

/** Something that is done to a lake and may be interrupted anywhere: a new one is one more line in {@link #ALL}. */
interface Operation {
    List<Operation> ALL = List.of(new Running());

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
            return List.of(
                    "run",
                    "--conf",
                    company.file(),
                    "--sources",
                    company.sources(),
                    "--home",
                    company.home(),
                    "--as-of",
                    day,
                    "--master",
                    "local[2]");
        }
    }
}
