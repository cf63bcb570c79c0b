package dangol.jobs.run;

import static dangol.jobs.run.Rows.columns;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Keys by which rows are picked out of tables: kept, counted once, and sent to every task when they are few. */
final class Keys {
    /** Rows that are sent to every task rather than shuffled with what they are joined to. */
    private static final long FEW = 300_000;

    /** Spark setting: from how many rows on rows are sifted, see {@link Sieve}. */
    private static final String SIFT_FROM_ROWS = "spark.dangol.siftFromRows";

    private static final String SIFT_FROM_ROWS_USUALLY = "500000";

    private final Dataset<Row> kept;
    private final String[] names;
    private final long count;
    private final long siftFrom;
    private Sieve sieve;

    private Keys(Dataset<Row> kept) {
        this.kept = kept;
        this.names = kept.columns();
        this.count = kept.count();
        this.siftFrom = Long.parseLong(kept.sparkSession().conf().get(SIFT_FROM_ROWS, SIFT_FROM_ROWS_USUALLY));
    }

    /** @param keys distinct, in columns that are nothing but the key */
    static Keys of(Dataset<Row> keys) {
        return new Keys(Rows.keep(keys));
    }

    long count() {
        return count;
    }

    boolean areFew() {
        return count <= FEW;
    }

    /** The keys; a join with them moves nothing else when they are few. */
    Dataset<Row> rows() {
        return areFew() ? broadcast(kept) : kept;
    }

    /** The keys under other names. */
    Dataset<Row> rows(String... others) {
        Dataset<Row> renamed = kept;
        for (int i = 0; i < names.length; i++) {
            renamed = renamed.withColumnRenamed(names[i], others[i]);
        }
        return areFew() ? broadcast(renamed) : renamed;
    }

    /** The rows whose key is among these, in the columns {@code by}. */
    Dataset<Row> pick(Dataset<Row> rows, String... by) {
        return rows.join(rows(by), by, "left_semi");
    }

    /** Whether it pays to sift so many rows before more is done with them than looking up these keys. */
    boolean sifts(long size) {
        return size >= siftFrom && areFew();
    }

    /** True for every row whose key is among these, and for a few others. */
    Column mayHold(Column... by) {
        return sieve().mayHold(xxhash64(by));
    }

    private synchronized Sieve sieve() {
        if (sieve == null) {
            sieve = Sieve.of(kept.select(xxhash64(columns(List.of(names)))), count);
        }
        return sieve;
    }
}
