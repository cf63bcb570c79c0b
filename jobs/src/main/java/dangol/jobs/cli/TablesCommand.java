package dangol.jobs.cli;

import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.publish.Rendering;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tables}: what the last release holds. */
@Command(
        name = "tables",
        mixinStandardHelpOptions = true,
        description = "List the tables of the last release: name, rows, as of, grain.")
final class TablesCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Override
    public Integer call() {
        try (ReleaseQuery query = ReleaseQuery.open(company.read(), sparkOptions.settings)) {
            query.run(
                    "SELECT name AS \"table\", row_count AS \"rows\", as_of, grain FROM meta.tables ORDER BY name",
                    Rendering.TABLE,
                    System.out);
        }
        return 0;
    }
}
