package dangol.jobs.lake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.apache.spark.sql.delta.deletionvectors.StoredBitmap;
import org.apache.spark.sql.delta.storage.dv.DeletionVectorStore;
import org.apache.spark.sql.delta.storage.dv.DeletionVectorStore$;
import org.apache.spark.sql.delta.storage.dv.DeletionVectorStoreUtils;
import org.apache.spark.sql.delta.util.PathWithFileSystem;
import scala.Option;
import scala.Tuple2;

/** The deletion vectors of a table: for a data file, the numbers of the rows in it that are none of the table's any more. */
final class DeletionVectors {
    /** The table property without which Delta lets nobody commit one. */
    static final String PROPERTY = "delta.enableDeletionVectors";

    /** Delta hands them to tasks as text of five letters for four bytes, and Java writes 65,535 of it at most. */
    private static final int MOST_BYTES_IN_A_PLAN = 48_000;

    private final DeltaLog log;
    private final DeletionVectorStore store;

    DeletionVectors(DeltaLog log) {
        this.log = log;
        this.store = DeletionVectorStore$.MODULE$.createInstance(log.newDeltaHadoopConf());
    }

    /** The rows of a file that are gone. */
    RowNumbers of(AddFile file) {
        return file.deletionVector() == null
                ? RowNumbers.of()
                : new RowNumbers(StoredBitmap.create(file.deletionVector(), log.dataPath())
                        .load(store));
    }

    /** The same of several files; each is a small read, which on an object store takes a while. */
    Map<AddFile, RowNumbers> of(Collection<AddFile> files) {
        return files.parallelStream().collect(Collectors.toConcurrentMap(f -> f, this::of));
    }

    /**
     * Files as they would be without some rows: to be read so, not to be committed. A plan takes only short vectors along; longer ones
     * are written down, into a file that no version of the table names, so that maintenance removes it.
     */
    List<AddFile> without(Map<AddFile, RowNumbers> rows) {
        List<AddFile> files = new ArrayList<>();
        Map<AddFile, RowNumbers> large = new LinkedHashMap<>();
        rows.forEach((file, numbers) -> {
            byte[] bytes = numbers.bytes();
            if (bytes.length > MOST_BYTES_IN_A_PLAN) {
                large.put(file, numbers);
            } else {
                files.add(marked(file, DeletionVectorDescriptor.inlineInLog(bytes, numbers.count()))
                        ._1());
            }
        });
        if (!large.isEmpty()) {
            written(large).forEach(marked -> files.add(marked._1()));
        }
        return files;
    }

    /** Writes the vectors of a commit into one file and says what the commit does to the data files. */
    List<Action> write(Map<AddFile, RowNumbers> vectors) {
        List<Action> actions = new ArrayList<>();
        written(vectors).forEach(marked -> {
            actions.add(marked._1());
            actions.add(marked._2());
        });
        return actions;
    }

    private List<Tuple2<AddFile, RemoveFile>> written(Map<AddFile, RowNumbers> vectors) {
        UUID name = UUID.randomUUID();
        PathWithFileSystem table = store.pathWithFileSystem(log.dataPath());
        List<Tuple2<AddFile, RemoveFile>> written = new ArrayList<>();
        try (DeletionVectorStoreUtils.Writer writer =
                store.createWriter(store.generateFileNameInTable(table, name, ""))) {
            vectors.forEach((file, rows) -> {
                byte[] bytes = rows.bytes();
                written.add(marked(
                        file,
                        DeletionVectorDescriptor.onDiskWithRelativePath(
                                name,
                                "",
                                bytes.length,
                                rows.count(),
                                Option.apply(writer.write(bytes).offset()),
                                Option.empty())));
            });
        }
        return written;
    }

    private static Tuple2<AddFile, RemoveFile> marked(AddFile file, DeletionVectorDescriptor vector) {
        return file.removeRows(vector, true, true);
    }
}
