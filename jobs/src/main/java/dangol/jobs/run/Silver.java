package dangol.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dangol.AsOf;
import dangol.Inputs;
import dangol.StageSchema;
import dangol.Table;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.company.Mapping;
import dangol.jobs.lake.WriteResult;
import dangol.jobs.quality.HeldBackException;
import dangol.jobs.source.Landing;
import dangol.jobs.source.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Builds silver from bronze: canonical entities, and quarantine for the rows that break their contract. */
final class Silver {
    private static final TableId QUARANTINE = TableId.ops("quarantine");

    private final Workplace place;
    private final Stage stage;
    private final Map<String, Dataset<Row>> bronze;
    private final Map<Mapping, Dataset<Row>> candidates = new LinkedHashMap<>();
    private final Map<Mapping, Observation> seen = new HashMap<>();
    private final List<TableRun> runs = new ArrayList<>();

    Silver(Workplace place, Map<String, Dataset<Row>> bronze) {
        this.place = place;
        this.bronze = bronze;
        this.stage = new Stage(place.spark(), place.company(), bronze);
        for (Mapping mapping : place.company().mappings()) {
            Observation observation = new Observation();
            seen.put(mapping, observation);
            candidates.put(
                    mapping,
                    stage.candidates(mapping)
                            .observe(
                                    observation,
                                    count(lit(1)).as("rows"),
                                    count(col(Stage.REASON)).as("bad")));
        }
    }

    /** The silver tables that this company fills, in build order. */
    static List<Table> tables(Workplace place) {
        return Tables.graph().order().stream()
                .filter(id -> id.layer() == Layer.SILVER)
                .map(Tables::of)
                .filter(t -> isFilled(place, t))
                .toList();
    }

    /** A table that only reads stages of unmapped entities would be empty; readers get an empty table instead. */
    private static boolean isFilled(Workplace place, Table table) {
        List<String> staged = table.inputs().stream()
                .filter(i -> i.layer() == Layer.STAGE)
                .map(TableId::name)
                .toList();
        return staged.isEmpty()
                || table.id().name().equals("customer")
                || staged.stream().anyMatch(e -> !place.company().mappingsOf(e).isEmpty());
    }

    List<TableRun> build(AsOf asOf) {
        try (Crew crew = new Crew()) {
            tables(place).forEach(t -> crew.build(t.id(), t.inputs(), () -> build(t, asOf)));
            runs.addAll(crew.runs());
        }
        quarantine();
        return runs;
    }

    private TableRun build(Table table, AsOf asOf) {
        Instant start = Instant.now();
        Map<TableId, Dataset<Row>> inputs = new HashMap<>();
        table.inputs().forEach(input -> inputs.put(input, input(input)));
        Dataset<Row> rows = table.rows(new Inputs(Contracts.of(table.id()), place.policy(), inputs), asOf);
        WriteResult result = place.lake().replace(table.id(), rows);
        TableRun run = TableRun.of(table.id(), result, start);
        List<Mapping> mappings = place.company().mappingsOf(table.id().name());
        place.progress().done(table.id().toString(), result.rows(), Duration.between(start, Instant.now()));
        return mappings.isEmpty() ? run : counted(run, mappings);
    }

    private Dataset<Row> input(TableId id) {
        return id.layer() == Layer.STAGE ? fit(id.name()) : Marts.table(place, id);
    }

    /** The candidates of an entity that may enter silver. */
    private Dataset<Row> fit(String entity) {
        Column[] columns = Arrays.stream(StageSchema.of(TableId.stage(entity)).fieldNames())
                .map(functions::col)
                .toArray(Column[]::new);
        return candidates.entrySet().stream()
                .filter(c -> c.getKey().entity().equals(entity))
                .map(c -> c.getValue().filter(col(Stage.REASON).isNull()).select(columns))
                .reduce(Dataset::unionByName)
                .orElseGet(() -> place.spark().createDataFrame(List.of(), StageSchema.of(TableId.stage(entity))));
    }

    private TableRun counted(TableRun run, List<Mapping> mappings) {
        long in = 0;
        long bad = 0;
        for (Mapping mapping : mappings) {
            in += metric(mapping, "rows");
            bad += metric(mapping, "bad");
        }
        return run.counted(in, bad);
    }

    private long metric(Mapping mapping, String name) {
        try {
            return (Long) seen.get(mapping).getAsJava().get(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while rows were counted.", e);
        }
    }

    /** Sets aside what broke its contract and what was no row at all, and stops the run above the company's share. */
    private void quarantine() {
        Instant start = Instant.now();
        List<Dataset<Row>> aside = new ArrayList<>();
        bronze.forEach((feed, rows) -> aside.add(malformed(feed, rows)));
        candidates.forEach((mapping, rows) -> {
            if (metric(mapping, "bad") > 0) {
                aside.add(broken(mapping, rows));
            }
        });
        Dataset<Row> all = aside.stream().reduce(Dataset::unionByName).orElseThrow();
        WriteResult result = place.lake().replace(QUARANTINE, all);
        runs.add(TableRun.of(QUARANTINE, result, start));
        place.progress().done(QUARANTINE.toString(), result.rows(), Duration.between(start, Instant.now()));
        if (result.rows() > 0) {
            holdBackAboveLimit();
        }
    }

    private static Dataset<Row> malformed(String feed, Dataset<Row> rows) {
        return rows.filter(col(Landing.MALFORMED).isNotNull())
                .select(
                        lit(feed).as("feed"),
                        lit("").as("entity"),
                        col(Landing.BATCH_ID).as("batch_id"),
                        col(Landing.SOURCE_FILE).as("source_file"),
                        col(Landing.ROW_HASH).as("row_hash"),
                        lit("malformed: the line does not have the form of its file")
                                .as("reason"),
                        col(Landing.MALFORMED).as("raw"));
    }

    /** A row leaves quarantine when a later batch brought the same key in order. */
    private Dataset<Row> broken(Mapping mapping, Dataset<Row> rows) {
        Dataset<Row> aside = rows.filter(col(Stage.REASON).isNotNull());
        TableId silver = TableId.silver(mapping.entity());
        List<String> key = Contracts.of(silver).primaryKey();
        if (Arrays.asList(aside.columns()).containsAll(key)) {
            Dataset<Row> entered = place.lake().read(silver).as("entered");
            Column same = col("entered.batch_id").gt(col("aside.batch_id"));
            for (String column : key) {
                same = same.and(col("entered." + column).equalTo(col("aside." + column)));
            }
            aside = aside.as("aside").join(entered, same, "left_anti");
        }
        return aside.select(
                lit(mapping.feed()).as("feed"),
                lit(mapping.entity()).as("entity"),
                col(StageSchema.BATCH_ID),
                col(Landing.SOURCE_FILE).as("source_file"),
                col(StageSchema.ROW_HASH),
                col(Stage.REASON).as("reason"),
                col(Stage.RAW).as("raw"));
    }

    private void holdBackAboveLimit() {
        Map<String, Long> landed = new HashMap<>();
        List<String> over = new ArrayList<>();
        List<Row> worst = place.lake()
                .read(QUARANTINE)
                .groupBy("feed", "entity")
                .agg(count(lit(1)).as("n"), functions.mode(col("reason")).as("reason"))
                .collectAsList();
        for (Row row : worst) {
            String feed = row.getString(0);
            long rows = landed.computeIfAbsent(feed, f -> bronze.get(f).count());
            double percent = 100.0 * row.getLong(2) / Math.max(1, rows);
            if (percent > place.company().quarantineLimitPercent()) {
                over.add(String.format(
                        Locale.ROOT,
                        "feed '%s'%s: %,d of %,d rows (%.1f %%), mostly: %s",
                        feed,
                        row.getString(1).isEmpty() ? "" : " as " + row.getString(1),
                        row.getLong(2),
                        rows,
                        percent,
                        row.getString(3)));
            }
        }
        if (!over.isEmpty()) {
            throw new HeldBackException("More rows than " + place.company().quarantineLimitPercent()
                    + " % of a feed went to quarantine, so nothing is released:\n  " + String.join("\n  ", over)
                    + "\n    -> See them with: ./dangol sql --conf "
                    + place.company().file()
                    + " --engine spark \"SELECT * FROM ops.quarantine\"; mend the mapping or the source and run again, or raise"
                    + " 'quarantine_limit_percent'.");
        }
    }
}
