package dangol.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import dangol.contract.TableId;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.Fault;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Format;
import dangol.jobs.company.Mapping;
import dangol.jobs.lake.WriteResult;
import dangol.jobs.source.FeedReader;
import dangol.jobs.source.LandedFile;
import dangol.jobs.source.Landing;
import dangol.jobs.source.NamedColumns;
import dangol.jobs.source.UnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Takes what is new in the feeds into bronze, append-only and once. */
final class Ingest {
    /** A message names so many files of a feed. */
    private static final int FILES_NAMED = 5;

    private final Workplace place;
    private final BatchLog log;
    private final Batch batch;
    private final boolean resumed;
    private final Arrivals arrivals;
    /** What the batch is written down with. */
    private final Map<String, List<LandedFile>> begun;

    private final List<Fault> faults;
    private final Map<String, Dataset<Row>> pending = new LinkedHashMap<>();
    private final Map<String, String> stopped = new LinkedHashMap<>();

    Ingest(Workplace place) {
        this.place = place;
        this.log = new BatchLog(place.home());
        this.arrivals = new Arrivals(place.company(), place.sources(), log);
        this.faults = new ArrayList<>(arrivals.faults());
        Optional<Batch> unfinished = log.unfinished();
        this.resumed = unfinished.isPresent();
        this.batch = unfinished.orElseGet(
                () -> new Batch(log.next(), faults.isEmpty() ? arrivals.find() : new LinkedHashMap<>()));
        this.begun = Map.copyOf(batch.files());
        if (resumed) {
            leaveOutWhatIsGone();
        }
        if (faults.isEmpty()) {
            readPending();
        }
        stopped.putAll(arrivals.damaged());
    }

    List<Fault> faults() {
        return faults;
    }

    /** New files by feed. */
    Map<String, List<LandedFile>> files() {
        return batch.files();
    }

    /** True when the batch is one that an earlier run began; what came since then is not in it. */
    boolean resumed() {
        return resumed;
    }

    /** New files by feed that came after an interrupted batch was begun. */
    Map<String, List<LandedFile>> later() {
        return resumed && faults.isEmpty() ? arrivals.find() : Map.of();
    }

    /** The number of the last batch in bronze once {@link #land} has run, 0 when there is none. */
    long lastBatch() {
        return log.last();
    }

    /** The feeds that batches after {@code batch}, this one included, bring something of. */
    Set<String> arrivedAfter(long release) {
        Set<String> feeds = new LinkedHashSet<>(log.arrivedAfter(release));
        feeds.addAll(pending.keySet());
        return feeds;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Feeds of which nothing is taken this time, each with the reason. */
    Map<String, String> stopped() {
        return stopped;
    }

    private void stopWhatDrifted(FeedReader reader) {
        Drift drift = new Drift(place);
        for (Feed feed : place.company().feeds().values()) {
            Dataset<Row> rows = pending.get(feed.name());
            if (rows != null) {
                List<LandedFile> files = batch.files().getOrDefault(feed.name(), List.of());
                drift.added(feed, rows.schema())
                        .forEach(c -> place.progress()
                                .say("  feed '" + feed.name() + "' has a new column '" + c + "'; bronze keeps it."));
                drift.fault(feed, rows.schema(), locations(files), reader)
                        .ifPresent(why -> stopped.put(feed.name(), why));
            }
        }
        stopped.keySet().forEach(pending::remove);
        stopped.keySet().forEach(batch.files()::remove);
    }

    /** What an interrupted batch never landed and what is there no more is not waited for: nobody else could land it. */
    private void leaveOutWhatIsGone() {
        Map<String, List<LandedFile>> left = batch.files();
        for (String name : List.copyOf(left.keySet())) {
            if (!isLanded(name) && !left.get(name).isEmpty()) {
                List<LandedFile> there = left.get(name).stream()
                        .filter(f -> place.sources().status(f.path()).isPresent())
                        .toList();
                left.get(name).stream()
                        .filter(f -> !there.contains(f))
                        .forEach(f -> place.progress()
                                .say("  feed '" + name + "': " + f.path() + " of batch " + batch.number()
                                        + ", which was interrupted, is there no more and is left out."));
                if (there.isEmpty() || !place.company().feeds().containsKey(name)) {
                    left.remove(name);
                } else {
                    left.put(name, there);
                }
            }
        }
    }

    /** True when bronze holds what an interrupted batch brings of a feed. */
    private boolean isLanded(String feed) {
        return resumed && place.lake().lastLanded(TableId.bronze(feed)) >= batch.number();
    }

    private void readPending() {
        FeedReader reader = new FeedReader(place.spark(), place.sources().location());
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            // Databases are asked while files are looked at.
            Map<String, CompletableFuture<Optional<Dataset<Row>>>> databases = new LinkedHashMap<>();
            List<Feed> feeds = place.company().feeds().values().stream()
                    .filter(f -> !isLanded(f.name()))
                    .toList();
            for (Feed feed : feeds) {
                if (feed.format() == Format.JDBC) {
                    Dataset<Row> rows = reader.read(feed, List.of());
                    databases.put(feed.name(), CompletableFuture.supplyAsync(() -> newInDatabase(feed, rows), pool));
                }
            }
            for (Feed feed : feeds) {
                List<LandedFile> files = batch.files().getOrDefault(feed.name(), List.of());
                if (feed.format() != Format.JDBC && !files.isEmpty()) {
                    readFiles(feed, files, reader);
                }
            }
            databases.forEach((name, fresh) -> Crew.joined(fresh).ifPresent(rows -> pending.put(name, rows)));
        } finally {
            pool.shutdownNow();
        }
        stopWhatDrifted(reader);
    }

    /** Files that cannot be read stop their feed; of a feed that never brought anything they are a fault. */
    private void readFiles(Feed feed, List<LandedFile> files, FeedReader reader) {
        Optional<StructType> held = Drift.held(place, feed);
        List<Mapping> mappings = place.company().mappings().stream()
                .filter(m -> Drift.reads(m, feed))
                .toList();
        try {
            pending.put(
                    feed.name(),
                    reader.read(
                            feed, locations(files), held.orElseGet(StructType::new), NamedColumns.of(feed, mappings)));
        } catch (UnreadableException e) {
            String problem = "its files cannot be read (" + named(files) + "): " + e.getMessage();
            if (held.isPresent()) {
                stopped.put(
                        feed.name(),
                        "feed '" + feed.name() + "' is stopped: " + problem + " " + e.cure()
                                + " Nothing of it is taken until then (" + feed.where() + ").");
            } else {
                faults.add(new Fault(feed.where(), "feed '" + feed.name() + "': " + problem, e.cure()));
            }
        }
    }

    private static String named(List<LandedFile> files) {
        String first = files.stream().limit(FILES_NAMED).map(LandedFile::path).collect(Collectors.joining(", "));
        return files.size() > FILES_NAMED ? first + " and " + (files.size() - FILES_NAMED) + " more" : first;
    }

    /**
     * Only rows that bronze does not hold in the same words are new. A table is read whole, unless it has a column by which
     * rows that were landed long ago are known; the row that reached furthest is met again and known by its words.
     */
    private Optional<Dataset<Row>> newInDatabase(Feed feed, Dataset<Row> rows) {
        TableId bronze = TableId.bronze(feed.name());
        String watermark = feed.options().get(Feed.WATERMARK);
        if (watermark != null && !List.of(rows.columns()).contains(watermark)) {
            throw new ConfigurationException(
                    feed.where(),
                    "feed '" + feed.name() + "' has no column '" + watermark + "' for its watermark.",
                    "It has " + String.join(", ", rows.columns()) + ".");
        }
        if (!place.lake().exists(bronze)) {
            return Optional.of(rows);
        }
        Dataset<Row> held = place.lake().read(bronze);
        Dataset<Row> read = rows;
        // Bronze that landed before the source had the column holds no watermark to go on from.
        if (watermark != null && Arrays.stream(held.columns()).anyMatch(watermark::equalsIgnoreCase)) {
            Object reached = held.filter(hasCome(rows, watermark))
                    .agg(max(col(watermark)))
                    .first()
                    .get(0);
            if (reached != null) {
                // A row without a watermark, as one that was never changed since it was made, cannot be known to be
                // old.
                Column mayBeNew =
                        col(watermark).geq(lit(reached)).or(col(watermark).isNull());
                read = read.filter(mayBeNew);
                held = held.filter(mayBeNew);
            }
        }
        // Asked once: the database may say something else the next time.
        Dataset<Row> fresh = Rows.keep(read.join(
                held.select(col(Landing.ROW_HASH)).hint("shuffle_hash"),
                scala.jdk.javaapi.CollectionConverters.asScala(List.of(Landing.ROW_HASH))
                        .toSeq(),
                "left_anti"));
        return fresh.isEmpty() ? Optional.empty() : Optional.of(fresh);
    }

    /** A moment that lies ahead, as a slip of the keyboard makes it, would keep all rows until then from being read. */
    private static Column hasCome(Dataset<Row> rows, String watermark) {
        DataType type = rows.schema().apply(watermark).dataType();
        boolean isTime = type.equals(DataTypes.TimestampType)
                || type.equals(DataTypes.TimestampNTZType)
                || type.equals(DataTypes.DateType);
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        return isTime ? col(watermark).cast(DataTypes.TimestampType).leq(lit(tomorrow)) : lit(true);
    }

    private List<String> locations(List<LandedFile> files) {
        return files.stream()
                .map(f -> new Path(place.sources().location(), f.path()).toString())
                .toList();
    }

    /** What bronze will hold after this batch, by feed, without writing anything. */
    Map<String, Dataset<Row>> outlook() {
        Map<String, Dataset<Row>> outlook = new LinkedHashMap<>();
        for (String feed : place.company().feeds().keySet()) {
            TableId bronze = TableId.bronze(feed);
            Dataset<Row> fresh =
                    Optional.ofNullable(pending.get(feed)).map(this::stamped).orElse(null);
            if (!place.lake().exists(bronze)) {
                outlook.put(feed, fresh);
            } else {
                Dataset<Row> held = place.lake().read(bronze);
                outlook.put(feed, fresh == null ? held : held.unionByName(fresh, true));
            }
        }
        return outlook;
    }

    /** Writes the batch; what a crash interrupted is done again, what was done is passed over. */
    List<TableRun> land() {
        List<TableRun> runs = new ArrayList<>();
        if (pending.isEmpty() && !resumed) {
            return runs;
        }
        Map<String, List<LandedFile>> files = new LinkedHashMap<>(batch.files());
        pending.keySet().forEach(feed -> files.putIfAbsent(feed, List.of()));
        if (!resumed || !files.equals(begun)) {
            log.begin(new Batch(batch.number(), files));
        }
        begun.keySet().stream().filter(this::isLanded).map(this::landed).forEach(runs::add);
        try (Crew crew = new Crew()) {
            pending.forEach((feed, rows) -> crew.build(TableId.bronze(feed), List.of(), () -> land(feed, rows)));
            runs.addAll(crew.runs());
        }
        log.finish(batch);
        return runs;
    }

    /** What an interrupted batch had landed before: nobody has told of it yet. */
    private TableRun landed(String feed) {
        TableId bronze = TableId.bronze(feed);
        long rows = place.lake().landedAfter(bronze, batch.number() - 1).count();
        return new TableRun(bronze, null, rows, null, null, 0, place.lake().version(bronze));
    }

    private TableRun land(String feed, Dataset<Row> rows) {
        TableId bronze = TableId.bronze(feed);
        Instant start = Instant.now();
        WriteResult result = place.lake().land(bronze, stamped(rows), batch.number());
        place.progress().done(bronze.toString(), result.rows(), Duration.between(start, Instant.now()));
        return TableRun.of(bronze, result, start);
    }

    /**
     * How large the sources are: bytes of the files that bronze holds or is about to, and of what it holds of databases; packed text
     * counts five times, columns ten times, as they would be as text.
     */
    long size() {
        boolean isWrittenDown = log.last() >= batch.number();
        return size(
                place,
                log,
                isWrittenDown ? Stream.empty() : batch.files().values().stream().flatMap(List::stream));
    }

    /** As {@link #size()}, of what bronze holds; looks at no source. */
    static long size(Workplace place) {
        return size(place, new BatchLog(place.home()), Stream.empty());
    }

    private static long size(Workplace place, BatchLog log, Stream<LandedFile> fresh) {
        Stream<LandedFile> taken = place.company().feeds().keySet().stream().flatMap(f -> log.taken(f).stream());
        long files = Stream.concat(taken, fresh)
                .mapToLong(f -> f.bytes()
                        * (f.path().endsWith(".parquet") ? 10 : f.path().endsWith(".gz") ? 5 : 1))
                .sum();
        long databases = place.company().feeds().values().stream()
                .filter(f -> f.format() == Format.JDBC)
                .mapToLong(f -> place.lake().bytes(TableId.bronze(f.name())))
                .sum();
        return files + 10 * databases;
    }

    int steps() {
        return pending.size();
    }

    private Dataset<Row> stamped(Dataset<Row> rows) {
        return rows.withColumn(Landing.BATCH_ID, lit(batch.number()))
                .withColumn(Landing.INGESTED_AT, lit(Instant.now()));
    }
}
