package dangol.jobs.run;

import java.time.LocalDate;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a run changed in a table, so that tables reading it build no more than that again.
 *
 * @param kind how much is known of the change
 * @param months first days of the months in which rows came, went or changed
 * @param customers the customers of such rows, one column {@code customer_key}; null where nothing changed or nothing is known
 * @param sourceKeys the keys of such rows, one column {@code source_key}; null where a table has none
 * @param parts which customers' rows in which months, columns {@code customer_key} and {@code month}, maybe more than once; null
 *     where nothing changed, nothing is known or rows have no months
 * @param sides the rows themselves as they were and as they are, of a table that other tables watch; null for others
 */
record Change(
        Kind kind,
        SortedSet<LocalDate> months,
        Dataset<Row> customers,
        Dataset<Row> sourceKeys,
        Dataset<Row> parts,
        Sides sides) {
    /** All rows of owners of whom something is different: both sides are kept, and reading them costs no look at the table. */
    record Sides(Dataset<Row> before, Dataset<Row> now) {}

    enum Kind {
        /** Every row is what it was. */
        NONE,
        /** Only rows of these months, customers and keys may have changed. */
        SOME,
        /** Any row may have changed. */
        ALL
    }

    static final Change NONE = new Change(Kind.NONE, new TreeSet<>(), null, null, null, null);
    static final Change ALL = new Change(Kind.ALL, new TreeSet<>(), null, null, null, null);

    static Change some(Collection<LocalDate> months, Dataset<Row> customers, Dataset<Row> sourceKeys) {
        return new Change(Kind.SOME, new TreeSet<>(months), customers, sourceKeys, null, null);
    }

    Change in(Collection<LocalDate> inMonths) {
        return new Change(kind, new TreeSet<>(inMonths), customers, sourceKeys, parts, sides);
    }

    Change with(Sides rows) {
        return new Change(kind, months, customers, sourceKeys, parts, rows);
    }

    Change with(Dataset<Row> customersAndMonths) {
        return new Change(kind, months, customers, sourceKeys, customersAndMonths, sides);
    }

    boolean isNone() {
        return kind == Kind.NONE;
    }

    boolean isAll() {
        return kind == Kind.ALL;
    }
}
