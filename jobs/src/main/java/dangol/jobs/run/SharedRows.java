package dangol.jobs.run;

import static dangol.jobs.run.Rows.CUSTOMER_KEY;
import static dangol.jobs.run.Rows.keep;
import static dangol.jobs.run.Rows.using;
import static org.apache.spark.sql.functions.col;

import dangol.AsOf;
import dangol.Scope;
import dangol.Table;
import dangol.Tables;
import dangol.contract.Layer;
import dangol.contract.TableId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of large silver tables of which several other tables each pick out those of some customers: those of all customers
 * that a run touches are looked for once, and kept.
 */
final class SharedRows {
    /** Spark setting: from how many rows on a table is looked through once for all that read it. */
    private static final String FROM_ROWS = "spark.dangol.shareFromRows";

    private static final String FROM_ROWS_USUALLY = "1000000";

    /** To keep rows for fewer readers costs more than it saves. */
    private static final int READERS = 3;

    private static final Scope.Owner OF_CUSTOMERS = new Scope.Owner(CUSTOMER_KEY, Map.of());

    private final Workplace place;
    private final AsOf asOf;
    private final Reach reach;
    private final Map<TableId, Change> changes;
    private final Map<TableId, Optional<Found>> found = new ConcurrentHashMap<>();

    private record Found(Keys customers, Dataset<Row> rows) {}

    /** @param changes what the run changed so far, by table */
    SharedRows(Workplace place, AsOf asOf, Reach reach, Map<TableId, Change> changes) {
        this.place = place;
        this.asOf = asOf;
        this.reach = reach;
        this.changes = changes;
    }

    /** Rows of a table, at least all those that the wanted customers have a part in; empty when these are not at hand. */
    Optional<Dataset<Row>> of(Table reader, TableId input, Keys wanted) {
        if (reader.id().layer() == Layer.SILVER || input.layer() != Layer.SILVER || !Reach.isOfCustomers(input)) {
            return Optional.empty();
        }
        return found.computeIfAbsent(input, i -> find(i, wanted))
                .filter(f -> named(wanted.rows())
                        .join(f.customers().rows(), using(CUSTOMER_KEY), "left_anti")
                        .isEmpty())
                .map(Found::rows);
    }

    private Optional<Found> find(TableId input, Keys wanted) {
        long from = Long.parseLong(place.spark().conf().get(FROM_ROWS, FROM_ROWS_USUALLY));
        List<Table> readers = CompanyTables.tables(place).stream()
                .filter(t -> t.id().layer() != Layer.SILVER
                        && t.inputs().contains(input)
                        && isByCustomer(t.scope(place.policy())))
                .toList();
        if (readers.size() < READERS || place.lake().count(input) < from) {
            return Optional.empty();
        }
        Keys customers =
                Keys.of(Stream.concat(Stream.of(wanted.rows()), readers.stream().flatMap(this::touched))
                        .map(SharedRows::named)
                        .reduce(Dataset::union)
                        .orElseThrow()
                        .distinct());
        if (!customers.areFew()) {
            return Optional.empty();
        }
        Dataset<Row> rows = Rows.narrowed(input, place.lake().read(input, asOf), CUSTOMER_KEY, customers);
        return Optional.of(new Found(customers, keep(rows)));
    }

    /** The customers of whom a table will ask, as far as they can be known by now. */
    private Stream<Dataset<Row>> touched(Table reader) {
        Set<Table> tables = new LinkedHashSet<>(List.of(reader));
        reader.inputs().stream()
                .filter(i -> !changes.containsKey(i) && i.layer() != Layer.STAGE && !CompanyTables.isEmpty(place, i))
                .map(Tables::of)
                .filter(t -> isByCustomer(t.scope(place.policy())))
                .forEach(tables::add);
        return tables.stream().map(t -> reach.owners(t, OF_CUSTOMERS)).filter(Objects::nonNull);
    }

    /** Rows that are nobody's touch no customer. */
    private static Dataset<Row> named(Dataset<Row> customers) {
        return customers.select(CUSTOMER_KEY).filter(col(CUSTOMER_KEY).isNotNull());
    }

    private static boolean isByCustomer(Scope scope) {
        return scope instanceof Scope.Owner owner && owner.column().equals(CUSTOMER_KEY)
                || scope instanceof Scope.Sums sums && sums.owner().equals(CUSTOMER_KEY)
                || scope instanceof Scope.Period period && period.ofCustomers();
    }
}
