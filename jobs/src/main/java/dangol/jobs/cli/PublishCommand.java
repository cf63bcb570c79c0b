package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.Publication;
import dangol.jobs.publish.FolderTarget;
import dangol.jobs.publish.PostgresTarget;
import dangol.jobs.publish.PostgresUrl;
import dangol.jobs.publish.Published;
import dangol.jobs.publish.ReleaseQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code publish}: the last release where BI tools look for it. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = {
            "Copy the last release to PostgreSQL or to a folder: the tables of gold and meta and the views of bi. Readers see the "
                    + "release before until the new one is whole.",
            "No password stands on the command line: it comes from PGPASSWORD, ~/.pgpass or 'publish:' in the YAML."
        })
final class PublishCommand implements Callable<Integer> {
    private static final String READER = "dangol_reader";

    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Option(
            names = "--to",
            paramLabel = "TARGET",
            description =
                    "postgresql://USER@HOST:PORT/DATABASE, or a folder; wins over 'publish: {to: ...}' in the YAML.")
    String to;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "parquet",
            description = "Of files: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    FolderTarget.Format format;

    @Option(
            names = "--tables",
            paramLabel = "TABLE",
            split = ",",
            description = "Only these tables of gold, separated by commas; the target then holds no others.")
    List<String> tables = List.of();

    @Option(
            names = "--reader",
            paramLabel = "ROLE",
            description = "PostgreSQL role that may read and nothing else (default: " + READER + ").")
    String reader;

    @Option(
            names = "--schema-prefix",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Before the names of the schemas gold, meta and bi, for several companies in one database.")
    String prefix;

    @Option(
            names = "--wait-for-readers",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long to wait for a moment without queries when the tables take their place (default: "
                    + "${DEFAULT-VALUE}).")
    long patienceSeconds;

    @Override
    public Integer call() {
        Company read = company.read();
        Publication configured = CompanyReader.readPublication(company.conf);
        if (to == null && configured.to().isEmpty()) {
            throw new ConfigurationException(
                    read.file(),
                    "no target is named.",
                    "Add --to FOLDER or --to postgresql://USER@HOST/DATABASE, or 'publish: {to: ...}' to the YAML.");
        }
        long started = System.nanoTime();
        Published published = publish(read, configured);
        System.out.printf(
                Locale.ROOT,
                "Release %d as of %s: %d tables with %,d rows and %d views in %.1f s%n  %s%n",
                published.release(),
                published.asOf(),
                published.tables(),
                published.rows(),
                published.views(),
                (System.nanoTime() - started) / 1e9,
                published.where());
        published.notes().forEach(System.err::println);
        return 0;
    }

    private Published publish(Company read, Publication configured) {
        String target = to == null ? configured.to() : to;
        if (!PostgresUrl.means(target)) {
            if (target.contains("://")) {
                throw new ConfigurationException(
                        "--to",
                        "this is neither a folder nor a PostgreSQL database.",
                        "Write postgresql://USER@HOST/DATABASE.");
            }
            return new FolderTarget(Path.of(target), format)
                    .publish(ReleaseQuery.file(read, sparkOptions.settings), tables);
        }
        PostgresUrl url = to == null
                ? PostgresUrl.configured(target, configured.password(), System.getenv())
                : PostgresUrl.typed(target, System.getenv());
        String role = reader != null ? reader : configured.reader().isEmpty() ? READER : configured.reader();
        return new PostgresTarget(url, new PostgresTarget.Settings(prefix, role, Duration.ofSeconds(patienceSeconds)))
                .publish(ReleaseQuery.file(read, sparkOptions.settings), tables);
    }
}
