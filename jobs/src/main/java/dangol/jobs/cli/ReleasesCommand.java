package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.lake.Decision;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.publish.PublishedFiles;
import dangol.jobs.publish.Rendering;
import dangol.jobs.run.Home;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code releases}: which releases there are and which one readers see. */
@Command(
        name = "releases",
        mixinStandardHelpOptions = true,
        description = "List the releases: day, time, rows, which one readers see, which were held back or forced.")
final class ReleasesCommand implements Callable<Integer> {
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

    @Override
    public Integer call() {
        Company read = company.read();
        Folder home = Home.open(read, sparkOptions.settings);
        ReleaseStore releases = new ReleaseStore(home);
        PublishedFiles files = PublishedFiles.of(home, read);
        List<List<Object>> rows = new ArrayList<>();
        for (Release release : releases.all()) {
            ReleaseStore.State state = releases.state(release);
            boolean readable = state == ReleaseStore.State.SHOWN || state == ReleaseStore.State.RELEASED;
            String file = !readable ? "" : files.has(release.number()) ? "kept" : "from Delta";
            rows.add(Arrays.asList(
                    release.number(),
                    release.asOf(),
                    release.releasedAt().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                    release.tables().size(),
                    release.tables().values().stream()
                            .mapToLong(Release.Released::rows)
                            .sum(),
                    words(state),
                    file,
                    note(releases, release)));
        }
        if (rows.isEmpty()) {
            throw ReleaseStore.none(read);
        }
        format.write(
                List.of("release", "as of", "built at", "tables", "rows", "state", "rollback", "note"),
                rows,
                System.out);
        return 0;
    }

    private static String words(ReleaseStore.State state) {
        return switch (state) {
            case SHOWN -> "shown";
            case RELEASED -> "";
            case HELD -> "held back";
            case DROPPED -> "held back, given up";
        };
    }

    /** The last decision about the release. */
    private static String note(ReleaseStore releases, Release release) {
        return releases.decisions().stream()
                .filter(d -> d.release() == release.number())
                .reduce((a, b) -> b)
                .map(d -> (d.kind().equals(Decision.FORCE) ? "forced by " : "returned to by ") + d.user() + "@"
                        + d.host() + ": " + d.why())
                .orElse("");
    }
}
