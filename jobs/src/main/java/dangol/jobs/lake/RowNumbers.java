package dangol.jobs.lake;

import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArray;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArrayFormat;

/** Numbers of rows in a data file, the first being 0; a bitmap, so that those of many millions of rows are some megabytes. */
public final class RowNumbers {
    private final RoaringBitmapArray bits;

    RowNumbers(RoaringBitmapArray bits) {
        this.bits = bits;
    }

    public static RowNumbers of(long... numbers) {
        RoaringBitmapArray bits = new RoaringBitmapArray();
        for (long number : numbers) {
            bits.add(number);
        }
        return new RowNumbers(bits);
    }

    static RowNumbers read(byte[] bytes) {
        return new RowNumbers(RoaringBitmapArray.readFrom(bytes));
    }

    /** In the form of Delta's deletion vectors. */
    byte[] bytes() {
        bits.runOptimize();
        return bits.serializeAsByteArray(RoaringBitmapArrayFormat.Portable());
    }

    public long count() {
        return bits.cardinality();
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    /** In order. */
    public long[] toArray() {
        return bits.toArray();
    }

    public RowNumbers and(RowNumbers others) {
        RoaringBitmapArray all = bits.copy();
        all.merge(others.bits);
        return new RowNumbers(all);
    }

    public RowNumbers without(RowNumbers others) {
        RoaringBitmapArray rest = bits.copy();
        rest.diff(others.bits);
        return new RowNumbers(rest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowNumbers numbers && bits.equals(numbers.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.mkString("", ", ", "");
    }
}
