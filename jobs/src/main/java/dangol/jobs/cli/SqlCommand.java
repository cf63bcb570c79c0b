package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.publish.LakeQuery;
import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.publish.Rendering;
import dangol.jobs.run.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sql}: asks the last release; with {@code --engine spark} also bronze, silver, state and ops. */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description =
                "Ask the last release in SQL. DuckDB answers in about a second and knows the schemas gold (default), "
                        + "history (all kept days), meta and bi; --engine spark also reads bronze, silver, state and ops as they are now.")
final class SqlCommand implements Callable<Integer> {
    enum Engine {
        DUCKDB,
        SPARK
    }

    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Rendering format;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "duckdb",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Engine engine;

    @Parameters(paramLabel = "SQL", description = "One SELECT statement.")
    String sql;

    @Override
    public Integer call() {
        Company read = company.read();
        if (engine == Engine.DUCKDB) {
            try (ReleaseQuery query = ReleaseQuery.open(read, sparkOptions.settings)) {
                query.run(sql, format, System.out);
            }
            return 0;
        }
        new Progress(System.err).say("Starting Spark …");
        return sparkOptions.during(spark -> {
            new LakeQuery(spark, read).run(sql, format, System.out);
            return 0;
        });
    }
}
