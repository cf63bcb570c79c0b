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
import java.nio.charset.StandardCharsets;
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

    /** PostgreSQL cuts longer names off; a schema has 16 or more behind the prefix while it is loaded. */
    private static final int NAME_BYTES = 63;

    private static final int PREFIX_BYTES = NAME_BYTES - "gold_dangol_next".length();

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
            description = "Of files in a folder: ${COMPLETION-CANDIDATES} (default: parquet).")
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
            description = "Before the names of the schemas gold, meta and bi, for several companies in one database.")
    String prefix;

    @Option(
            names = "--wait-for-readers",
            paramLabel = "SECONDS",
            description =
                    "How long to wait for a moment without queries when the tables take their place (default: 300).")
    Long patienceSeconds;

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
            refuse("a folder", "of PostgreSQL", "--reader", reader);
            refuse("a folder", "of PostgreSQL", "--schema-prefix", prefix);
            refuse("a folder", "of PostgreSQL", "--wait-for-readers", patienceSeconds);
            return new FolderTarget(Path.of(target), format == null ? FolderTarget.Format.PARQUET : format)
                    .publish(ReleaseQuery.file(read, sparkOptions.settings), tables);
        }
        PostgresUrl url = to == null
                ? PostgresUrl.configured(target, configured.password(), System.getenv())
                : PostgresUrl.typed(target, System.getenv());
        refuse("a database", "of files", "--format", format);
        String role = reader != null ? reader : configured.reader().isEmpty() ? READER : configured.reader();
        refuseLonger("--reader", role, NAME_BYTES);
        String before = prefix == null ? "" : prefix;
        refuseLonger("--schema-prefix", before, PREFIX_BYTES);
        Duration patience = Duration.ofSeconds(patienceSeconds == null ? 300 : patienceSeconds);
        return new PostgresTarget(url, new PostgresTarget.Settings(before, role, patience))
                .publish(ReleaseQuery.file(read, sparkOptions.settings), tables);
    }

    /** An option that does nothing is a misunderstanding. */
    private static void refuse(String target, String of, String option, Object given) {
        if (given != null) {
            throw new ConfigurationException(
                    option,
                    "the target is " + target + ", and this option is " + of + ".",
                    "Leave it out, or name another target with --to.");
        }
    }

    private static void refuseLonger(String option, String name, int bytes) {
        if (name.getBytes(StandardCharsets.UTF_8).length > bytes) {
            throw new ConfigurationException(
                    option, "the name is longer than PostgreSQL keeps.", "Take one of at most " + bytes + " bytes.");
        }
    }
}
