package dangol.jobs.run;

import dangol.ByReference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.sketch.BloomFilter;
import org.apache.spark.util.sketch.IncompatibleMergeException;

/**
 * A Bloom filter of the hashes of keys: what nearly no row of a history passes is asked first, before a row is cast and judged or
 * looked up by several keys. A single look-up costs as little by itself. Spark sifts joins by such filters, too, but only those
 * that shuffle.
 */
final class Sieve {
    /** Of rows that are not wanted, so many come through. */
    private static final double FALSE_POSITIVES = 0.02;

    private final BloomFilter bits;

    private Sieve(BloomFilter bits) {
        this.bits = bits;
    }

    /**
     * @param hashes one BIGINT column
     * @param count how many
     */
    static Sieve of(Dataset<Row> hashes, long count) {
        long expected = Math.max(1, count);
        BloomFilter all = BloomFilter.create(expected, FALSE_POSITIVES);
        hashes.mapPartitions(
                        (MapPartitionsFunction<Row, byte[]>) rows -> ofPartition(rows, expected), Encoders.BINARY())
                .collectAsList()
                .forEach(part -> merge(all, part));
        return new Sieve(all);
    }

    private static Iterator<byte[]> ofPartition(Iterator<Row> rows, long expected) throws IOException {
        if (!rows.hasNext()) {
            return List.<byte[]>of().iterator();
        }
        BloomFilter part = BloomFilter.create(expected, FALSE_POSITIVES);
        rows.forEachRemaining(r -> part.putLong(r.getLong(0)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        part.writeTo(bytes);
        return List.of(bytes.toByteArray()).iterator();
    }

    private static void merge(BloomFilter all, byte[] part) {
        try {
            all.mergeInPlace(BloomFilter.readFrom(part));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IncompatibleMergeException e) {
            throw new IllegalStateException("Parts of one Bloom filter have different sizes.", e);
        }
    }

    /** True for each hash that is held, and for a few others. */
    Column mayHold(Column hash) {
        return ByReference.call(
                bits, BloomFilter.class, "mightContainLong", DataTypes.BooleanType, hash, DataTypes.LongType);
    }
}
