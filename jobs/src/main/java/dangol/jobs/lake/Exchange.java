package dangol.jobs.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Rows in the place of some files of a table, or of some rows in them, in one commit. Delta's own writer finds the files by
 * Spark jobs, several for each write, which for a day's small tables cost more than their rows; who writes here knows them
 * already.
 *
 * @param snapshot the version that holds those files; where any are replaced, a commit of somebody else since then makes this
 *     one fail
 * @param gone the files that the rows take the place of; none for rows that are added
 * @param hidden files that stay, and the rows in each that are none of the table's any more
 * @param where how the table's history names what was replaced; empty for all rows
 */
record Exchange(DeltaLog log, Snapshot snapshot, List<AddFile> gone, Map<AddFile, RowNumbers> hidden, String where) {
    /** @param rows in the table's exact schema; null constraints are checked while they are written */
    void commit(Dataset<Row> rows) {
        ToldToDeltaDataSource.write(
                rows,
                log.dataPath().toString(),
                mode(),
                () -> log.withNewTransaction(Option.empty(), Option.apply(snapshot), txn -> written(txn, rows)));
    }

    private Option<Object> written(OptimisticTransaction txn, Dataset<Row> rows) {
        List<Action> actions = new ArrayList<>();
        if (isReplacing()) {
            txn.readWholeTable();
            long now = System.currentTimeMillis();
            gone.forEach(f -> actions.add(f.removeWithTimestamp(now, true)));
        }
        if (!hidden.isEmpty()) {
            actions.addAll(new DeletionVectors(log).write(hidden));
        }
        Seq<FileAction> added = txn.writeFiles(rows);
        actions.addAll(CollectionConverters.asJava(added));
        return txn.commitIfNeeded(CollectionConverters.asScala(actions).toSeq(), operation(), Map$.MODULE$.empty());
    }

    private boolean isReplacing() {
        return !gone.isEmpty() || !hidden.isEmpty();
    }

    private SaveMode mode() {
        return isReplacing() ? SaveMode.Overwrite : SaveMode.Append;
    }

    private DeltaOperations.Operation operation() {
        return new DeltaOperations.Write(
                mode(),
                Option.apply(snapshot.metadata().partitionColumns()),
                where.isEmpty() ? Option.empty() : Option.apply(where),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty());
    }
}
