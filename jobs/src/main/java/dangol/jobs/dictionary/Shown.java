package dangol.jobs.dictionary;

import dangol.contract.TableContract;
import dangol.jobs.lake.Release;
import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.run.RunRecord;
import dangol.jobs.run.RunRecord.CheckLine;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What there is of a company to show besides the contracts.
 *
 * @param release the last one, or none
 * @param runs newest first
 * @param rows answers SQL on the release, or none
 */
public record Shown(Optional<Release> release, List<RunRecord> runs, Optional<ReleaseQuery> rows) {
    public static final Shown NOTHING = new Shown(Optional.empty(), List.of(), Optional.empty());

    public Shown {
        runs = List.copyOf(runs);
    }

    /** The run that made the release; one that found nothing to do names the release, too, and checked nothing. */
    Optional<RunRecord> run() {
        return runs.stream()
                .filter(RunRecord::worked)
                .filter(r -> release.isPresent()
                        && r.release() != null
                        && r.release() == release.get().number())
                .findFirst();
    }

    /** Whether the release has the table by this very contract; one of an older program knows nothing of later tables and rules. */
    boolean hasReleasedBy(TableContract contract) {
        return release.map(r -> r.tables().get(contract.id().toString()))
                .filter(t -> t.contract().equals(contract.version()))
                .isPresent();
    }

    /** The broken rule, when that run found it broken. */
    Optional<CheckLine> broken(String table, String rule) {
        return run().stream()
                .flatMap(r -> r.checks().stream())
                .filter(c -> c.table().equals(table) && c.rule().equals(rule))
                .findFirst();
    }

    /** What a run last wrote into a table that is not released, in a sentence. */
    Optional<String> lastWrite(String table, ZoneId zone) {
        return runs.stream()
                .filter(r -> r.table(table).isPresent())
                .findFirst()
                .map(r -> String.format(
                        Locale.ROOT,
                        "Last written by the run of %s as of %s: %,d rows.",
                        DataDictionary.moment(r.startedAt(), zone),
                        r.asOf(),
                        r.table(table).orElseThrow().rowsOut()));
    }
}
