package dangol.jobs.run;

import dangol.AsOf;
import dangol.Scope;
import dangol.Table;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.company.Operations.Snapshots;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.source.LandedFile;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run would work on, and why, in sentences. */
final class Plan {
    /** Older days are kept by month-ends only. */
    private static final int LOOKED_AT_DAYS = 35;

    private final Workplace place;
    private final ReleaseStore releases;
    private final Optional<Release> current;
    private final String definition;
    private final boolean full;
    private final ModelTraining training;

    Plan(Workplace place, ReleaseStore releases, String definition, boolean full, ModelTraining training) {
        this.place = place;
        this.releases = releases;
        this.current = releases.current();
        this.definition = definition;
        this.full = full;
        this.training = training;
    }

    List<String> sentences(AsOf asOf, Ingest ingest) {
        List<String> plan = new ArrayList<>();
        String landing = ingest.resumed() ? " (a batch that was interrupted)" : " (new)";
        ingest.files().forEach((feed, files) -> plan.add("bronze." + feed + ": " + describe(files) + landing));
        Map<String, List<LandedFile>> later = ingest.later();
        later.forEach((feed, files) -> plan.add("bronze." + feed + ": " + describe(files) + " (new)"));
        plan.addAll(ingest.stopped().values());
        Set<String> arrived = ingest.arrivedAfter(current.map(Release::batch).orElse(0L));
        arrived.addAll(later.keySet());
        Map<TableId, String> reasons = reasons(asOf, arrived);
        reasons.forEach((id, reason) -> plan.add(id + ": " + reason));
        plan.addAll(gaps(asOf));
        return plan;
    }

    private List<String> gaps(AsOf asOf) {
        Map<TableId, List<LocalDate>> held = new LinkedHashMap<>();
        Backfill.tables().forEach(id -> held.put(id, place.lake().days(id)));
        NavigableSet<LocalDate> days = new TreeSet<>();
        held.values().forEach(days::addAll);
        List<String> gaps = new ArrayList<>();
        LocalDate last = current.map(Release::asOf).filter(asOf.day()::isBefore).orElse(asOf.day());
        Snapshots policy = place.company().operations().snapshots();
        NavigableSet<LocalDate> missing = gaps(List.copyOf(days), asOf.day(), last, policy);
        if (!missing.isEmpty()) {
            gaps.add("the tables that keep a copy for each day have none of " + cure(missing));
        }
        if (!policy.equals(Snapshots.ALL)) {
            days.removeAll(Maintenance.dropped(days, policy, last));
        }
        lost(held, days.headSet(asOf.day(), false)).forEach((lost, tables) -> {
            String names = tables.stream().map(TableId::toString).collect(Collectors.joining(", "));
            gaps.add(names + (tables.size() == 1 ? " lacks" : " lack")
                    + " what an earlier release has, as after a change of the contract: the copies of " + cure(lost));
        });
        return gaps.stream().map(gap -> "gap: " + gap).toList();
    }

    /** The days, and the command that builds them. */
    private String cure(NavigableSet<LocalDate> days) {
        return (days.size() == 1 ? days.first() : days.size() + " days from " + days.first() + " on")
                + (canBackfill(days.last()) ? "" : "; after this run")
                + ": ./dangol backfill --conf " + place.company().file() + " --from " + days.first() + " --to "
                + days.last();
    }

    /**
     * Tables by the days that a kept release shows of them and that they lack now, where other tables have them: a table whose
     * contract changes is made anew.
     */
    private Map<NavigableSet<LocalDate>, List<TableId>> lost(
            Map<TableId, List<LocalDate>> held, NavigableSet<LocalDate> days) {
        Map<NavigableSet<LocalDate>, List<TableId>> lost = new LinkedHashMap<>();
        Set<Long> kept = releases.kept(place.company().operations().keepReleases());
        held.forEach((id, now) -> {
            NavigableSet<LocalDate> lacks = new TreeSet<>(days);
            now.forEach(lacks::remove);
            NavigableSet<LocalDate> shown = new TreeSet<>();
            if (!lacks.isEmpty()) {
                kept.stream()
                        .flatMap(n -> releases.find(n).stream())
                        .flatMap(r -> Stream.ofNullable(r.versions().get(id.toString())))
                        .distinct()
                        .forEach(version -> shown.addAll(place.lake().days(id, version)));
            }
            lacks.retainAll(shown);
            if (!lacks.isEmpty()) {
                lost.computeIfAbsent(lacks, l -> new ArrayList<>()).add(id);
            }
        });
        return lost;
    }

    /**
     * Days without a copy since the first that was kept; days are counted, because a latest day says nothing of those before.
     *
     * @param kept ascending
     * @param last the day from which the policy counts
     */
    static NavigableSet<LocalDate> gaps(List<LocalDate> kept, LocalDate asOf, LocalDate last, Snapshots policy) {
        if (kept.isEmpty()) {
            return new TreeSet<>();
        }
        LocalDate recent = asOf.minusDays(LOOKED_AT_DAYS);
        LocalDate from = kept.get(0).isAfter(recent) ? kept.get(0) : recent;
        NavigableSet<LocalDate> all = new TreeSet<>(kept);
        from.datesUntil(asOf.isAfter(from) ? asOf : from).forEach(all::add);
        Set<LocalDate> needless = new HashSet<>(kept);
        if (!policy.equals(Snapshots.ALL)) {
            // Maintenance would drop them again.
            needless.addAll(Maintenance.dropped(all, policy, last));
        }
        return all.subSet(from, asOf.isAfter(from) ? asOf : from).stream()
                .filter(d -> !needless.contains(d))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Past days are built beside a release that is true still, and only such as lie before it. */
    private boolean canBackfill(LocalDate day) {
        return everything() == null && !day.isAfter(current.orElseThrow().asOf());
    }

    private Map<TableId, String> reasons(AsOf asOf, Set<String> arrived) {
        Map<TableId, String> reasons = new LinkedHashMap<>();
        String everything = everything();
        boolean otherDay = current.isPresent() && !current.get().asOf().equals(asOf.day());
        for (Table table : CompanyTables.tables(place)) {
            TableId id = table.id();
            String day = id.layer().asOfDay() ? asOf.day() + ", " : "";
            List<String> feeds = feeds(table, arrived);
            List<String> changed = table.inputs().stream()
                    .filter(reasons::containsKey)
                    .map(TableId::toString)
                    .toList();
            if (table.scope(place.policy()) instanceof Scope.Kept) {
                training.reason(asOf).ifPresent(why -> reasons.put(id, day + "a training (" + why + ")"));
            } else if (everything != null) {
                reasons.put(id, day + "all rows (" + everything + ")");
            } else if (!feeds.isEmpty()) {
                reasons.put(id, day + "new rows of " + String.join(", ", feeds));
            } else if (!changed.isEmpty()) {
                reasons.put(id, day + "what changes in " + String.join(", ", changed));
            } else if (otherDay && id.layer().asOfDay()) {
                reasons.put(
                        id,
                        asOf.day() + " (the last release is as of "
                                + current.get().asOf() + ")");
            }
        }
        return reasons;
    }

    private String everything() {
        if (current.isEmpty()) {
            return "never built";
        }
        if (full) {
            return "asked for with --full";
        }
        if (current.get().versions().isEmpty()) {
            return "the last release does not name its tables' versions";
        }
        String made = current.get().inputs();
        if (made.equals(definition)) {
            return null;
        }
        boolean sameCode = code(made).equals(code(definition));
        return sameCode ? "the company's definitions changed" : "the code or a contract changed";
    }

    private static String code(String inputs) {
        return inputs.substring(Math.max(0, inputs.indexOf("code ")));
    }

    private List<String> feeds(Table table, Set<String> arrived) {
        return table.inputs().stream()
                .filter(i -> i.layer() == Layer.STAGE)
                .flatMap(i -> place.company().mappingsOf(i.name()).stream())
                .flatMap(m -> Stream.concat(Stream.of(m.feed()), m.join().keySet().stream()))
                .filter(arrived::contains)
                .distinct()
                .collect(Collectors.toList());
    }

    private static String describe(List<LandedFile> files) {
        if (files.isEmpty()) {
            return "rows of the database";
        }
        return files.size() == 1
                ? files.get(0).path()
                : files.size() + " files, " + files.get(0).path() + " to "
                        + files.get(files.size() - 1).path();
    }
}
