package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.publish.LakeQuery;
import dangol.jobs.publish.Rendering;
import dangol.jobs.publish.TextTable;
import dangol.jobs.run.Home;
import dangol.jobs.run.Progress;
import dangol.jobs.run.RunLog;
import dangol.jobs.run.RunRecord;
import dangol.jobs.run.RunRecord.QuarantineLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarantine}: the rows that may not enter silver. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        description = "Look at the rows that may not enter silver, and try them again.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {QuarantineCommand.ListCommand.class, QuarantineCommand.RetryCommand.class})
final class QuarantineCommand {

    /** {@code quarantine retry}: the last released day once more, with corrected files and the mapping as it is now. */
    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = {
                "Run the last released day again: corrected rows that arrived take the place of those set aside, and after a "
                        + "change of the mapping all rows are mapped anew. Says how many rows are left.",
                "The exit codes are those of run."
            })
    static final class RetryCommand implements Callable<Integer> {
        @Mixin
        CompanyOption company;

        @Mixin
        SparkOptions sparkOptions;

        @Mixin
        WaitOption wait;

        @Override
        public Integer call() {
            Company read = company.read();
            Folder home = Home.open(read, sparkOptions.settings);
            Release last = new ReleaseStore(home)
                    .current()
                    .orElseThrow(() -> new ConfigurationException(
                            read.file(),
                            "nothing was released yet.",
                            "Run a day first: ./dangol run --conf " + read.file() + " --as-of DATE"));
            long before = rowsAside(home);
            RunCommand.work(read, sparkOptions, last.asOf(), wait.duration(), false, new Progress(System.err));
            System.out.println("Rows in quarantine: " + before + " before, " + rowsAside(home) + " now.");
            return 0;
        }

        private static long rowsAside(Folder home) {
            return new RunLog(home)
                    .last(1).stream()
                            .flatMap(r -> r.quarantine().stream())
                            .mapToLong(QuarantineLine::rows)
                            .sum();
        }
    }

    /** {@code quarantine list}: counts by reason, run by run, and where the rows came from. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "Count the rows in quarantine by feed, entity and reason, in the last runs, and name files they "
                            + "came from. With --limit also the rows as they landed; that needs Spark and shows personal data.")
    static final class ListCommand implements Callable<Integer> {
        private static final int RUNS = 6;

        @Mixin
        CompanyOption company;

        @Mixin
        SparkOptions sparkOptions;

        @Option(names = "--feed", paramLabel = "FEED", description = "Only rows of this feed.")
        String feed;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "0",
                description = "Rows to show as they landed (default: ${DEFAULT-VALUE}).")
        int limit;

        @Override
        public Integer call() {
            Company read = company.read();
            if (feed != null && read.feed(feed) == null) {
                throw new ConfigurationException(
                        "--feed " + feed,
                        "company '" + read.name() + "' has no such feed.",
                        dangol.jobs.company.Nearest.hint(feed, read.feeds().keySet()));
            }
            if (limit < 0) {
                throw new ConfigurationException("--limit " + limit, "is less than none.", "Write 0 or more.");
            }
            List<RunRecord> runs = new RunLog(Home.open(read, sparkOptions.settings))
                    .last(Integer.MAX_VALUE).stream()
                            .filter(r -> r.endedAt() != null && r.worked())
                            .limit(RUNS)
                            .toList();
            counts(runs);
            if (limit > 0) {
                rows(read);
            }
            return 0;
        }

        /** One line for each reason, one column for each run, the newest first. */
        private void counts(List<RunRecord> runs) {
            Map<List<String>, Long[]> counts = new LinkedHashMap<>();
            Map<List<String>, List<String>> files = new LinkedHashMap<>();
            for (int i = 0; i < runs.size(); i++) {
                for (QuarantineLine q : runs.get(i).quarantine()) {
                    if (feed == null || q.feed().equals(feed)) {
                        List<String> key = List.of(q.feed(), q.entity(), q.reason());
                        counts.computeIfAbsent(key, k -> new Long[runs.size()])[i] = q.rows();
                        if (i == 0) {
                            files.put(key, q.files());
                        }
                    }
                }
            }
            if (counts.isEmpty()) {
                System.out.println("Nothing is in quarantine" + (feed == null ? "." : " from feed '" + feed + "'."));
                return;
            }
            List<String> columns = new ArrayList<>(List.of("feed", "as", "reason"));
            runs.forEach(r -> columns.add("run " + r.number()));
            columns.add("files");
            List<List<Object>> rows = new ArrayList<>();
            counts.forEach((key, n) -> {
                List<Object> row = new ArrayList<>(key);
                for (Long count : n) {
                    row.add(count == null ? 0L : count);
                }
                row.add(String.join(", ", files.getOrDefault(key, List.of())));
                rows.add(row);
            });
            TextTable.lines(columns, rows).forEach(System.out::println);
        }

        private void rows(Company read) {
            new Progress(System.err).say("Starting Spark …");
            String where = feed == null ? "" : " WHERE feed = '" + feed + "'";
            sparkOptions.during(spark -> {
                System.out.println();
                new LakeQuery(spark, read)
                        .run(
                                "SELECT feed, entity, source_file, reason, raw FROM ops.quarantine" + where
                                        + " ORDER BY feed, entity, reason, source_file, row_hash LIMIT " + limit,
                                Rendering.TABLE,
                                System.out);
                return null;
            });
        }
    }
}
