package dangol.jobs.publish;

import dangol.jobs.lake.DataFile;
import dangol.jobs.lake.RowNumbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a table's data files between two versions.
 *
 * @param added files whose rows are new
 * @param removed files whose rows are no more, but for those that were gone before
 * @param marked files that stayed, of each only those rows that are gone now and were not before
 * @param kept how many rows are what they were
 */
record FileChanges(List<DataFile> added, List<DataFile> removed, List<DataFile> marked, long kept) {
    /** One row in so many that is no more is many: the months as a whole are faster put in the place of those before. */
    private static final int MANY = 4;

    static FileChanges between(List<DataFile> before, List<DataFile> now) {
        Map<String, DataFile> left = new HashMap<>();
        before.forEach(f -> left.put(f.location(), f));
        List<DataFile> added = new ArrayList<>();
        List<DataFile> marked = new ArrayList<>();
        long kept = 0;
        for (DataFile file : now) {
            DataFile was = left.remove(file.location());
            if (was == null) {
                added.add(file);
            } else if (!was.gone().without(file.gone()).isEmpty()) {
                // Rows that were gone are back, as after a restore.
                left.put(was.location(), was);
                added.add(file);
            } else {
                kept += file.rows() - file.gone().count();
                RowNumbers newly = file.gone().without(was.gone());
                if (!newly.isEmpty()) {
                    marked.add(new DataFile(file.location(), file.rows(), newly));
                }
            }
        }
        return new FileChanges(added, List.copyOf(left.values()), marked, kept);
    }

    /** How many rows the table has now. */
    long rows() {
        return kept + addedRows();
    }

    private long addedRows() {
        return added.stream().mapToLong(f -> f.rows() - f.gone().count()).sum();
    }

    /** True when what is new is better looked for in the rest than the whole looked through. */
    boolean addFew() {
        return MANY * addedRows() < kept;
    }

    boolean areFew() {
        long lost = marked.stream().mapToLong(f -> f.gone().count()).sum()
                + removed.stream().mapToLong(f -> f.rows() - f.gone().count()).sum();
        return MANY * lost < kept + lost;
    }
}
