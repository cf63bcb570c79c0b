package dangol.jobs.run;

import static dangol.jobs.run.Differences.different;
import static dangol.jobs.run.Differences.reallyChanged;
import static dangol.jobs.run.Periods.monthsSeen;
import static dangol.jobs.run.Periods.start;
import static dangol.jobs.run.Periods.starts;
import static dangol.jobs.run.Rows.CUSTOMER_KEY;
import static dangol.jobs.run.Rows.MONTH;
import static dangol.jobs.run.Rows.columns;
import static dangol.jobs.run.Rows.keep;
import static dangol.jobs.run.Rows.keys;
import static dangol.jobs.run.Rows.months;
import static dangol.jobs.run.Rows.parties;
import static dangol.jobs.run.Rows.using;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import dangol.AsOf;
import dangol.Clock;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.StageSchema;
import dangol.Table;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Positions;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.Sessions;
import dangol.jobs.lake.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Builds the tables of silver, state and gold as of a day: of each only what its inputs' changes and the passing of time
 * touch, judged by its scope. Without a release to go on from, or after a change of code or definitions, everything.
 */
final class Build {
    /** One owner in so many rows of a table is many. */
    private static final int MOST = 4;
    /** Rows of two keys that are sent to every task: so many bytes of memory for each leave nine tenths of it to others. */
    private static final long MEMORY_OF_A_LOOK_UP = 1_500;

    private final Workplace place;
    private final Candidates candidates;
    private final AsOf asOf;
    private final Release base;
    private final Map<String, Long> kept;
    private final ModelTraining training;
    private final Map<TableId, Change> changes = new ConcurrentHashMap<>();
    private final Reach reach;
    private final SharedRows shared;
    /** Fetched once; they are read when their table is done. */
    private final Map<TableId, Dataset<Row>> keptRows = new ConcurrentHashMap<>();

    /**
     * @param base the release whose tables the lake holds now and that is still true; null to build everything
     * @param kept the tables of the last release, true or not, with their versions
     */
    Build(
            Workplace place,
            Candidates candidates,
            AsOf asOf,
            Release base,
            Map<String, Long> kept,
            ModelTraining training) {
        this.place = place;
        this.candidates = candidates;
        this.asOf = asOf;
        this.base = base;
        this.kept = kept;
        this.training = training;
        this.reach = new Reach(place, candidates, asOf, base, changes);
        this.shared = new SharedRows(place, asOf, reach, changes);
    }

    /** What the build changed, by table; complete after {@link #run}. */
    Map<TableId, Change> changes() {
        return changes;
    }

    List<TableRun> run() {
        try (Crew crew = new Crew()) {
            CompanyTables.tables(place)
                    .forEach(t -> crew.build(t.id(), t.inputs(), waitingFor(t.id()), () -> build(t)));
            crew.build(Candidates.QUARANTINE, candidates.entered(), candidates::quarantine);
            return crew.runs();
        }
    }

    /** How many tables wait for one, and of silver all that is not silver: so layer follows layer, as who looks on expects. */
    private static int waitingFor(TableId id) {
        int waiting = Tables.graph().downstreamOf(Set.of(id)).size();
        return id.layer() == Layer.SILVER ? Tables.graph().order().size() + waiting : waiting;
    }

    private TableRun build(Table table) {
        Instant start = Instant.now();
        Written written = work(table);
        changes.put(table.id(), written.change());
        WriteResult result = written.result();
        if (result == null) {
            place.progress().skipped(table.id().toString());
            return TableRun.unchanged(table.id(), place.lake().version(table.id()));
        }
        place.progress().done(table.id().toString(), result.rows(), Duration.between(start, Instant.now()));
        TableRun run = TableRun.of(table.id(), result, start);
        return candidates.isMapped(table.id().name()) && table.id().layer() == Layer.SILVER
                ? candidates.counted(run, table.id().name())
                : run;
    }

    private record Written(WriteResult result, Change change) {
        static final Written NOTHING = new Written(null, Change.NONE);
    }

    private Written work(Table table) {
        TableId id = table.id();
        Scope scope = table.scope(place.policy());
        if (scope instanceof Scope.Kept) {
            return kept(table);
        }
        if (isWhole(table, scope)) {
            return whole(table);
        }
        if (scope instanceof Scope.Key) {
            return keyed(table);
        }
        if (scope instanceof Scope.Owner owner) {
            return owned(table, owner);
        }
        if (scope instanceof Scope.Sums sums) {
            return summed(table, sums);
        }
        if (scope instanceof Scope.Period period) {
            return periods(table, period);
        }
        boolean touched = table.inputs().stream().anyMatch(i -> !reach.change(i).isNone())
                || id.layer().asOfDay() && !base.asOf().equals(asOf.day());
        return touched ? whole(table) : Written.NOTHING;
    }

    /** True when there is nothing to go on from. */
    private boolean isWhole(Table table, Scope scope) {
        TableId id = table.id();
        boolean backwards = base != null && id.layer().asOfDay() && base.asOf().isAfter(asOf.day());
        if (base == null || backwards || !base.versions().containsKey(id.toString())) {
            return true;
        }
        if (scope instanceof Scope.Whole) {
            return false;
        }
        return table.inputs().stream().anyMatch(i -> reach.change(i).isAll());
    }

    private Dataset<Row> compute(Table table, Map<TableId, Dataset<Row>> inputs) {
        return compute(table, inputs, asOf);
    }

    private Dataset<Row> compute(Table table, Map<TableId, Dataset<Row>> inputs, AsOf day) {
        return table.rows(new Inputs(Contracts.of(table.id()), place.policy(), inputs), day);
    }

    // ---- rows that no run derives

    /** What the last release holds stays, also where everything else is built anew; a training adds a row. */
    private Written kept(Table table) {
        TableId id = table.id();
        // Of another version of the contract, the rows say something else.
        boolean holds = kept.containsKey(id.toString()) && place.lake().isOfItsContract(id);
        if (!holds) {
            place.lake().replace(id, compute(table, inputs(table)));
        }
        if (training.reason(asOf, Optional.of(place.lake().version(id))).isPresent()) {
            return new Written(place.lake().append(id, training.row(asOf)), Change.ALL);
        }
        return holds
                ? Written.NOTHING
                : new Written(new WriteResult(0, place.lake().version(id)), Change.ALL);
    }

    // ---- all rows

    private Written whole(Table table) {
        TableContract contract = Contracts.of(table.id());
        Dataset<Row> rows = compute(table, inputs(table));
        boolean first = base == null && place.isFirst();
        WriteResult result = contract.snapshot() && !first
                ? place.lake().replaceDay(table.id(), rows, asOf)
                : place.lake().replace(table.id(), rows);
        return new Written(result, difference(table));
    }

    /** Of a silver table that is no customer's, what is different now; of all others only that something may be. */
    private Change difference(Table table) {
        TableId id = table.id();
        Scope scope = table.scope(place.policy());
        boolean comparable = base != null
                && id.layer() == Layer.SILVER
                && (scope instanceof Scope.Whole || isOfKeys(scope))
                && base.versions().containsKey(id.toString());
        if (!comparable) {
            return Change.ALL;
        }
        Dataset<Row> different = different(id, reach.held(id), place.lake().read(id));
        return different.isEmpty()
                ? Change.NONE
                : Change.some(List.of(), keys(different, CUSTOMER_KEY), keys(different, StageSchema.SOURCE_KEY));
    }

    private static boolean isOfKeys(Scope scope) {
        return scope instanceof Scope.Owner owner && owner.column().equals(StageSchema.SOURCE_KEY);
    }

    /** All that a table reads, whole. */
    private Map<TableId, Dataset<Row>> inputs(Table table) {
        Map<TableId, Dataset<Row>> inputs = new HashMap<>();
        boolean looksUp = table.scope(place.policy()) instanceof Scope.Key;
        table.inputs().forEach(i -> inputs.put(i, looksUp ? inMemory(i) : input(i)));
        return inputs;
    }

    /** What rows of a business key are joined to, one row each: in memory the rows need not be moved to it. */
    private Dataset<Row> inMemory(TableId id) {
        boolean isKept = id.layer() != Layer.STAGE && !CompanyTables.isEmpty(place, id);
        long most = Sessions.taskMemory(place.spark()) / MEMORY_OF_A_LOOK_UP;
        return isKept && place.lake().count(id) <= most ? broadcast(input(id)) : input(id);
    }

    /** A table as other tables read it: of tables that keep copies, the as-of day's; of tables the company does not fill, no rows. */
    private Dataset<Row> input(TableId id) {
        if (id.layer() == Layer.STAGE) {
            return candidates.all(id.name());
        }
        if (CompanyTables.isKept(place, id)) {
            return keptRows.computeIfAbsent(id, kept -> CompanyTables.atHand(place, kept));
        }
        return CompanyTables.isEmpty(place, id)
                ? CompanyTables.none(place, id)
                : place.lake().read(id, asOf);
    }

    // ---- rows of a business key

    private Written keyed(Table table) {
        TableId id = table.id();
        String entity = id.name();
        boolean fresh = !candidates.change(entity).isNone();
        List<Change> links = table.inputs().stream()
                .filter(i -> i.layer() != Layer.STAGE)
                .map(reach::change)
                .filter(c -> !c.isNone())
                .toList();
        if (!fresh && links.isEmpty()) {
            return Written.NOTHING;
        }
        TableContract contract = Contracts.of(id);
        List<String> key = contract.primaryKey();
        Dataset<Row> arrived = candidates.fresh(entity);
        Keys again = Keys.of(arrived.select(columns(key)).distinct());
        Dataset<Row> held = keep(affected(id, again, links));
        Dataset<Row> before = held.drop(Lake.FILE, Lake.ROW);
        Dataset<Row> rows = arrived.unionByName(staged(entity, before));
        Map<TableId, Dataset<Row>> inputs = lookUps(table, rows);
        inputs.put(TableId.stage(entity), rows);
        Dataset<Row> now = keep(compute(table, inputs).select(columns(contract.columnNames())));
        WriteResult result = place.lake().exchange(id, now, Positions.of(held), List.of());
        return new Written(result, Differences.difference(id, before, now));
    }

    /** What a table looks up, of the keys of a few rows. */
    private Map<TableId, Dataset<Row>> lookUps(Table table, Dataset<Row> rows) {
        String[] parties = parties(table.id(), StageSchema.SOURCE_KEY, StageSchema.OTHER_SOURCE_KEY);
        Keys keys = Keys.of(keys(rows, parties).distinct());
        Map<TableId, Dataset<Row>> inputs = new HashMap<>();
        for (TableId input : table.inputs()) {
            if (input.layer() != Layer.STAGE) {
                Dataset<Row> found = keys.pick(input(input), StageSchema.SOURCE_KEY);
                inputs.put(input, keys.areFew() ? broadcast(found) : found);
            }
        }
        return inputs;
    }

    /** The stored rows that are sent again or belong to somebody else now, found by one look at the table. */
    private Dataset<Row> affected(TableId id, Keys again, List<Change> links) {
        Dataset<Row> stored = place.lake().readWithPositions(id);
        String[] key = using(Contracts.of(id).primaryKey());
        if (links.isEmpty()) {
            return again.pick(stored, key);
        }
        long size = place.lake().count(id);
        Keys linked = Keys.of(links.stream()
                .map(Build::lookedUp)
                .reduce(Dataset::union)
                .orElseThrow()
                .distinct());
        String[] parties = parties(id, StageSchema.SOURCE_KEY, StageSchema.OTHER_SOURCE_KEY);
        Dataset<Row> sifted = again.sifts(size) && linked.sifts(size)
                ? stored.filter(Stream.of(parties)
                        .map(party -> linked.mayHold(col(party)))
                        .reduce(again.mayHold(columns(List.of(key))), Column::or))
                : stored;
        Dataset<Row> marked = sifted.join(again.rows().withColumn("_again", lit(true)), key, "left");
        Column affected = col("_again");
        List<String> marks = new ArrayList<>(List.of("_again"));
        for (String party : parties) {
            String mark = "_" + party;
            marked = marked.join(linked.rows(party).withColumn(mark, lit(true)), using(party), "left");
            affected = affected.or(col(mark));
            marks.add(mark);
        }
        return marked.filter(affected).drop(marks.toArray(String[]::new));
    }

    /** A customer number is its own proof, whoever registers it. */
    private static Dataset<Row> lookedUp(Change link) {
        return link.sourceKeys().filter(not(col(StageSchema.SOURCE_KEY).startsWith(Policy.CUSTOMER_ID + ":")));
    }

    /** Rows of silver as the candidates that they once were; a later batch wins over them, so that their hash never decides. */
    private static Dataset<Row> staged(String entity, Dataset<Row> rows) {
        List<String> have = List.of(rows.columns());
        return rows.select(Arrays.stream(StageSchema.of(TableId.stage(entity)).fields())
                .map(f -> (have.contains(f.name()) ? col(f.name()) : lit(null).cast(f.dataType())).as(f.name()))
                .toArray(Column[]::new));
    }

    // ---- rows of an owner: a customer or a key

    private Written owned(Table table, Scope.Owner scope) {
        TableId id = table.id();
        String owner = scope.column();
        Dataset<Row> concerned = reach.owners(table, scope);
        if (concerned == null) {
            return Written.NOTHING;
        }
        Keys touched = Keys.of(concerned);
        long owners = touched.count();
        if (owners == 0) {
            return Written.NOTHING;
        }
        boolean ofCustomers = owner.equals(CUSTOMER_KEY);
        // Whom a key belongs to changes whose rows those of others are: only what is really different says whose.
        boolean comparesKeys = id.layer() == Layer.SILVER && !ofCustomers;
        Change change =
                Change.some(List.of(), ofCustomers ? touched.rows() : null, ofCustomers ? null : touched.rows());
        if (MOST * owners > place.lake().count(id)) {
            // Nearly all of it: to pick the rest out of every input would cost more than to take it along.
            if (comparesKeys) {
                return whole(table);
            }
            Set<LocalDate> months = new TreeSet<>(place.lake().months(id));
            WriteResult result = whole(table).result();
            months.addAll(place.lake().months(id));
            return new Written(result, change.in(months));
        }
        Map<TableId, Dataset<Row>> inputs = new HashMap<>();
        for (TableId input : table.inputs()) {
            inputs.put(input, narrowed(table, input, scope, touched));
        }
        String period = Contracts.of(id).period();
        boolean narrows = comparesKeys || !period.isEmpty() || id.layer() == Layer.SILVER && touched.areFew();
        Dataset<Row> stored = touched.pick(place.lake().readWithPositions(id), owner);
        Dataset<Row> held = keep(narrows ? stored : stored.select(columns(List.of(Lake.FILE, Lake.ROW))));
        Dataset<Row> again = keep(compute(table, inputs)
                .join(touched.rows(), using(owner), "left_semi")
                .select(columns(Contracts.of(id).columnNames())));
        WriteResult result = place.lake().exchange(id, again, Positions.of(held), List.of());
        return new Written(result, narrows ? reallyChanged(id, owner, held.drop(Lake.FILE, Lake.ROW), again) : change);
    }

    /** The rows of an input that the owners have a part in. */
    private Dataset<Row> narrowed(Table table, TableId input, Scope.Owner scope, Keys touched) {
        String owner = scope.column();
        if (input.layer() == Layer.STAGE) {
            Column whose = reach.candidate(input, scope);
            Column wanted = touched.sifts(candidates.landed(input.name())) ? touched.mayHold(whose) : lit(true);
            return candidates
                    .all(input.name(), wanted)
                    .withColumn("_owner", whose)
                    .join(touched.rows("_owner"), using("_owner"), "left_semi")
                    .drop("_owner");
        }
        if (CompanyTables.isEmpty(place, input)) {
            return CompanyTables.none(place, input);
        }
        Optional<Dataset<Row>> atHand =
                owner.equals(CUSTOMER_KEY) ? shared.of(table, input, touched) : Optional.empty();
        Dataset<Row> rows = atHand.orElseGet(() -> place.lake().read(input, asOf));
        return Rows.narrowed(input, rows, owner, touched);
    }

    // ---- sums

    /** What the touched rows came to is taken off, and what they come to now is put on. */
    private Written summed(Table table, Scope.Sums scope) {
        TableId id = table.id();
        Scope.Owner owner = new Scope.Owner(scope.owner(), Map.of());
        Dataset<Row> owners = scope.byRow() ? null : reach.owners(table, owner);
        if (!scope.byRow() && owners == null) {
            return Written.NOTHING;
        }
        Optional<BothDays> days = scope.byRow() ? ofRows(table) : ofOwners(table, owner, Keys.of(owners));
        if (days.isEmpty()) {
            return whole(table);
        }
        TableContract contract = Contracts.of(id);
        Dataset<Row> now = compute(table, days.get().now());
        Dataset<Row> before = compute(table, days.get().before(), new AsOf(base.asOf()));
        Dataset<Row> changed = added(contract, now, negative(contract, before));
        Column isAnything = values(contract).stream()
                .map(c -> col(c).notEqual(0))
                .reduce(Column::or)
                .orElseThrow();
        Dataset<Row> difference = keep(changed.filter(isAnything));
        if (difference.isEmpty()) {
            return Written.NOTHING;
        }
        String[] key = using(contract.primaryKey());
        Keys keys = Keys.of(difference.select(columns(contract.primaryKey())));
        Dataset<Row> groups = keys.rows();
        Dataset<Row> held = keep(keys.pick(place.lake().readWithPositions(id), key));
        Dataset<Row> was = held.drop(Lake.FILE, Lake.ROW);
        Dataset<Row> again =
                keep(added(contract, was, difference).filter(col(scope.count()).notEqual(0)));
        WriteResult result = place.lake().exchange(id, again, Positions.of(held), List.of());
        List<String> period = contract.period().isEmpty() ? List.of() : List.of(contract.period());
        return new Written(
                result,
                Change.some(
                                period.isEmpty() ? List.of() : months(groups, period),
                                contract.primaryKey().contains(CUSTOMER_KEY) ? groups.select(CUSTOMER_KEY) : null,
                                contract.primaryKey().contains(StageSchema.SOURCE_KEY)
                                        ? groups.select(StageSchema.SOURCE_KEY)
                                        : null)
                        .with(new Change.Sides(was, again)));
    }

    /** The rows that count now, and those that counted on the last as-of day, of each input. */
    private record BothDays(Map<TableId, Dataset<Row>> before, Map<TableId, Dataset<Row>> now) {}

    /** The rows that came, went, changed or were struck by time; empty where it is not known which these are. */
    private Optional<BothDays> ofRows(Table table) {
        BothDays days = new BothDays(new HashMap<>(), new HashMap<>());
        for (TableId input : table.inputs()) {
            Change change = reach.change(input);
            if (!change.isNone() && change.sides() == null) {
                return Optional.empty();
            }
            Column[] all = columns(Contracts.of(input).columnNames());
            Dataset<Row> before = change.isNone()
                    ? CompanyTables.none(place, input)
                    : change.sides().before().select(all);
            Dataset<Row> now = change.isNone() ? before : change.sides().now().select(all);
            String[] key = using(Contracts.of(input).primaryKey());
            for (Clock clock : reach.struckClocks(table)) {
                if (clock.input().equals(input)) {
                    Dataset<Row> struck =
                            reach.struck(clock).select(all).join(now.select(columns(List.of(key))), key, "left_anti");
                    before = before.unionByName(struck);
                    now = now.unionByName(struck);
                }
            }
            days.before().put(input, before);
            days.now().put(input, now);
        }
        return Optional.of(days);
    }

    /** All rows of owners; empty when these are nearly all. */
    private Optional<BothDays> ofOwners(Table table, Scope.Owner owner, Keys owners) {
        BothDays days = new BothDays(new HashMap<>(), new HashMap<>());
        long most = table.inputs().stream()
                .filter(i -> !CompanyTables.isEmpty(place, i))
                .mapToLong(place.lake()::count)
                .max()
                .orElse(0);
        if (MOST * owners.count() > most) {
            return Optional.empty();
        }
        for (TableId input : table.inputs()) {
            Change change = reach.change(input);
            Dataset<Row> now = keep(narrowed(table, input, owner, owners));
            days.now().put(input, now);
            days.before().put(input, change.isNone() ? now : before(input, now, change, owner.column(), owners));
        }
        return Optional.of(days);
    }

    /** What the owners' rows were: told by what changed in them, or read from the last release's version. */
    private Dataset<Row> before(TableId input, Dataset<Row> now, Change change, String owner, Keys owners) {
        if (change.sides() == null) {
            return Rows.narrowed(input, reach.held(input), owner, owners);
        }
        TableContract contract = Contracts.of(input);
        Column[] all = columns(contract.columnNames());
        String[] key = using(contract.primaryKey());
        Dataset<Row> changed = change.sides().now().select(columns(contract.primaryKey()));
        return now.select(all)
                .join(changed, key, "left_anti")
                .select(all)
                .unionByName(Rows.narrowed(input, change.sides().before(), owner, owners)
                        .select(all));
    }

    private static List<String> values(TableContract contract) {
        List<String> values = new ArrayList<>(contract.columnNames());
        values.removeAll(contract.primaryKey());
        return values;
    }

    private static Dataset<Row> negative(TableContract contract, Dataset<Row> rows) {
        return rows.withColumns(values(contract).stream().collect(Collectors.toMap(c -> c, c -> negate(col(c)))));
    }

    private static Dataset<Row> added(TableContract contract, Dataset<Row> rows, Dataset<Row> others) {
        Column[] all = columns(contract.columnNames());
        List<Column> sums = contract.columns().stream()
                .filter(c -> !contract.primaryKey().contains(c.name()))
                .map(c -> sum(c.name()).cast(c.type()).as(c.name()))
                .toList();
        return rows.select(all)
                .unionByName(others.select(all))
                .groupBy(columns(contract.primaryKey()))
                .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
    }

    // ---- rows of periods

    private Written periods(Table table, Scope.Period scope) {
        TableId id = table.id();
        if (scope.ofCustomers()) {
            Dataset<Row> parts = reach.parts(table, scope);
            if (parts != null) {
                Keys kept = Keys.of(parts.distinct());
                if (kept.areFew() || MOST * kept.count() <= place.lake().count(id)) {
                    return partsAgain(table, scope, kept.rows());
                }
            }
        }
        SortedSet<LocalDate> periods = reach.periods(table, scope);
        if (periods.isEmpty()) {
            return Written.NOTHING;
        }
        Map<TableId, Dataset<Row>> inputs = inputs(table);
        for (Scope.Cut cut : scope.cuts()) {
            if (!CompanyTables.isEmpty(place, cut.input())) {
                inputs.put(cut.input(), stretch(cut, monthsSeen(periods, scope.unit(), cut.reachDays())));
            }
        }
        Dataset<Row> rows = compute(table, inputs)
                .filter(start(col(Contracts.of(id).period()), scope.unit()).isin(periods.toArray()));
        SortedSet<LocalDate> months = monthsSeen(periods, scope.unit(), 0);
        WriteResult result = place.lake().replaceMonths(id, rows, months);
        return new Written(result, Change.some(months, reach.customers(table), null));
    }

    /** Only the touched customers' rows, and the periods in which anybody's may have changed. */
    private Written partsAgain(Table table, Scope.Period scope, Dataset<Row> parts) {
        TableId id = table.id();
        Scope.Unit unit = scope.unit();
        SortedSet<LocalDate> open = starts(reach.open(table, scope), unit);
        SortedSet<LocalDate> closed = new TreeSet<>(months(parts, List.of(MONTH)));
        closed.removeAll(open);
        if (open.isEmpty() && closed.isEmpty()) {
            return Written.NOTHING;
        }
        Keys customers = Keys.of(parts.select(CUSTOMER_KEY).distinct());
        Map<TableId, Dataset<Row>> inputs = new HashMap<>();
        for (TableId input : table.inputs()) {
            Optional<Scope.Cut> cut =
                    scope.cuts().stream().filter(c -> c.input().equals(input)).findFirst();
            if (CompanyTables.isEmpty(place, input)) {
                inputs.put(input, CompanyTables.none(place, input));
            } else if (cut.isEmpty()) {
                boolean narrows = open.isEmpty() && Reach.isOfCustomers(input);
                inputs.put(input, narrows ? Rows.narrowed(input, input(input), CUSTOMER_KEY, customers) : input(input));
            } else {
                inputs.put(input, seen(table, cut.get(), open, closed, unit, customers));
            }
        }
        Column period = start(col(Contracts.of(id).period()), unit);
        Dataset<Row> rows = compute(table, inputs).withColumn("_start", period);
        Dataset<Row> theirs = parts.select(col(CUSTOMER_KEY), col(MONTH).as("_start"));
        Dataset<Row> again = open.isEmpty()
                ? rows.join(theirs, using(CUSTOMER_KEY, "_start"), "left_semi")
                : rows.join(theirs.withColumn("_theirs", lit(true)), using(CUSTOMER_KEY, "_start"), "left")
                        .filter(col("_start").isin(open.toArray()).or(col("_theirs")));
        Dataset<Row> held = place.lake()
                .readWithPositions(id, monthsSeen(closed, unit, 0))
                .withColumn("_start", period)
                .join(theirs, using(CUSTOMER_KEY, "_start"), "left_semi");
        boolean tellsSides = id.layer() == Layer.SILVER && open.isEmpty();
        if (tellsSides) {
            held = keep(held);
        }
        Dataset<Row> now = keep(again.select(columns(Contracts.of(id).columnNames())));
        SortedSet<LocalDate> openMonths = monthsSeen(open, unit, 0);
        WriteResult result = place.lake().exchange(id, now, Positions.of(held), openMonths);
        SortedSet<LocalDate> touched = monthsSeen(closed, unit, 0);
        touched.addAll(openMonths);
        Change change = Change.some(touched, open.isEmpty() ? customers.rows() : reach.customers(table), null)
                .with(parts);
        return new Written(result, tellsSides ? change.with(new Change.Sides(held, now)) : change);
    }

    /** What open periods see of an input, and of what only others see, the customers' rows. */
    private Dataset<Row> seen(
            Table table,
            Scope.Cut cut,
            SortedSet<LocalDate> open,
            SortedSet<LocalDate> closed,
            Scope.Unit unit,
            Keys customers) {
        SortedSet<LocalDate> whole = monthsSeen(open, unit, cut.reachDays());
        SortedSet<LocalDate> rest = monthsSeen(closed, unit, cut.reachDays());
        rest.removeAll(whole);
        Dataset<Row> ofTheRest = shared.of(table, cut.input(), customers)
                .map(rows -> rows.filter(Lake.monthOf(cut.day()).isin(rest.toArray())))
                .orElseGet(() -> stretch(cut, rest));
        Dataset<Row> theirs = Rows.narrowed(cut.input(), ofTheRest, CUSTOMER_KEY, customers);
        Column[] all = columns(Contracts.of(cut.input()).columnNames());
        return whole.isEmpty()
                ? theirs
                : theirs.select(all).unionByName(stretch(cut, whole).select(all));
    }

    private Dataset<Row> stretch(Scope.Cut cut, SortedSet<LocalDate> months) {
        return place.lake().read(cut.input(), cut.day(), months);
    }
}
