package dangol.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.publish.FolderTarget;
import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.run.Maintenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Something that is done to a lake and may be interrupted anywhere. */
interface Operation {
    Operation RUN = new Running();

    /** What is disturbed, as often as it stands here. */
    List<Operation> ALL = List.of(RUN, RUN, RUN, new Maintaining(), new Publishing());

    String name();

    /** Whether it writes through the file system that faults are injected into. */
    default boolean isInjectable() {
        return true;
    }

    /**
     * What the disturbance must not have left behind, once runs went well again.
     *
     * @throws SQLException when what there is cannot be read
     */
    default void settle(Company company) throws IOException, SQLException {}

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

    /** {@code publish} to a folder. */
    record Publishing() implements Operation {
        @Override
        public String name() {
            return "publish";
        }

        /** DuckDB writes the files itself. */
        @Override
        public boolean isInjectable() {
            return false;
        }

        @Override
        public void work(Company company, String day) {
            new FolderTarget(folder(company), FolderTarget.Format.PARQUET)
                    .publish(ReleaseQuery.file(company, Map.of()), List.of());
        }

        @Override
        public List<String> commandLine(Company company, String day) {
            return List.of(
                    "publish",
                    "--conf",
                    company.file(),
                    "--home",
                    company.home(),
                    "--to",
                    folder(company).toString());
        }

        /** Whole or not there after the fault, and the last release after the next publish. */
        @Override
        public void settle(Company company) throws IOException, SQLException {
            Path folder = folder(company);
            if (Files.exists(folder)) {
                assertThat(folder.resolve(FolderTarget.MANIFEST)).exists();
                Lakes.published(folder);
            }
            work(company, "");
            assertThat(Lakes.published(folder))
                    .isEqualTo(Lakes.gold(Path.of(company.home()).resolve(company.name() + ".duckdb")));
        }

        private static Path folder(Company company) {
            return Path.of(company.home()).resolveSibling("published");
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
