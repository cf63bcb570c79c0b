package dangol.jobs.run;

import dangol.Table;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.publish.DuckDbFile;
import dangol.jobs.publish.PublishedFiles;
import dangol.jobs.publish.Restatement;
import dangol.jobs.quality.CheckResult;
import dangol.jobs.quality.Checks;
import dangol.jobs.quality.HeldBackException;
import dangol.jobs.quality.Volumes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks a finished draft and then shows it to readers, or holds it back where {@code release --force} finds it. */
final class ReleaseGate {
    private final Workplace place;
    private final ReleaseStore releases;
    private final RunRecords records;
    private final PublishedFiles files;

    ReleaseGate(Workplace place, ReleaseStore releases, RunRecords records) {
        this.place = place;
        this.releases = releases;
        this.records = records;
        this.files = PublishedFiles.of(place.home(), place.company());
    }

    /** What an earlier run could not release gives way to this run. */
    void open() {
        releases.dropHeld();
        files.dropHeld(place.company());
    }

    /**
     * @param why what makes figures change that readers know
     * @return broken rules of severity warning, as sentences
     * @throws HeldBackException when a rule of severity error is broken; readers keep what they see
     */
    List<String> pass(Release release, DuckDbFile.Draft draft, String why) {
        List<CheckResult> results = results(release, draft);
        records.release(release);
        records.checks(results);
        Optional<Release> before = releases.current().filter(r -> !r.asOf().isAfter(release.asOf()));
        List<Restatement> restated = before.map(draft::restatements).orElse(List.of());
        draft.tell(release, records.evidence(release, restated, before, why));
        List<CheckResult> holding =
                results.stream().filter(CheckResult::holdsBack).toList();
        if (!holding.isEmpty()) {
            String found = sentences(holding);
            draft.keep(PublishedFiles.heldName(place.company()));
            releases.hold(release, found);
            throw new HeldBackException("Checks hold the release back; readers still see the last one:\n  " + found
                    + "\n    -> See the rows: ./dangol check --conf "
                    + place.company().file()
                    + ". Mend the source, the mapping or the code and run again, or show it all the same: ./dangol release --force --why TEXT --conf "
                    + place.company().file());
        }
        releases.add(release);
        releases.show(release);
        UnfinishedReleaseException.guard(release, () -> {
            draft.show();
            files.keep(release.number());
            files.prune(releases.kept(place.company().operations().keepReleases()));
        });
        List<String> warnings = new ArrayList<>(results.stream()
                .filter(CheckResult::broken)
                .map(CheckResult::sentence)
                .toList());
        if (!restated.isEmpty()) {
            warnings.add(restated.size() + " published figures of complete periods changed (" + why
                    + "); ops.restatement has them.");
        }
        return warnings;
    }

    private static String sentences(List<CheckResult> results) {
        return results.stream().map(CheckResult::sentence).collect(Collectors.joining("\n  "));
    }

    private List<CheckResult> results(Release release, DuckDbFile.Draft draft) {
        Optional<Set<TableId>> outOfOrder = releases.current().flatMap(records::outOfOrder);
        Checks checks = new Checks(
                draft,
                release.asOf(),
                table -> outOfOrder.map(t -> !t.contains(table)).orElse(false));
        List<CheckResult> results = new ArrayList<>();
        for (Table table : Tables.all()) {
            if (table.id().layer() != Layer.STATE) {
                results.addAll(checks.check(Contracts.of(table.id())));
            }
        }
        Map<TableId, Long> rows = new TreeMap<>();
        release.tables().forEach((name, table) -> rows.put(TableId.parse(name), table.rows()));
        if (isLatestDay(release)) {
            // A past day that is run again finds its files taken long ago.
            rows.putAll(records.landed());
        }
        results.addAll(new Volumes(place.company().operations().volumes())
                .check(release.asOf(), rows, records.releasedVolumes(releases)));
        return results;
    }

    private boolean isLatestDay(Release release) {
        return releases.released().stream().noneMatch(r -> r.asOf().isAfter(release.asOf()));
    }
}
