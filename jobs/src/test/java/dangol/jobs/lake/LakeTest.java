package dangol.jobs.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.StageSchema;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.jobs.source.Landing;
import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class LakeTest {
    private static final TableId TABLE = TableId.state("key_use");
    private static final TableId BY_MONTHS = TableId.silver("purchase_day");
    private static final LocalDate FEBRUARY = LocalDate.parse("2025-02-01");

    @TempDir
    Path home;

    /** A disk that is full, or a kill, between the first folder of a table and its first commit. */
    @Test
    void aLogWithoutACommitIsNoTableAndBecomesOne() throws IOException {
        SparkSession spark = TestRuns.spark();
        Lake lake = lake(spark);
        Files.createDirectories(
                home.resolve("state").resolve("key_use").resolve("_delta_log").resolve("_staged_commits"));
        assertThat(lake.exists(TABLE)).isFalse();
        lake.replace(TABLE, spark.createDataFrame(List.of(), StageSchema.of(TABLE)));
        assertThat(lake.exists(TABLE)).isTrue();
        assertThat(lake.read(TABLE).count()).isZero();
    }

    /** What a run reads, and how often, is planned hundreds of times: not each time by Spark jobs. */
    @Test
    void aTableIsReadByTheListOfItsFilesWithoutASparkJob() {
        SparkSession spark = TestRuns.spark();
        Lake lake = lake(spark);
        long before = lake.replace(BY_MONTHS, days(spark, 90)).version();
        lake.replaceMonths(BY_MONTHS, days(spark, 33).filter("purchased_on >= '2025-02-01'"), List.of(FEBRUARY));
        DeltaLog.clearCache();

        JobsStarted jobs = new JobsStarted();
        spark.sparkContext().addSparkListener(jobs);
        Dataset<Row> all = lake.read(BY_MONTHS);
        Dataset<Row> february = lake.read(BY_MONTHS, "purchased_on", List.of(FEBRUARY));
        all.filter("category = 'bread'").queryExecution().executedPlan();
        february.queryExecution().executedPlan();
        assertThat(lake.months(BY_MONTHS))
                .containsExactly(LocalDate.parse("2025-01-01"), FEBRUARY, LocalDate.parse("2025-03-01"));
        assertThat(lake.count(BY_MONTHS)).isEqualTo(31 + 2 + 31);
        assertThat(jobs.started(spark)).isZero();

        assertThat(february.count()).isEqualTo(2);
        assertThat(all.count()).isEqualTo(31 + 2 + 31);
        assertThat(lake.read(BY_MONTHS, before).count()).isEqualTo(90);
        assertThat(jobs.started(spark)).as("a listener that hears").isPositive();
        spark.sparkContext().removeSparkListener(jobs);
    }

    /** A day writes some fifty tables, most of them small: what a write costs beside its rows is most of that day. */
    @Test
    void aWriteTakesTheOneSparkJobOfItsRows() {
        SparkSession spark = TestRuns.spark();
        Lake lake = lake(spark);
        // As for every small company: planned once, and not after each shuffle in a job of its own.
        spark.conf().set("spark.sql.adaptive.enabled", "false");
        lake.replace(BY_MONTHS, days(spark, 10));
        JobsStarted jobs = new JobsStarted();
        spark.sparkContext().addSparkListener(jobs);
        assertThat(lake.replace(BY_MONTHS, days(spark, 90)).rows()).isEqualTo(90);
        assertThat(lake.replaceMonths(
                                BY_MONTHS, days(spark, 33).filter("purchased_on >= '2025-02-01'"), List.of(FEBRUARY))
                        .rows())
                .isEqualTo(2);
        assertThat(lake.append(BY_MONTHS, days(spark, 3).withColumn("category", lit("milk")))
                        .rows())
                .isEqualTo(3);
        assertThat(jobs.started(spark)).isEqualTo(3);
        spark.sparkContext().removeSparkListener(jobs);
        spark.conf().unset("spark.sql.adaptive.enabled");

        DeltaLog.clearCache();
        Dataset<Row> asDeltaReadsIt = spark.read().format("delta").load(lake.location(BY_MONTHS));
        assertThat(asDeltaReadsIt.count()).isEqualTo(31 + 2 + 31 + 3);
        assertThat(DeltaTable.forPath(spark, lake.location(BY_MONTHS))
                        .history()
                        .select("operation", "operationParameters.mode", "operationParameters.predicate")
                        .collectAsList())
                .extracting(Row::mkString)
                .startsWith("WRITEAppendnull", "WRITEOverwrite_period IN (DATE '2025-02-01')", "WRITEOverwritenull");
    }

    @Test
    void aReplacementFailsWhenSomebodyElseWroteMeanwhile() {
        SparkSession spark = TestRuns.spark();
        Lake lake = lake(spark);
        lake.replace(BY_MONTHS, days(spark, 10));
        Snapshot read = lake.log(BY_MONTHS).unsafeVolatileSnapshot();
        Dataset<Row> rows = lake.read(BY_MONTHS).withColumn(Lake.PERIOD, Lake.monthOf("purchased_on"));
        Exchange late =
                new Exchange(lake.log(BY_MONTHS), read, TableFiles.of(read).files(), Map.of(), "");
        lake.append(BY_MONTHS, days(spark, 3).withColumn("category", lit("milk")));
        assertThatThrownBy(() -> late.commit(rows)).isInstanceOf(DeltaConcurrentModificationException.class);
        assertThat(lake.read(BY_MONTHS).count()).isEqualTo(13);
    }

    /** The session of the tests writes files of less than five rows anew. */
    @Test
    void aFewRowsOfALargeFileAreMarkedAsGoneAndTheFileStays() {
        SparkSession spark = TestRuns.spark();
        Lake lake = lake(spark);
        lake.replace(BY_MONTHS, days(spark, 90).coalesce(1));
        List<String> files = List.of(lake.read(BY_MONTHS).inputFiles());

        JobsStarted jobs = new JobsStarted();
        exchange(lake, "purchased_on IN (DATE '2025-01-05', DATE '2025-03-31')", 7);
        assertThat(lake.read(BY_MONTHS).inputFiles()).containsAll(files).hasSize(3 + 2);
        assertThat(gone(lake)).containsExactly(0L, 0L, 0L, 1L, 1L);

        // The small file of January is written anew with what comes beside it.
        exchange(lake, "purchased_on = DATE '2025-01-06'", 8);
        assertThat(lake.read(BY_MONTHS).inputFiles()).containsAll(files).hasSize(3 + 2);
        assertThat(gone(lake)).containsExactly(0L, 0L, 0L, 1L, 2L);
        assertThat(lake.count(BY_MONTHS)).isEqualTo(90);
        assertThat(gross(lake.read(BY_MONTHS))).isEqualTo(87 * 2 + 7 + 7 + 8);

        spark.sparkContext().addSparkListener(jobs);
        lake.read(BY_MONTHS).queryExecution().executedPlan();
        assertThat(jobs.started(spark)).isZero();
        spark.sparkContext().removeSparkListener(jobs);

        DeltaLog.clearCache();
        assertThat(gross(spark.read().format("delta").load(lake.location(BY_MONTHS))))
                .isEqualTo(87 * 2 + 7 + 7 + 8);

        // Of a file that many rows leave, the rest is worth writing.
        exchange(lake, "purchased_on BETWEEN DATE '2025-01-07' AND DATE '2025-01-20'", 3);
        assertThat(gone(lake)).containsExactly(0L, 0L, 0L, 1L);
        long version = lake.version(BY_MONTHS);
        exchange(lake, "true", 1);
        assertThat(gone(lake)).containsOnly(0L);
        assertThat(gross(lake.read(BY_MONTHS))).isEqualTo(90);
        lake.restore(BY_MONTHS, version);
        assertThat(gross(lake.read(BY_MONTHS))).isEqualTo(73 * 2 + 7 + 7 + 8 + 14 * 3);
        assertThat(gone(lake)).containsExactly(0L, 0L, 0L, 1L);
    }

    /** The numbers of the rows that go of a large file are more than Delta takes along in a plan. */
    @Test
    void everySecondRowOfALargeFileIsReplaced() {
        SparkSession spark = TestRuns.spark();
        Lake lake = lake(spark);
        Dataset<Row> many = days(spark, 1)
                .crossJoin(spark.range(700_000).toDF("n"))
                .withColumn("customer_key", col("n").cast("string"))
                .drop("n");
        lake.replace(BY_MONTHS, many.coalesce(1));
        assertThat(lake.read(BY_MONTHS).inputFiles()).hasSize(1);
        exchange(lake, "hash(customer_key) % 2 = 0", 7);
        assertThat(lake.count(BY_MONTHS)).isEqualTo(700_000);
        assertThat(gone(lake)).containsOnly(0L);
        assertThat(lake.read(BY_MONTHS)
                        .filter("gross <> IF(hash(customer_key) % 2 = 0, 7, 2)")
                        .count())
                .isZero();
        assertThat(lake.read(BY_MONTHS).select("customer_key").distinct().count())
                .isEqualTo(700_000);
    }

    @Test
    void rowsThatSomebodyElseHasWrittenAnewAreNotReplaced() {
        SparkSession spark = TestRuns.spark();
        Lake lake = lake(spark);
        lake.replace(BY_MONTHS, days(spark, 10));
        Positions old = Positions.of(lake.readWithPositions(BY_MONTHS));
        lake.replace(BY_MONTHS, days(spark, 10));
        assertThatThrownBy(() -> lake.exchange(BY_MONTHS, days(spark, 10), old, List.of()))
                .hasMessageContaining("written by somebody else")
                .hasMessageContaining("->");
        assertThat(lake.count(BY_MONTHS)).isEqualTo(10);
    }

    private static void exchange(Lake lake, String which, int gross) {
        Dataset<Row> held = lake.readWithPositions(BY_MONTHS).filter(which).localCheckpoint(true);
        Dataset<Row> rows = held.drop(Lake.FILE, Lake.ROW)
                .withColumn("gross", lit(gross).cast("DECIMAL(28,2)"))
                .localCheckpoint(true);
        assertThat(lake.exchange(BY_MONTHS, rows, Positions.of(held), List.of()).rows())
                .isEqualTo(rows.count());
    }

    private static List<Long> gone(Lake lake) {
        return DataFile.of(lake.read(BY_MONTHS)).stream()
                .map(f -> f.gone().count())
                .sorted()
                .toList();
    }

    private static long gross(Dataset<Row> rows) {
        return rows.selectExpr("CAST(sum(gross) AS BIGINT)").first().getLong(0);
    }

    @Test
    void whatLandedLaterIsLookedForInLaterFilesOnly() {
        SparkSession spark = TestRuns.spark();
        Lake lake = lake(spark);
        TableId bronze = TableId.bronze("sales");
        for (long batch = 1; batch <= 3; batch++) {
            lake.land(bronze, spark.range(10 * batch).withColumn(Landing.BATCH_ID, lit(batch)), batch);
        }
        assertThat(lake.landedAfter(bronze, 0).count()).isEqualTo(60);
        Dataset<Row> later = lake.landedAfter(bronze, 1);
        assertThat(later.count()).isEqualTo(50);
        assertThat(lake.landedAfter(bronze, 3).count()).isZero();
        assertThat(later.inputFiles()).hasSizeLessThan(lake.read(bronze).inputFiles().length);

        DeltaTable.forPath(spark, lake.location(bronze)).optimize().executeCompaction();
        assertThat(lake.landedAfter(bronze, 1).count())
                .as("one file of all batches")
                .isEqualTo(50);
    }

    private Lake lake(SparkSession spark) {
        return new Lake(spark, Folder.of(home.toString(), spark.sparkContext().hadoopConfiguration()));
    }

    /** A purchase on each day from the first of 2025 on. */
    private static Dataset<Row> days(SparkSession spark, int days) {
        return spark.range(days)
                .selectExpr(
                        "'anna' AS customer_key",
                        "date_add(DATE '2025-01-01', CAST(id AS INT)) AS purchased_on",
                        "'bread' AS category",
                        "1L AS sale_lines",
                        "CAST(1 AS DECIMAL(28,3)) AS quantity",
                        "CAST(2 AS DECIMAL(28,2)) AS gross",
                        "CAST(0 AS DECIMAL(28,2)) AS returned",
                        "true AS is_purchase",
                        "CAST(2 AS DECIMAL(28,2)) AS net");
    }

    private static final class JobsStarted extends SparkListener {
        private final AtomicInteger jobs = new AtomicInteger();

        @Override
        public void onJobStart(SparkListenerJobStart job) {
            jobs.incrementAndGet();
        }

        int started(SparkSession spark) {
            try {
                spark.sparkContext().listenerBus().waitUntilEmpty();
            } catch (TimeoutException e) {
                throw new IllegalStateException(e);
            }
            return jobs.get();
        }
    }
}
