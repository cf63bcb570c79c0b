package dangol.jobs.run;

import dangol.AsOf;
import dangol.Derivation;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.lake.Failures;
import dangol.jobs.lake.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Builds past days of the tables that keep a copy for each day, from silver as it is now. Each day stands for itself: one that
 * fails leaves what was kept of it and does not stop the others.
 */
final class Backfill {
    private final Workplace place;

    Backfill(Workplace place) {
        this.place = place;
    }

    /** The tables that keep a copy for each day, in build order. */
    static List<TableId> tables() {
        return Tables.graph().order().stream()
                .filter(id -> id.layer() == Layer.GOLD && Contracts.of(id).snapshot())
                .toList();
    }

    /**
     * @param runs takes a record of each table of each day that was built
     * @return the days that failed, each with the reason
     */
    SortedMap<LocalDate, String> build(List<LocalDate> days, List<TableRun> runs) {
        SortedMap<LocalDate, String> failed = new TreeMap<>();
        for (LocalDate day : days) {
            Instant start = Instant.now();
            Map<TableId, Long> before = versions();
            try {
                List<TableRun> made = Failures.told(() -> build(new AsOf(day)));
                runs.addAll(made);
                long rows = made.stream().mapToLong(TableRun::rowsOut).sum();
                place.progress().done("day " + day, rows, Duration.between(start, Instant.now()));
            } catch (RuntimeException e) {
                before.forEach((id, version) -> place.lake().restore(id, version));
                String why = String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
                failed.put(day, why);
                place.progress().say("  day " + day + " failed: " + why);
            }
        }
        return failed;
    }

    private Map<TableId, Long> versions() {
        Map<TableId, Long> versions = new TreeMap<>();
        tables().stream()
                .filter(place.lake()::exists)
                .forEach(id -> versions.put(id, place.lake().version(id)));
        return versions;
    }

    private List<TableRun> build(AsOf asOf) {
        List<Dataset<Row>> kept = new ArrayList<>();
        Derivation derivation = new Derivation(place.policy(), asOf, this::held, rows -> {
            kept.add(rows.persist());
            return rows;
        });
        List<TableRun> runs = new ArrayList<>();
        try {
            for (TableId id : tables()) {
                Instant start = Instant.now();
                WriteResult result = place.lake().replaceDay(id, derivation.rows(id), asOf);
                runs.add(TableRun.of(id, result, start));
            }
            return runs;
        } finally {
            kept.forEach(Dataset::unpersist);
        }
    }

    private Dataset<Row> held(TableId id) {
        if (CompanyTables.isKept(place, id)) {
            return CompanyTables.atHand(place, id);
        }
        return id.layer() == Layer.SILVER ? CompanyTables.silver(place, id) : null;
    }
}
