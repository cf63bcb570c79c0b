package dangol.jobs.run;

import dangol.contract.TableId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;

/**
 * Measures what each table shuffles and spills (bytes). The thread that builds a table marks its Spark jobs with the table's name;
 * Spark hands the mark on to the threads that it starts for them.
 */
final class StageMeter extends SparkListener implements AutoCloseable {
    /** Local property of Spark that carries the name of the table that a job works for. */
    private static final String TABLE = "dangol.table";

    private static final long PATIENCE_MILLIS = 5_000;

    /** What the Spark stages of one table have used so far. */
    record Usage(long shuffleBytes, long spillBytes, long cpuNanos) {
        static final Usage NONE = new Usage(0, 0, 0);

        Usage plus(Usage other) {
            return new Usage(
                    shuffleBytes + other.shuffleBytes, spillBytes + other.spillBytes, cpuNanos + other.cpuNanos);
        }
    }

    private final SparkContext context;
    private final Map<Integer, String> tables = new ConcurrentHashMap<>();
    private final Map<String, Usage> usage = new ConcurrentHashMap<>();

    private StageMeter(SparkContext context) {
        this.context = context;
    }

    static StageMeter start(SparkSession spark) {
        StageMeter meter = new StageMeter(spark.sparkContext());
        meter.context.addSparkListener(meter);
        return meter;
    }

    /** Does the work of one table; its Spark jobs and its lines in the log carry the table's name. */
    static <T> T within(TableId table, Supplier<T> work) {
        scala.Option<SparkSession> session = SparkSession.getDefaultSession();
        try (CloseableThreadContext.Instance name = CloseableThreadContext.put("table", table.toString())) {
            session.foreach(s -> {
                s.sparkContext().setLocalProperty(TABLE, table.toString());
                return null;
            });
            return work.get();
        } finally {
            session.foreach(s -> {
                s.sparkContext().setLocalProperty(TABLE, null);
                return null;
            });
        }
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
        String table = stage.properties() == null ? null : stage.properties().getProperty(TABLE);
        if (table != null) {
            tables.put(stage.stageInfo().stageId(), table);
        }
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted stage) {
        String table = tables.remove(stage.stageInfo().stageId());
        TaskMetrics metrics = stage.stageInfo().taskMetrics();
        if (table != null && metrics != null) {
            usage.merge(
                    table,
                    new Usage(
                            metrics.shuffleWriteMetrics().bytesWritten(),
                            metrics.diskBytesSpilled(),
                            metrics.executorCpuTime()),
                    Usage::plus);
        }
    }

    /** What the table has used so far; waits until Spark has told all it knows. */
    Usage of(TableId table) {
        try {
            context.listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
        } catch (TimeoutException e) {
            // A run must not fail because its measurements are late; they are then too low.
            return usage.getOrDefault(table.toString(), Usage.NONE);
        }
        return usage.getOrDefault(table.toString(), Usage.NONE);
    }

    @Override
    public void close() {
        context.removeSparkListener(this);
    }
}
