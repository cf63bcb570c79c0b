package dangol.jobs.lake;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.delta.sources.DeltaDataSource;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.datasources.SaveIntoDataSourceCommand;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.collection.immutable.Map$;
import scala.runtime.AbstractPartialFunction;

/**
 * Writes as those that listen for lineage know them: a command that saves a query into a Delta table. A commit of our own is
 * none, and rows that were kept no longer say what they were made from; both are made up for when somebody listens, and only
 * then. OpenLineage knows the command by the end of this class's name.
 */
public final class ToldToDeltaDataSource extends DeltaDataSource {
    private static final String LISTENS = "spark.openlineage.transport.type";

    /** What rows were made by that were kept. */
    private static final Map<RDD<?>, LogicalPlan> MADE_BY = Collections.synchronizedMap(new WeakHashMap<>());

    private final Runnable write;

    private ToldToDeltaDataSource(Runnable write) {
        this.write = write;
    }

    /**
     * Rows as they are now. Persisting would not do: Delta computes what is persisted anew when a table under it is written,
     * and what was read before a write would turn into what came of it.
     */
    public static Dataset<Row> keep(Dataset<Row> rows) {
        // With one copy, the loss of one machine of a cluster would end the run: what is kept cannot be computed again.
        Dataset<Row> kept =
                Sessions.isOnOneMachine(rows.sparkSession().sparkContext().master())
                        ? rows.localCheckpoint(true)
                        : rows.localCheckpoint(true, StorageLevel.MEMORY_AND_DISK_2());
        if (isListening(rows.sparkSession()) && plan(kept) instanceof LogicalRDD rdd) {
            MADE_BY.put(rdd.rdd(), plan(rows));
        }
        return kept;
    }

    /** Writes rows to a table, as a command when somebody listens. */
    static void write(Dataset<Row> rows, String location, SaveMode mode, Runnable write) {
        if (!isListening(rows.sparkSession())) {
            write.run();
            return;
        }
        org.apache.spark.sql.classic.Dataset.ofRows(
                (org.apache.spark.sql.classic.SparkSession) rows.sparkSession(),
                new SaveIntoDataSourceCommand(
                        plan(rows).transformUp(new Origin()),
                        new ToldToDeltaDataSource(write),
                        Map$.MODULE$.<String, String>empty().updated("path", location),
                        mode));
    }

    private static boolean isListening(SparkSession spark) {
        SparkConf conf = spark.sparkContext().conf();
        return conf.contains(LISTENS);
    }

    private static LogicalPlan plan(Dataset<Row> rows) {
        return rows.queryExecution().analyzed();
    }

    /** The rows are not looked at: what the write writes was kept, and the query is there to be listened to. */
    @Override
    public BaseRelation createRelation(
            SQLContext context,
            SaveMode mode,
            scala.collection.immutable.Map<String, String> options,
            Dataset<Row> rows) {
        write.run();
        return new BaseRelation() {
            @Override
            public SQLContext sqlContext() {
                return context;
            }

            @Override
            public StructType schema() {
                return rows.schema();
            }
        };
    }

    /** Puts what kept rows were made by in their place, under the same names and numbers of columns. */
    private static final class Origin extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isDefinedAt(LogicalPlan plan) {
            return plan instanceof LogicalRDD rdd && MADE_BY.containsKey(rdd.rdd());
        }

        @Override
        public LogicalPlan apply(LogicalPlan plan) {
            return Substitute.of(MADE_BY.get(((LogicalRDD) plan).rdd()).transformUp(this), plan);
        }
    }
}
