package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.dictionary.DataDictionary;
import dangol.jobs.dictionary.Shown;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.lake.Storage;
import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.run.Home;
import dangol.jobs.run.RunLog;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code docs}: the data dictionary. */
@Command(
        name = "docs",
        mixinStandardHelpOptions = true,
        description =
                "Write the data dictionary as pages that open from the disk: tables, columns, rules, lineage, example queries and a "
                        + "glossary, from the contracts and the last release.")
final class DocsCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Mixin
    SparkOptions sparkOptions;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the pages.")
    Path out;

    @Override
    public Integer call() {
        Company read = company.read();
        Folder home = Folder.of(read.home(), Storage.configuration(read.home(), sparkOptions.settings));
        Home.refuseForeign(read, home);
        Optional<Release> release = new ReleaseStore(home).current();
        int pages;
        if (release.isEmpty()) {
            pages = new DataDictionary(read, Shown.NOTHING).write(out);
        } else {
            try (ReleaseQuery rows = ReleaseQuery.open(read, sparkOptions.settings)) {
                Shown shown = new Shown(release, new RunLog(home).last(Integer.MAX_VALUE), Optional.of(rows));
                pages = new DataDictionary(read, shown).write(out);
            }
        }
        System.out.println(pages + " pages: " + out.resolve("index.html"));
        return 0;
    }
}
