package dangol.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import dangol.Scope;
import dangol.StageSchema;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.company.Format;
import dangol.jobs.company.Mapping;
import dangol.jobs.lake.Observed;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What bronze offers the canonical entities: all rows, those of the batches that no release holds, and those set aside. */
final class Candidates {
    static final TableId QUARANTINE = TableId.ops("quarantine");
    private static final String RECORD_KEY = "record_key";
    /** Below so many new rows of a feed, a few bad ones make a large share and no disaster. */
    private static final long ENOUGH_TO_JUDGE = 100;

    /** The silver keys of these are made on the way there, so that their rows are known by what the source says. */
    private static final Map<String, List<String>> KEYS_OF_STAGES = Map.of(
            "customer", List.of(StageSchema.SOURCE_KEY),
            "identity_key", List.of(StageSchema.SOURCE_KEY, "key_kind", "key_value"));

    private static final Column ROWS = count(lit(1)).as("rows");
    private static final Column BAD = count(col(Stage.REASON)).as("bad");

    private final Workplace place;
    private final Map<String, Dataset<Row>> later = new LinkedHashMap<>();
    private final long since;
    private final Set<String> arrived;
    private final Stage whole;
    private final Stage recent;
    private final Map<Mapping, Dataset<Row>> taken = new LinkedHashMap<>();
    private final Map<Mapping, Dataset<Row>> all = new LinkedHashMap<>();
    private final Map<Mapping, Observation> seen = new HashMap<>();
    private final Map<Mapping, long[]> counted = new ConcurrentHashMap<>();
    private final List<Dataset<Row>> kept = new ArrayList<>();

    /**
     * @param bronze the landed rows of each feed
     * @param since the last batch that silver holds; 0 when silver is made anew
     * @param arrived the feeds that later batches brought something of
     */
    Candidates(Workplace place, Map<String, Dataset<Row>> bronze, long since, Set<String> arrived) {
        this.place = place;
        this.since = since;
        this.arrived = arrived;
        this.whole = new Stage(place.spark(), place.company(), bronze);
        bronze.keySet().forEach(f -> later.put(f, place.lake().landedAfter(TableId.bronze(f), since)));
        this.recent = new Stage(place.spark(), place.company(), later, bronze);
        // All mappings are analysed here, by one thread: each for a moment turns the session to its feed's zone.
        place.company().mappings().stream().filter(this::isTaken).forEach(this::take);
        Set<String> histories = histories();
        place.company().mappings().stream()
                .filter(m -> histories.contains(m.entity()) && !isAll(m.entity()))
                .forEach(m -> all.put(m, whole.candidates(m)));
    }

    /** Entities that some table takes all that ever landed of, and not only the latest rows of a key. */
    private Set<String> histories() {
        return Tables.all().stream()
                .filter(t -> !(t.scope(place.policy()) instanceof Scope.Key))
                .flatMap(t -> t.inputs().stream())
                .filter(i -> i.layer() == Layer.STAGE)
                .map(TableId::name)
                .collect(Collectors.toSet());
    }

    /** Of an entity that is made anew by one mapping's look-up, the rows of its other mappings are taken again, too. */
    private boolean isTaken(Mapping mapping) {
        return arrived.contains(mapping.feed()) || isAll(mapping.entity());
    }

    /** A row of a look-up changes what rows long landed become. */
    private boolean looksUp(Mapping mapping) {
        return mapping.join().keySet().stream().anyMatch(arrived::contains);
    }

    private void take(Mapping mapping) {
        if (isAll(mapping.entity())) {
            // Too many to look at twice: counted on their way into silver.
            Observation observation = new Observation();
            seen.put(mapping, observation);
            taken.put(mapping, whole.candidates(mapping).observe(observation, ROWS, BAD));
        } else {
            Dataset<Row> rows = recent.candidates(mapping).persist();
            kept.add(rows);
            taken.put(mapping, rows);
        }
    }

    private boolean isAll(String entity) {
        return since == 0 || place.company().mappingsOf(entity).stream().anyMatch(this::looksUp);
    }

    boolean isMapped(String entity) {
        return !place.company().mappingsOf(entity).isEmpty();
    }

    void release() {
        kept.forEach(Dataset::unpersist);
    }

    /** What is new for an entity. */
    Change change(String entity) {
        List<Mapping> mappings = place.company().mappingsOf(entity);
        if (mappings.stream().noneMatch(this::isTaken)) {
            return Change.NONE;
        }
        // Whose they are, the tables that read them know.
        return isAll(entity) ? Change.ALL : Change.some(List.of(), null, null);
    }

    /** The candidates of an entity that later batches brought and that may enter silver. */
    Dataset<Row> fresh(String entity) {
        return fit(entity, taken, lit(true));
    }

    /** All candidates of an entity whose table is made of all of them. */
    Dataset<Row> all(String entity) {
        return all(entity, lit(true));
    }

    /** Those of them of which {@code wanted} is true, which is asked before anybody looks whether a row is fit to enter. */
    Dataset<Row> all(String entity, Column wanted) {
        return fit(entity, isAll(entity) ? taken : all, wanted);
    }

    /** How many rows have landed of which candidates of an entity are made. */
    long landed(String entity) {
        return place.company().mappingsOf(entity).stream()
                .map(m -> TableId.bronze(m.feed()))
                .distinct()
                .mapToLong(place.lake()::count)
                .sum();
    }

    private Dataset<Row> fit(String entity, Map<Mapping, Dataset<Row>> candidates, Column wanted) {
        Column[] columns = Arrays.stream(StageSchema.of(TableId.stage(entity)).fieldNames())
                .map(functions::col)
                .toArray(Column[]::new);
        return candidates.entrySet().stream()
                .filter(c -> c.getKey().entity().equals(entity))
                .map(c -> c.getValue()
                        .filter(wanted)
                        .filter(col(Stage.REASON).isNull())
                        .select(columns))
                .reduce(Dataset::unionByName)
                .orElseGet(() -> place.spark().createDataFrame(List.of(), StageSchema.of(TableId.stage(entity))));
    }

    TableRun counted(TableRun run, String entity) {
        long in = 0;
        long bad = 0;
        for (Mapping mapping : place.company().mappingsOf(entity)) {
            if (taken.containsKey(mapping)) {
                in += counts(mapping)[0];
                bad += counts(mapping)[1];
            }
        }
        return run.counted(in, bad);
    }

    private long[] counts(Mapping mapping) {
        return counted.computeIfAbsent(
                mapping,
                m -> Optional.ofNullable(seen.get(m))
                        .flatMap(Observed::values)
                        .map(v -> new long[] {(Long) v.get("rows"), (Long) v.get("bad")})
                        .orElseGet(() -> {
                            Row counts = taken.get(m).agg(ROWS, BAD).first();
                            return new long[] {counts.getLong(0), counts.getLong(1)};
                        }));
    }

    /** The tables that candidates enter; a row that is aside is looked for in them. */
    List<TableId> entered() {
        return place.company().mappings().stream()
                .map(m -> TableId.silver(m.entity()))
                .distinct()
                .toList();
    }

    /** Sets aside what broke its contract and what was no row at all, and stops the run above the company's share. */
    TableRun quarantine() {
        if (since > 0 && arrived.isEmpty()) {
            place.progress().skipped(QUARANTINE.toString());
            return TableRun.unchanged(QUARANTINE, place.lake().version(QUARANTINE));
        }
        Instant start = Instant.now();
        List<Dataset<Row>> aside = new ArrayList<>();
        if (since > 0) {
            // Of an entity that is made anew, what is aside is found anew, too.
            Object[] anew = place.company().mappings().stream()
                    .map(Mapping::entity)
                    .filter(this::isAll)
                    .distinct()
                    .toArray();
            Dataset<Row> before = place.lake()
                    .read(QUARANTINE)
                    .filter(functions.not(col("entity").isin(anew)));
            aside.add(before);
        }
        later.forEach((feed, rows) -> {
            Format format = place.company().feed(feed).format();
            boolean mayBeMalformed = format != Format.PARQUET && format != Format.JDBC;
            if (mayBeMalformed && (since == 0 || arrived.contains(feed))) {
                aside.add(malformed(feed, rows));
            }
        });
        taken.forEach((mapping, rows) -> {
            if (counts(mapping)[1] > 0) {
                aside.add(broken(mapping, rows));
            }
        });
        Dataset<Row> all = aside.stream()
                .reduce(Dataset::unionByName)
                .orElseGet(() -> place.spark()
                        .createDataFrame(List.of(), Contracts.of(QUARANTINE).schema()));
        WriteResult result = place.lake().replace(QUARANTINE, withoutCorrected(Rows.keep(all)));
        place.progress().done(QUARANTINE.toString(), result.rows(), Duration.between(start, Instant.now()));
        if (result.rows() > 0) {
            holdBackAboveLimit();
        }
        return TableRun.of(QUARANTINE, result, start);
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
                        lit(null).cast("string").as(RECORD_KEY),
                        col(Landing.MALFORMED).as("raw"));
    }

    private static Dataset<Row> broken(Mapping mapping, Dataset<Row> rows) {
        List<String> key = recordKey(mapping.entity());
        boolean named = Arrays.asList(rows.columns()).containsAll(key);
        return rows.filter(col(Stage.REASON).isNotNull())
                .select(
                        lit(mapping.feed()).as("feed"),
                        lit(mapping.entity()).as("entity"),
                        col(StageSchema.BATCH_ID),
                        col(Landing.SOURCE_FILE).as("source_file"),
                        col(StageSchema.ROW_HASH),
                        col(Stage.REASON).as("reason"),
                        (named ? asText(key) : lit(null).cast("string")).as(RECORD_KEY),
                        col(Stage.RAW).as("raw"));
    }

    /** The columns by which a row and its correction are known as one. */
    private static List<String> recordKey(String entity) {
        return KEYS_OF_STAGES.getOrDefault(
                entity, Contracts.of(TableId.silver(entity)).primaryKey());
    }

    private static Column asText(List<String> key) {
        Column complete =
                key.stream().map(k -> col(k).isNotNull()).reduce(Column::and).orElseThrow();
        return when(complete, to_json(struct(key.stream().map(functions::col).toArray(Column[]::new))));
    }

    /** A row leaves quarantine when a later batch brought the same key in order. */
    private Dataset<Row> withoutCorrected(Dataset<Row> aside) {
        Dataset<Row> left = aside;
        Set<String> entities = taken.keySet().stream().map(Mapping::entity).collect(Collectors.toSet());
        entities.retainAll(aside.filter(col(RECORD_KEY).isNotNull())
                .select("entity")
                .distinct()
                .as(Encoders.STRING())
                .collectAsList());
        for (String entity : entities) {
            left = left.join(
                    entered(entity, aside),
                    col("entity")
                            .equalTo(col("entered_entity"))
                            .and(col(RECORD_KEY).equalTo(col("entered_key")))
                            .and(col("entered_batch").gt(col(StageSchema.BATCH_ID))),
                    "left_anti");
        }
        return left;
    }

    /** What later batches brought of an entity under the keys of rows that are aside. */
    private Dataset<Row> entered(String entity, Dataset<Row> aside) {
        List<String> key = recordKey(entity);
        boolean byStage = KEYS_OF_STAGES.containsKey(entity);
        StructType texts =
                new StructType(Arrays.stream(StageSchema.of(byStage ? TableId.stage(entity) : TableId.silver(entity))
                                .fields())
                        .filter(f -> key.contains(f.name()) && f.dataType().equals(DataTypes.StringType))
                        .toArray(StructField[]::new));
        // Of an entity that is made anew, a row that was corrected long ago is met again, and so is its correction.
        Dataset<Row> entered = byStage
                ? fresh(entity)
                : place.lake()
                        .read(TableId.silver(entity))
                        .filter(col(StageSchema.BATCH_ID).gt(isAll(entity) ? 0 : since));
        if (texts.length() > 0) {
            // The texts of a key are read back as they were; so few rows are left to be written as JSON and compared.
            Dataset<Row> keys = aside.filter(
                            col("entity").equalTo(entity).and(col(RECORD_KEY).isNotNull()))
                    .select(functions.from_json(col(RECORD_KEY), texts).as("key"))
                    .select("key.*")
                    .distinct();
            entered = Keys.of(keys).pick(entered, texts.fieldNames());
        }
        return entered.select(
                lit(entity).as("entered_entity"),
                asText(key).as("entered_key"),
                col(StageSchema.BATCH_ID).as("entered_batch"));
    }

    private void holdBackAboveLimit() {
        List<String> over = new ArrayList<>();
        Column isFresh = col(StageSchema.BATCH_ID).gt(since);
        List<Row> worst = place.lake()
                .read(QUARANTINE)
                .groupBy("feed", "entity")
                .agg(
                        count(lit(1)).as("n"),
                        functions.count_if(isFresh).as("fresh"),
                        functions.mode(Stage.withoutValues(col("reason"))).as("reason"))
                .collectAsList();
        Map<String, long[]> landed = new HashMap<>();
        for (Row row : worst) {
            String feed = row.getString(0);
            long[] rows = landed.computeIfAbsent(feed, f ->
                    new long[] {place.lake().count(TableId.bronze(f)), recentRows(f)});
            long[] bad = {row.getLong(2), row.getLong(3)};
            for (int i = 0; i < rows.length; i++) {
                double percent = 100.0 * bad[i] / Math.max(1, rows[i]);
                boolean counts = i == 0 || since > 0 && rows[i] >= ENOUGH_TO_JUDGE;
                if (counts && percent > place.company().quarantineLimitPercent()) {
                    over.add(String.format(
                            Locale.ROOT,
                            "feed '%s'%s: %,d of %,d %srows (%.1f %%), mostly: %s",
                            feed,
                            row.getString(1).isEmpty() ? "" : " as " + row.getString(1),
                            bad[i],
                            rows[i],
                            i == 0 ? "" : "new ",
                            percent,
                            row.getString(4)));
                    break;
                }
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

    private long recentRows(String feed) {
        return since > 0 && arrived.contains(feed) ? later.get(feed).count() : 0;
    }
}
