package dangol.jobs.run;

import static dangol.jobs.run.Periods.length;
import static dangol.jobs.run.Periods.monthsSeen;
import static dangol.jobs.run.Periods.start;
import static dangol.jobs.run.Periods.starts;
import static dangol.jobs.run.Periods.stretch;
import static dangol.jobs.run.Rows.CUSTOMER_KEY;
import static dangol.jobs.run.Rows.MONTH;
import static dangol.jobs.run.Rows.columns;
import static dangol.jobs.run.Rows.keep;
import static dangol.jobs.run.Rows.months;
import static dangol.jobs.run.Rows.named;
import static dangol.jobs.run.Rows.ownerOf;
import static dangol.jobs.run.Rows.using;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import dangol.AsOf;
import dangol.Clock;
import dangol.Inputs;
import dangol.Scope;
import dangol.StageSchema;
import dangol.Table;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.lake.Release;
import dangol.silver.SourceKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How far changes and the passing of time reach: which owners, months and customers of a table must be made again. */
final class Reach {
    private final Workplace place;
    private final Candidates candidates;
    private final AsOf asOf;
    private final Release base;
    private final Map<TableId, Change> changes;
    /** Looked for once: several tables watch the same of a table, and each asks for its months and for its customers. */
    private final Map<Scope.Watch, Dataset<Row>> saidDifferently = new ConcurrentHashMap<>();

    private final Map<Clock, Dataset<Row>> struck = new ConcurrentHashMap<>();

    /**
     * @param base the release whose tables the lake holds now; null when there is none to go on from
     * @param changes what the run changed so far, by table
     */
    Reach(Workplace place, Candidates candidates, AsOf asOf, Release base, Map<TableId, Change> changes) {
        this.place = place;
        this.candidates = candidates;
        this.asOf = asOf;
        this.base = base;
        this.changes = changes;
    }

    /** What the run changed in a table or a stage that another reads. */
    Change change(TableId input) {
        if (input.layer() == Layer.STAGE) {
            return candidates.change(input.name());
        }
        return changes.getOrDefault(input, Change.NONE);
    }

    /** A table as it was at the release that the run goes on from. */
    Dataset<Row> held(TableId id) {
        return place.lake().read(id, base.versions().get(id.toString()));
    }

    /** The owners that changes or the passing of time touch; null when there can be none. */
    Dataset<Row> owners(Table table, Scope.Owner scope) {
        String owner = scope.column();
        List<Dataset<Row>> all = new ArrayList<>();
        for (TableId input : table.inputs()) {
            Change change = change(input);
            if (!change.isNone() && input.layer() == Layer.STAGE) {
                all.add(candidates
                        .fresh(input.name())
                        .select(candidate(input, scope).as(owner))
                        .filter(col(owner).isNotNull()));
            } else if (!change.isNone()) {
                Dataset<Row> owners = owner.equals(CUSTOMER_KEY) ? change.customers() : change.sourceKeys();
                if (owners != null) {
                    all.add(owners);
                }
            }
        }
        struckClocks(table)
                .forEach(c -> all.add(
                        struck(c).select(ownerOf(owner)).filter(col(owner).isNotNull())));
        return all.stream()
                .map(d -> owner.equals(CUSTOMER_KEY) ? d : d.select(named(StageSchema.SOURCE_KEY)))
                .reduce(Dataset::union)
                .map(Dataset::distinct)
                .orElse(null);
    }

    /** Whose a row of a stage is; null when it is nobody's. */
    Column candidate(TableId stage, Scope.Owner scope) {
        Column usual = scope.column().equals(CUSTOMER_KEY)
                ? SourceKey.customerKey(place.policy(), col(StageSchema.SOURCE_KEY))
                : col(StageSchema.SOURCE_KEY);
        return scope.candidates().getOrDefault(stage, usual);
    }

    /** The clocks of a table that time has moved. */
    List<Clock> struckClocks(Table table) {
        return base.asOf().equals(asOf.day())
                ? List.of()
                : table.clocks(place.policy()).stream()
                        .filter(c -> c.input().equals(table.id()) || !CompanyTables.isEmpty(place, c.input()))
                        .toList();
    }

    /** The rows that begin or cease to count between the last as-of day and this one. */
    Dataset<Row> struck(Clock clock) {
        // Several tables go by the same clock; of a table that is not done, the rows may still change.
        return changes.containsKey(clock.input())
                ? struck.computeIfAbsent(clock, c -> keep(newlyStruck(c)))
                : newlyStruck(clock);
    }

    private Dataset<Row> newlyStruck(Clock clock) {
        SortedSet<LocalDate> months = new TreeSet<>();
        List<Column> counts = new ArrayList<>();
        for (int offset : clock.offsetsDays()) {
            LocalDate after = base.asOf().minusDays(offset);
            LocalDate until = asOf.day().minusDays(offset);
            counts.add(col(clock.day()).gt(lit(after)).and(col(clock.day()).leq(lit(until))));
            months.addAll(stretch(after, until));
        }
        return place.lake()
                .read(clock.input(), clock.day(), months)
                .filter(counts.stream().reduce(Column::or).orElseThrow());
    }

    /** The customers of rows that inputs changed; null when there are none. */
    Dataset<Row> customers(Table table) {
        return table.inputs().stream()
                .map(this::change)
                .map(Change::customers)
                .filter(c -> c != null)
                .reduce(Dataset::union)
                .orElse(null);
    }

    /**
     * The customers, and for each the periods, whose rows changes of the inputs or the passing of time touch; maybe more than
     * once. Null when that is not known.
     */
    Dataset<Row> parts(Table table, Scope.Period scope) {
        List<Dataset<Row>> all = new ArrayList<>();
        Set<TableId> watched = new HashSet<>();
        for (Scope.Watch watch : scope.watches()) {
            watched.add(watch.input());
            Dataset<Row> different =
                    isOfCustomers(watch.input()) ? differentlySaid(watch) : concerned(table, scope, watch);
            if (different != null) {
                all.add(watch.only() ? onDays(different, "day", 0, scope) : fromDays(different, table.id(), scope));
            }
        }
        for (TableId input : table.inputs()) {
            Change change = change(input);
            if (!change.isNone() && !watched.contains(input)) {
                if (change.parts() == null) {
                    return null;
                }
                all.add(onDays(change.parts(), MONTH, reachDays(scope, input), scope));
            }
        }
        for (Clock clock : struckClocks(table)) {
            all.add(onDays(struck(clock), clock.day(), reachDays(scope, clock.input()), scope));
        }
        return all.stream()
                .reduce(Dataset::union)
                .orElseGet(() -> place.spark()
                        .createDataFrame(
                                List.of(),
                                new StructType()
                                        .add(CUSTOMER_KEY, DataTypes.StringType)
                                        .add(MONTH, DataTypes.DateType)));
    }

    /** The customers, each with a day, whom a watched input that is no customer's concerns; null when it is nobody or not known. */
    private Dataset<Row> concerned(Table table, Scope.Period scope, Scope.Watch watch) {
        SortedSet<LocalDate> periods =
                watch.concern() == null ? new TreeSet<>() : starts(reopened(table.id(), watch), scope.unit());
        if (periods.isEmpty()) {
            return null;
        }
        Map<TableId, Dataset<Row>> now =
                new HashMap<>(Map.of(watch.input(), place.lake().read(watch.input(), asOf)));
        for (Scope.Cut cut : scope.cuts()) {
            SortedSet<LocalDate> months = monthsSeen(periods, scope.unit(), cut.reachDays());
            now.put(
                    cut.input(),
                    CompanyTables.isEmpty(place, cut.input())
                            ? CompanyTables.none(place, cut.input())
                            : place.lake().read(cut.input(), cut.day(), months));
        }
        TableContract contract = Contracts.of(table.id());
        return watch.concern()
                .of(
                        new Inputs(contract, place.policy(), Map.of(watch.input(), held(watch.input()))),
                        new Inputs(contract, place.policy(), now));
    }

    static boolean isOfCustomers(TableId id) {
        return Contracts.of(id).column(CUSTOMER_KEY).isPresent();
    }

    private static int reachDays(Scope.Period scope, TableId input) {
        return scope.cuts().stream()
                .filter(c -> c.input().equals(input))
                .mapToInt(Scope.Cut::reachDays)
                .max()
                .orElse(0);
    }

    /** Customers with the periods that see a day. */
    private static Dataset<Row> onDays(Dataset<Row> rows, String day, int reachDays, Scope.Period scope) {
        Column first = start(date_sub(col(day), reachDays), scope.unit());
        Column last = start(col(day), scope.unit());
        return rows.select(
                col(CUSTOMER_KEY),
                (reachDays == 0 ? last : explode(sequence(first, last, length(scope.unit())))).as(MONTH));
    }

    /** Customers with the period of a day and all later ones that there are. */
    private Dataset<Row> fromDays(Dataset<Row> rows, TableId id, Scope.Period scope) {
        SortedSet<LocalDate> months = new TreeSet<>(place.lake().months(id));
        months.add(asOf.day().withDayOfMonth(1));
        Column first = start(greatest(col("day"), lit(months.first())), scope.unit());
        Column last = start(lit(months.last()), scope.unit());
        return rows.filter(first.leq(last))
                .select(
                        col(CUSTOMER_KEY),
                        explode(sequence(first, last, length(scope.unit()))).as(MONTH));
    }

    /** The periods in which anybody's rows may have changed. */
    SortedSet<LocalDate> periods(Table table, Scope.Period scope) {
        SortedSet<LocalDate> months = new TreeSet<>();
        Set<TableId> watched = scope.watches().stream().map(Scope.Watch::input).collect(Collectors.toSet());
        for (TableId input : table.inputs()) {
            Change change = change(input);
            if (!change.isNone() && !watched.contains(input)) {
                int reach = reachDays(scope, input);
                change.months().forEach(m -> months.addAll(stretch(m.minusDays(reach), m)));
            }
        }
        scope.watches().forEach(w -> months.addAll(reopened(table.id(), w)));
        months.addAll(aging(scope));
        for (Clock clock : struckClocks(table)) {
            int reach = reachDays(scope, clock.input());
            clock.offsetsDays()
                    .forEach(n -> months.addAll(stretch(
                            base.asOf().minusDays(n - 1L + reach), asOf.day().minusDays(n))));
        }
        return starts(months, scope.unit());
    }

    /** The months in which more than some customers' rows may have changed. */
    SortedSet<LocalDate> open(Table table, Scope.Period scope) {
        SortedSet<LocalDate> months = new TreeSet<>(aging(scope));
        scope.watches().stream()
                .filter(w -> !isOfCustomers(w.input()) && w.concern() == null)
                .forEach(w -> months.addAll(reopened(table.id(), w)));
        return months;
    }

    /** The months that the days since the last as-of day change by themselves. */
    private List<LocalDate> aging(Scope.Period scope) {
        if (scope.aging() == Scope.Aging.NOT || base.asOf().equals(asOf.day())) {
            return List.of();
        }
        List<LocalDate> months = stretch(base.asOf().plusDays(1).minusDays(scope.reachDays()), asOf.day());
        if (scope.aging() == Scope.Aging.DAILY) {
            return months;
        }
        return starts(months, scope.unit()).stream()
                .filter(m -> {
                    LocalDate last =
                            m.plusMonths(scope.unit().months()).minusDays(1).plusDays(scope.reachDays());
                    return last.isAfter(base.asOf()) && !last.isAfter(asOf.day());
                })
                .toList();
    }

    /** The months in which a row that is not what it was has a say. */
    private Collection<LocalDate> reopened(TableId id, Scope.Watch watch) {
        Dataset<Row> days = differentlySaid(watch);
        if (days == null) {
            return List.of();
        }
        List<LocalDate> months = months(days, List.of("day"));
        if (watch.only() || months.isEmpty()) {
            return months;
        }
        LocalDate first = months.stream().min(LocalDate::compareTo).orElseThrow();
        List<LocalDate> reopened = new ArrayList<>(place.lake().months(id));
        reopened.removeIf(m -> m.plusMonths(3).isBefore(first));
        reopened.addAll(months.stream().filter(m -> !m.isAfter(asOf.day())).toList());
        return reopened;
    }

    /** The keys of watched rows that are not what they were, each with the {@code day} that it has a say in; null when there are none. */
    private Dataset<Row> differentlySaid(Scope.Watch watch) {
        Change change = change(watch.input());
        return change.isNone() || CompanyTables.isEmpty(place, watch.input())
                ? null
                : saidDifferently.computeIfAbsent(watch, w -> keep(differentlySaid(w, change)));
    }

    private Dataset<Row> differentlySaid(Scope.Watch watch, Change change) {
        List<String> key = Contracts.of(watch.input()).primaryKey();
        Dataset<Row> customers = isOfCustomers(watch.input()) ? change.customers() : null;
        Change.Sides sides = change.sides() != null
                ? change.sides()
                : new Change.Sides(
                        ofCustomers(held(watch.input()), customers),
                        ofCustomers(place.lake().read(watch.input(), asOf), customers));
        Dataset<Row> now = watchedRows(sides.now(), watch, key);
        Dataset<Row> before = watchedRows(sides.before(), watch, key);
        Dataset<Row> pairs = now.withColumnsRenamed(Map.of("_said", "_says", "_from", "_from_now"))
                .join(before, using(key), "full_outer")
                .filter(col("_says").eqNullSafe(col("_said")).equalTo(false));
        List<Column> columns = new ArrayList<>(Arrays.asList(columns(key)));
        columns.add(
                explode(array_compact(array(col("_from_now"), col("_from")))).as("day"));
        return pairs.select(columns.toArray(Column[]::new));
    }

    private static Dataset<Row> ofCustomers(Dataset<Row> rows, Dataset<Row> customers) {
        return customers == null ? rows : rows.join(customers.distinct(), using(CUSTOMER_KEY), "left_semi");
    }

    private static Dataset<Row> watchedRows(Dataset<Row> rows, Scope.Watch watch, List<String> key) {
        List<Column> columns = new ArrayList<>(Arrays.asList(columns(key)));
        columns.add(to_json(struct(columns(watch.columns()))).as("_said"));
        columns.add(expr(watch.from()).as("_from"));
        return rows.select(columns.toArray(Column[]::new));
    }
}
