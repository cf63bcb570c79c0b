package dangol.jobs.lake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.AddFile;

/**
 * How rows of a table go that lie here and there in its files. Of a large file that keeps most of its rows, a deletion vector
 * says which are gone. The others are written anew from what is left of them, and with them the small files beside, so that a
 * table that a little is replaced of every night does not come to lie in ever more files.
 *
 * @param gone files that the table has no longer
 * @param hidden files that it keeps, and all rows in each that are gone
 * @param rest what is left of those that are written anew, with the rows that are gone already out of sight
 */
record Replacement(List<AddFile> gone, Map<AddFile, RowNumbers> hidden, List<AddFile> rest) {
    /** A file of which so large a part is gone costs its readers more than the writing of the rest. */
    private static final int FEWEST = 4;

    /**
     * @param whole files of which all rows go
     * @param old the rows that go beside those
     * @param small files with less rows are written anew rather than marked
     * @throws IllegalStateException when a file is not the table's any more
     */
    static Replacement of(DeltaLog log, TableFiles table, List<AddFile> whole, Positions old, long small) {
        Set<AddFile> all = new HashSet<>(whole);
        Map<AddFile, RowNumbers> hidden = new LinkedHashMap<>();
        List<AddFile> rest = new ArrayList<>();
        List<AddFile> touched = table.named(old.files()).files();
        if (touched.size() < old.files().size()) {
            throw new IllegalStateException(
                    log.dataPath() + " was written by somebody else while rows of it were replaced."
                            + "\n    -> Nothing was written. Let one run at a time write to a lake, and run again.");
        }
        DeletionVectors vectors = new DeletionVectors(log);
        Map<AddFile, RowNumbers> marked = vectors.of(touched);
        Map<AddFile, RowNumbers> partly = new LinkedHashMap<>();
        List<AddFile> gone = new ArrayList<>(whole);
        Set<Object> folders = new HashSet<>();
        for (AddFile file : touched) {
            if (all.add(file)) {
                RowNumbers rows = marked.get(file).and(old.byFile().get(TableFiles.name(file)));
                long had = (Long) file.numPhysicalRecords().get();
                long left = had - rows.count();
                folders.add(file.partitionValues());
                if (left >= small && FEWEST * rows.count() <= had) {
                    hidden.put(file, rows);
                } else {
                    gone.add(file);
                    if (left > 0) {
                        partly.put(file, rows);
                    }
                }
            }
        }
        rest.addAll(vectors.without(partly));
        for (AddFile file : table.files()) {
            if (!all.contains(file)
                    && folders.contains(file.partitionValues())
                    && (Long) file.numLogicalRecords().get() < small) {
                gone.add(file);
                rest.add(file);
            }
        }
        return new Replacement(gone, hidden, rest);
    }

    /** The rows that are written anew as they are. */
    long left() {
        return rest.stream().mapToLong(f -> (Long) f.numLogicalRecords().get()).sum();
    }
}
