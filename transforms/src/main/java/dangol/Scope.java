package dangol;

import dangol.contract.TableId;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** By which key the rows of a table depend on its inputs: what must be built again when some input rows change. */
public sealed interface Scope {

    /** The row of a business key depends on the input rows of this key. */
    record Key() implements Scope {}

    /**
     * The rows with one value of {@code column} depend on the input rows with this value only.
     *
     * @param candidates how the rows of a stage say whose they are, where it is neither their {@code source_key} nor its customer
     */
    record Owner(String column, Map<TableId, Column> candidates) implements Scope {
        Owner(String column) {
            this(column, Map.of());
        }
    }

    /**
     * Every column beside the primary key is an exact sum over owners, so that what some of them came to can be taken off and
     * what they come to now be put on: the rows of some owners' input rows are what these add to the table.
     *
     * @param owner the column that says whose an input row is: what an owner adds depends on this owner's input rows only;
     *     empty when each input row adds what it adds, whatever the others are
     * @param count the column that counts what was added: where it comes to 0, there is no row
     */
    record Sums(String owner, String count) implements Scope {
        public boolean byRow() {
            return owner.isEmpty();
        }
    }

    /**
     * The rows of a period depend on the input rows of this period, and wholly on the inputs that are not cut.
     *
     * @param unit length of a period
     * @param cuts inputs of which a period's rows see a stretch of days only
     * @param watches inputs that are handed over whole, and what in them reopens past periods
     * @param aging when the days that pass change a period's rows
     * @param ofCustomers true when each row is a customer's, and depends on the input rows that this customer has a part in
     *     only, and on watched inputs without customers; when time changes the rows of some customers only, the table's clocks
     *     say whose
     */
    record Period(Unit unit, List<Cut> cuts, List<Watch> watches, Aging aging, boolean ofCustomers) implements Scope {
        public Period(Unit unit, List<Cut> cuts, List<Watch> watches, Aging aging) {
            this(unit, cuts, watches, aging, false);
        }

        /** Periods in which each customer's rows stand for themselves. */
        public Period eachCustomer() {
            return new Period(unit, cuts, watches, aging, true);
        }

        /** The most days that any cut reaches beyond the end of a period. */
        public int reachDays() {
            return cuts.stream().mapToInt(Cut::reachDays).max().orElse(0);
        }
    }

    /** Any input row may change any output row. */
    record Whole() implements Scope {}

    /** No run derives the rows: a job of their own brings them, and runs carry them on as they are. */
    record Kept() implements Scope {}

    /** When the passing of time by itself changes a period's rows. */
    enum Aging {
        /** Never. */
        NOT,
        /** On the last day that they look at. */
        AT_THEIR_END,
        /** On every day until the last one that they look at. */
        DAILY
    }

    /** How long a period is. */
    enum Unit {
        MONTH(1),
        QUARTER(3);

        private final int months;

        Unit(int months) {
            this.months = months;
        }

        public int months() {
            return months;
        }
    }

    /**
     * A period's rows see the rows of an input whose {@code day} is in the period or up to {@code reachDays} days after it.
     */
    record Cut(TableId input, String day, int reachDays) {}

    /**
     * A row of a whole input that differs in one of the columns from what it was reopens the periods it has a say in.
     *
     * @param columns the columns of the input that the table reads
     * @param from SQL expression over these columns: the first day that such a row has a say in
     * @param only true when it has a say in the period of that day alone, false when in all later ones too
     * @param concern whose rows in these periods differ then, of an input that is no customer's; null where all may
     */
    record Watch(TableId input, List<String> columns, String from, boolean only, Concern concern) {
        public Watch(TableId input, List<String> columns, String from, boolean only) {
            this(input, columns, from, only, null);
        }
    }

    /** Whom it concerns that a watched input is not what it was. */
    @FunctionalInterface
    interface Concern {
        /**
         * @param before the watched input as it was
         * @param now the same as it is, and the inputs that are cut, of the reopened periods
         * @return columns {@code customer_key} and {@code day}: in whose period of which day something differs
         */
        Dataset<Row> of(Inputs before, Inputs now);
    }

    Scope KEY = new Key();
    Scope CUSTOMER = new Owner("customer_key");
    Scope SOURCE_KEY = new Owner(StageSchema.SOURCE_KEY);
    Scope WHOLE = new Whole();
    Scope KEPT = new Kept();

    /** What each input row adds. */
    static Sums sumsOfRows(String count) {
        return new Sums("", count);
    }

    /** Periods that are what they are, whatever the as-of day. */
    static Period periods(Unit unit, Cut... cuts) {
        return new Period(unit, List.of(cuts), List.of(), Aging.NOT);
    }
}
