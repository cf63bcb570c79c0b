package dangol.jobs.run;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_ym_interval;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.trunc;

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
import dangol.jobs.lake.ToldToDeltaDataSource;
import dangol.jobs.lake.WriteResult;
import dangol.silver.SourceKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Builds the tables of silver, state and gold as of a day: of each only what its inputs' changes and the passing of time
 * touch, judged by its scope. Without a release to go on from, or after a change of code or definitions, everything.
 */
final class Build {
    private static final String CUSTOMER_KEY = "customer_key";
    private static final String OTHER_CUSTOMER_KEY = "other_customer_key";
    private static final String MONTH = "month";
    /** Columns that say how a row came and not what it says. */
    private static final Set<String> LINEAGE = Set.of(StageSchema.FEED, StageSchema.BATCH_ID, StageSchema.VERSION_AT);

    /** Rows that are sent to every task rather than shuffled with what they are joined to. */
    private static final long FEW = 300_000;

    /** One owner in so many rows of a table is many. */
    private static final int MOST = 4;

    private final Workplace place;
    private final Candidates candidates;
    private final AsOf asOf;
    private final Release base;
    private final Map<String, Long> kept;
    private final ModelTraining training;
    private final Map<TableId, Change> changes = new ConcurrentHashMap<>();
    /** Looked for once: several tables watch the same of a table, and each asks for its months and for its customers. */
    private final Map<Scope.Watch, Dataset<Row>> saidDifferently = new ConcurrentHashMap<>();
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
    }

    /** What the build changed, by table; complete after {@link #run}. */
    Map<TableId, Change> changes() {
        return changes;
    }

    /** Tables that a company fills, in build order. */
    static List<Table> tables(Workplace place) {
        return Tables.graph().order().stream()
                .map(Tables::of)
                .filter(t -> isFilled(place, t))
                .toList();
    }

    /** A table that only reads stages of unmapped entities would be empty; readers get an empty table instead. */
    private static boolean isFilled(Workplace place, Table table) {
        List<String> staged = table.inputs().stream()
                .filter(i -> i.layer() == Layer.STAGE)
                .map(TableId::name)
                .toList();
        return staged.isEmpty()
                || table.id().name().equals("customer")
                || staged.stream().anyMatch(e -> !place.company().mappingsOf(e).isEmpty());
    }

    /** A silver table as it is now; of one that the company does not fill, no rows. */
    static Dataset<Row> silver(Workplace place, TableId id) {
        return isFilled(place, Tables.of(id)) ? place.lake().read(id) : none(place, id);
    }

    private static Dataset<Row> none(Workplace place, TableId id) {
        return place.spark().createDataFrame(List.of(), StageSchema.of(id));
    }

    List<TableRun> run() {
        try (Crew crew = new Crew()) {
            tables(place).forEach(t -> crew.build(t.id(), t.inputs(), waitingFor(t.id()), () -> build(t)));
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
        boolean touched = table.inputs().stream().anyMatch(i -> !change(i).isNone())
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
        return table.inputs().stream().anyMatch(i -> change(i).isAll());
    }

    private Change change(TableId input) {
        if (input.layer() == Layer.STAGE) {
            return candidates.change(input.name());
        }
        return changes.getOrDefault(input, Change.NONE);
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
        if (training.reason(asOf).isPresent()) {
            return new Written(place.lake().append(id, training.row(asOf)), Change.ALL);
        }
        return holds
                ? Written.NOTHING
                : new Written(new WriteResult(0, place.lake().version(id)), Change.ALL);
    }

    static boolean isKept(Workplace place, TableId id) {
        return Tables.of(id).scope(place.policy()) instanceof Scope.Kept;
    }

    /**
     * The few rows of such a table at hand: where there are none, the planner then leaves out all that would be asked of
     * them.
     */
    static Dataset<Row> atHand(Workplace place, TableId id) {
        Dataset<Row> rows = place.lake().read(id);
        return place.spark().createDataFrame(rows.collectAsList(), rows.schema());
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
        Dataset<Row> different = different(id, held(id), place.lake().read(id));
        return different.isEmpty()
                ? Change.NONE
                : Change.some(List.of(), keys(different, CUSTOMER_KEY), keys(different, StageSchema.SOURCE_KEY));
    }

    private static boolean isOfKeys(Scope scope) {
        return scope instanceof Scope.Owner owner && owner.column().equals(StageSchema.SOURCE_KEY);
    }

    private Dataset<Row> held(TableId id) {
        return place.lake().read(id, base.versions().get(id.toString()));
    }

    /** All that a table reads, whole. */
    private Map<TableId, Dataset<Row>> inputs(Table table) {
        Map<TableId, Dataset<Row>> inputs = new HashMap<>();
        table.inputs().forEach(i -> inputs.put(i, input(i)));
        return inputs;
    }

    /** A table as other tables read it: of tables that keep copies, the as-of day's; of tables the company does not fill, no rows. */
    private Dataset<Row> input(TableId id) {
        if (id.layer() == Layer.STAGE) {
            return candidates.all(id.name());
        }
        if (isKept(place, id)) {
            return keptRows.computeIfAbsent(id, kept -> atHand(place, kept));
        }
        return isEmpty(id) ? none(place, id) : place.lake().read(id, asOf);
    }

    private boolean isEmpty(TableId id) {
        return !isFilled(place, Tables.of(id));
    }

    // ---- rows of a business key

    private Written keyed(Table table) {
        TableId id = table.id();
        String entity = id.name();
        boolean fresh = !candidates.change(entity).isNone();
        List<Change> links = table.inputs().stream()
                .filter(i -> i.layer() != Layer.STAGE)
                .map(this::change)
                .filter(c -> !c.isNone())
                .toList();
        if (!fresh && links.isEmpty()) {
            return Written.NOTHING;
        }
        TableContract contract = Contracts.of(id);
        List<String> key = contract.primaryKey();
        Dataset<Row> stored = place.lake().readWithPositions(id);
        Dataset<Row> arrived = candidates.fresh(entity);
        Dataset<Row> affected =
                affected(id, stored, arrived.select(columns(key)).distinct(), links);
        Dataset<Row> held = keep(affected);
        Dataset<Row> before = held.drop(Lake.FILE, Lake.ROW);
        Map<TableId, Dataset<Row>> inputs = inputs(table);
        inputs.put(TableId.stage(entity), arrived.unionByName(staged(entity, before)));
        Dataset<Row> now = keep(compute(table, inputs).select(columns(contract.columnNames())));
        WriteResult result = place.lake().exchange(id, now, Positions.of(held), List.of());
        return new Written(result, difference(id, before, now));
    }

    /** The stored rows that are sent again or belong to somebody else now, found by one look at the table. */
    private static Dataset<Row> affected(TableId id, Dataset<Row> stored, Dataset<Row> again, List<Change> links) {
        String[] key = using(Contracts.of(id).primaryKey());
        if (links.isEmpty()) {
            return stored.join(again, key, "left_semi");
        }
        Dataset<Row> keys = links.stream()
                .map(Build::lookedUp)
                .reduce((a, b) -> a.union(b).distinct())
                .orElseThrow();
        Dataset<Row> marked = stored.join(again.withColumn("_again", lit(true)), key, "left");
        Column affected = col("_again");
        List<String> marks = new ArrayList<>(List.of("_again"));
        for (String party : parties(id, StageSchema.SOURCE_KEY, StageSchema.OTHER_SOURCE_KEY)) {
            String mark = "_" + party;
            marked = marked.join(
                    keys.withColumnRenamed(StageSchema.SOURCE_KEY, party).withColumn(mark, lit(true)),
                    using(party),
                    "left");
            affected = affected.or(col(mark));
            marks.add(mark);
        }
        return marked.filter(affected).drop(marks.toArray(String[]::new));
    }

    /** A customer number is its own proof, whoever registers it. */
    private static Dataset<Row> lookedUp(Change link) {
        return small(keep(link.sourceKeys()
                .filter(not(col(StageSchema.SOURCE_KEY).startsWith(Policy.CUSTOMER_ID + ":")))
                .distinct()));
    }

    /** What differs between the former and the present rows of the same keys. */
    private Change difference(TableId id, Dataset<Row> before, Dataset<Row> now) {
        Dataset<Row> different = different(id, before, now);
        List<String> days = Contracts.of(id).columns().stream()
                .filter(c -> c.type().equals(DataTypes.DateType))
                .map(dangol.contract.Column::name)
                .toList();
        if (different.isEmpty()) {
            return Change.NONE;
        }
        String[] customers = parties(id, CUSTOMER_KEY, OTHER_CUSTOMER_KEY);
        return Change.some(
                        months(different, days),
                        keys(different, customers),
                        keys(different, parties(id, StageSchema.SOURCE_KEY, StageSchema.OTHER_SOURCE_KEY)))
                .with(partsOf(different, customers, days))
                .with(new Change.Sides(before, now));
    }

    /** The customers of rows with the months of their days. */
    private static Dataset<Row> partsOf(Dataset<Row> rows, String[] customers, List<String> days) {
        return rows.select(
                        explode(array_compact(array(columns(List.of(customers)))))
                                .as(CUSTOMER_KEY),
                        array_compact(array(days.stream().map(Lake::monthOf).toArray(Column[]::new)))
                                .as("months"))
                .select(col(CUSTOMER_KEY), explode(col("months")).as(MONTH));
    }

    /** What the rows of one side say and none of the other: one shuffle for both directions. */
    private static Dataset<Row> different(TableId id, Dataset<Row> before, Dataset<Row> now) {
        Column[] content = Contracts.of(id).columnNames().stream()
                .filter(c -> !LINEAGE.contains(c))
                .map(c -> col(c))
                .toArray(Column[]::new);
        return keep(before.select(content)
                .withColumn("_now", lit(0))
                .unionByName(now.select(content).withColumn("_now", lit(1)))
                .groupBy(content)
                .agg(min("_now").as("_least"), max("_now").as("_most"))
                .filter(col("_least").equalTo(col("_most")))
                .drop("_least", "_most"));
    }

    /** Rows of silver as the candidates that they once were; a later batch wins over them, so that their hash never decides. */
    private static Dataset<Row> staged(String entity, Dataset<Row> rows) {
        List<String> have = List.of(rows.columns());
        return rows.select(Arrays.stream(StageSchema.of(TableId.stage(entity)).fields())
                .map(f -> (have.contains(f.name()) ? col(f.name()) : lit(null).cast(f.dataType())).as(f.name()))
                .toArray(Column[]::new));
    }

    private static String[] parties(TableId id, String... names) {
        return Stream.of(names)
                .filter(n -> Contracts.of(id).column(n).isPresent())
                .toArray(String[]::new);
    }

    // ---- rows of an owner: a customer or a key

    private Written owned(Table table, Scope.Owner scope) {
        TableId id = table.id();
        String owner = scope.column();
        Dataset<Row> touched = touched(table, scope);
        if (touched == null) {
            return Written.NOTHING;
        }
        touched = keep(touched);
        long owners = touched.count();
        if (owners == 0) {
            return Written.NOTHING;
        }
        boolean ofCustomers = owner.equals(CUSTOMER_KEY);
        // Whom a key belongs to changes whose rows those of others are: only what is really different says whose.
        boolean comparesKeys = id.layer() == Layer.SILVER && !ofCustomers;
        Change change = Change.some(List.of(), ofCustomers ? touched : null, ofCustomers ? null : touched);
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
        Dataset<Row> wanted = owners <= FEW ? broadcast(touched) : touched;
        Map<TableId, Dataset<Row>> inputs = new HashMap<>();
        for (TableId input : table.inputs()) {
            inputs.put(input, narrowed(input, scope, wanted));
        }
        String period = Contracts.of(id).period();
        boolean narrows = comparesKeys || !period.isEmpty() || id.layer() == Layer.SILVER && owners <= FEW;
        Dataset<Row> stored = place.lake().readWithPositions(id).join(wanted, using(owner), "left_semi");
        Dataset<Row> held = keep(narrows ? stored : stored.select(columns(List.of(Lake.FILE, Lake.ROW))));
        Dataset<Row> again = keep(compute(table, inputs)
                .join(wanted, using(owner), "left_semi")
                .select(columns(Contracts.of(id).columnNames())));
        WriteResult result = place.lake().exchange(id, again, Positions.of(held), List.of());
        return new Written(result, narrows ? reallyChanged(id, owner, held.drop(Lake.FILE, Lake.ROW), again) : change);
    }

    /** Of the owners that were made again, those of whom something is different: many tables follow who customers are. */
    private Change reallyChanged(TableId id, String owner, Dataset<Row> before, Dataset<Row> now) {
        Dataset<Row> different = different(id, before, now);
        if (different.isEmpty()) {
            return Change.NONE;
        }
        if (!owner.equals(CUSTOMER_KEY)) {
            return Change.some(List.of(), keys(different, CUSTOMER_KEY), keys(different, owner));
        }
        Dataset<Row> changed = small(keep(keys(different, owner).distinct()));
        Change change = Change.some(List.of(), changed, null)
                .with(new Change.Sides(
                        before.join(changed, using(owner), "left_semi"), now.join(changed, using(owner), "left_semi")));
        String period = Contracts.of(id).period();
        return period.isEmpty()
                ? change
                : change.in(months(different, List.of(period))).with(partsOf(different, using(owner), List.of(period)));
    }

    /** The owners that changes or the passing of time touch; null when there can be none. */
    private Dataset<Row> touched(Table table, Scope.Owner scope) {
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
    private Column candidate(TableId stage, Scope.Owner scope) {
        Column usual = scope.column().equals(CUSTOMER_KEY)
                ? SourceKey.customerKey(place.policy(), col(StageSchema.SOURCE_KEY))
                : col(StageSchema.SOURCE_KEY);
        return scope.candidates().getOrDefault(stage, usual);
    }

    /** Rows without a key share the empty one, so that they can be owned, too. */
    private static Column named(String sourceKey) {
        return coalesce(col(sourceKey), lit("")).as(StageSchema.SOURCE_KEY);
    }

    private static Column ownerOf(String owner) {
        return owner.equals(CUSTOMER_KEY) ? col(CUSTOMER_KEY) : named(StageSchema.SOURCE_KEY);
    }

    /** The clocks of a table that time has moved. */
    private List<Clock> struckClocks(Table table) {
        return base.asOf().equals(asOf.day())
                ? List.of()
                : table.clocks(place.policy()).stream()
                        .filter(c -> c.input().equals(table.id()) || !isEmpty(c.input()))
                        .toList();
    }

    /** The rows that begin or cease to count between the last as-of day and this one. */
    private Dataset<Row> struck(Clock clock) {
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

    /** The rows of an input that the owners have a part in. */
    private Dataset<Row> narrowed(TableId input, Scope.Owner scope, Dataset<Row> touched) {
        String owner = scope.column();
        if (input.layer() == Layer.STAGE) {
            return candidates
                    .all(input.name())
                    .withColumn("_owner", candidate(input, scope))
                    .join(touched.withColumnRenamed(owner, "_owner"), using("_owner"), "left_semi")
                    .drop("_owner");
        }
        return isEmpty(input)
                ? none(place, input)
                : narrowed(input, place.lake().read(input, asOf), owner, touched);
    }

    private Dataset<Row> narrowed(TableId input, Dataset<Row> rows, String owner, Dataset<Row> touched) {
        Dataset<Row> own = rows.withColumn("_owner", ownerOf(owner))
                .join(touched.withColumnRenamed(owner, "_owner"), using("_owner"), "left_semi")
                .drop("_owner");
        if (parties(input, OTHER_CUSTOMER_KEY).length == 0 || !owner.equals(CUSTOMER_KEY)) {
            return own;
        }
        // A row that both parties have a part in comes with its own.
        Dataset<Row> asOther = rows.join(
                        touched.withColumnRenamed(owner, OTHER_CUSTOMER_KEY), using(OTHER_CUSTOMER_KEY), "left_semi")
                .join(touched, using(owner), "left_anti");
        Column[] all = columns(Contracts.of(input).columnNames());
        return own.select(all).unionByName(asOther.select(all));
    }

    // ---- sums

    /** What the touched rows came to is taken off, and what they come to now is put on. */
    private Written summed(Table table, Scope.Sums scope) {
        TableId id = table.id();
        Scope.Owner owner = new Scope.Owner(scope.owner(), Map.of());
        Dataset<Row> owners = scope.byRow() ? null : touched(table, owner);
        if (!scope.byRow() && owners == null) {
            return Written.NOTHING;
        }
        Optional<BothDays> days = scope.byRow() ? ofRows(table) : ofOwners(table, owner, small(keep(owners)));
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
        Dataset<Row> groups = small(difference.select(columns(contract.primaryKey())));
        Dataset<Row> held = keep(place.lake().readWithPositions(id).join(groups, key, "left_semi"));
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
            Change change = change(input);
            if (!change.isNone() && change.sides() == null) {
                return Optional.empty();
            }
            Column[] all = columns(Contracts.of(input).columnNames());
            Dataset<Row> before = change.isNone()
                    ? none(place, input)
                    : change.sides().before().select(all);
            Dataset<Row> now = change.isNone() ? before : change.sides().now().select(all);
            String[] key = using(Contracts.of(input).primaryKey());
            for (Clock clock : struckClocks(table)) {
                if (clock.input().equals(input)) {
                    Dataset<Row> struck =
                            struck(clock).select(all).join(now.select(columns(List.of(key))), key, "left_anti");
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
    private Optional<BothDays> ofOwners(Table table, Scope.Owner owner, Dataset<Row> owners) {
        BothDays days = new BothDays(new HashMap<>(), new HashMap<>());
        long most = table.inputs().stream()
                .filter(i -> !isEmpty(i))
                .mapToLong(place.lake()::count)
                .max()
                .orElse(0);
        if (MOST * owners.count() > most) {
            return Optional.empty();
        }
        for (TableId input : table.inputs()) {
            Change change = change(input);
            Dataset<Row> now = keep(narrowed(input, owner, owners));
            days.now().put(input, now);
            days.before().put(input, change.isNone() ? now : before(input, now, change, owner.column(), owners));
        }
        return Optional.of(days);
    }

    /** What the owners' rows were: told by what changed in them, or read from the last release's version. */
    private Dataset<Row> before(TableId input, Dataset<Row> now, Change change, String owner, Dataset<Row> owners) {
        if (change.sides() == null) {
            return narrowed(input, held(input), owner, owners);
        }
        TableContract contract = Contracts.of(input);
        Column[] all = columns(contract.columnNames());
        String[] key = using(contract.primaryKey());
        Dataset<Row> changed = change.sides().now().select(columns(contract.primaryKey()));
        return now.select(all)
                .join(changed, key, "left_anti")
                .select(all)
                .unionByName(
                        narrowed(input, change.sides().before(), owner, owners).select(all));
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
            Dataset<Row> parts = touchedParts(table, scope);
            if (parts != null) {
                Dataset<Row> kept = keep(parts.distinct());
                long count = kept.count();
                if (count <= FEW || MOST * count <= place.lake().count(id)) {
                    return partsAgain(table, scope, count <= FEW ? broadcast(kept) : kept);
                }
            }
        }
        SortedSet<LocalDate> periods = touchedPeriods(table, scope);
        if (periods.isEmpty()) {
            return Written.NOTHING;
        }
        Map<TableId, Dataset<Row>> inputs = inputs(table);
        for (Scope.Cut cut : scope.cuts()) {
            if (!isEmpty(cut.input())) {
                inputs.put(cut.input(), stretch(cut, monthsSeen(periods, scope.unit(), cut.reachDays())));
            }
        }
        Dataset<Row> rows = compute(table, inputs)
                .filter(start(col(Contracts.of(id).period()), scope.unit()).isin(periods.toArray()));
        SortedSet<LocalDate> months = monthsSeen(periods, scope.unit(), 0);
        WriteResult result = place.lake().replaceMonths(id, rows, months);
        return new Written(result, Change.some(months, customers(table), null));
    }

    /** The customers of rows that inputs changed; null when there are none. */
    private Dataset<Row> customers(Table table) {
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
    private Dataset<Row> touchedParts(Table table, Scope.Period scope) {
        List<Dataset<Row>> all = new ArrayList<>();
        Set<TableId> watched = new HashSet<>();
        for (Scope.Watch watch : scope.watches()) {
            watched.add(watch.input());
            Dataset<Row> different = isOfCustomers(watch.input()) ? differentlySaid(watch) : null;
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

    private static boolean isOfCustomers(TableId id) {
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

    private static Column length(Scope.Unit unit) {
        return make_ym_interval(lit(0), lit(unit.months()));
    }

    /** Only the touched customers' rows, and the periods in which anybody's may have changed. */
    private Written partsAgain(Table table, Scope.Period scope, Dataset<Row> parts) {
        TableId id = table.id();
        Scope.Unit unit = scope.unit();
        SortedSet<LocalDate> open = starts(open(table, scope), unit);
        SortedSet<LocalDate> closed = new TreeSet<>(months(parts, List.of(MONTH)));
        closed.removeAll(open);
        if (open.isEmpty() && closed.isEmpty()) {
            return Written.NOTHING;
        }
        Dataset<Row> customers = small(keep(parts.select(CUSTOMER_KEY).distinct()));
        Map<TableId, Dataset<Row>> inputs = new HashMap<>();
        for (TableId input : table.inputs()) {
            Optional<Scope.Cut> cut =
                    scope.cuts().stream().filter(c -> c.input().equals(input)).findFirst();
            if (isEmpty(input)) {
                inputs.put(input, none(place, input));
            } else if (cut.isEmpty()) {
                boolean narrows = open.isEmpty() && isOfCustomers(input);
                inputs.put(input, narrows ? narrowed(input, input(input), CUSTOMER_KEY, customers) : input(input));
            } else {
                inputs.put(input, seen(cut.get(), open, closed, unit, customers));
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
        Change change = Change.some(touched, open.isEmpty() ? customers : customers(table), null)
                .with(parts);
        return new Written(result, tellsSides ? change.with(new Change.Sides(held, now)) : change);
    }

    /** What open periods see of an input, and of what only others see, the customers' rows. */
    private Dataset<Row> seen(
            Scope.Cut cut,
            SortedSet<LocalDate> open,
            SortedSet<LocalDate> closed,
            Scope.Unit unit,
            Dataset<Row> customers) {
        SortedSet<LocalDate> whole = monthsSeen(open, unit, cut.reachDays());
        SortedSet<LocalDate> rest = monthsSeen(closed, unit, cut.reachDays());
        rest.removeAll(whole);
        Dataset<Row> theirs = narrowed(cut.input(), stretch(cut, rest), CUSTOMER_KEY, customers);
        Column[] all = columns(Contracts.of(cut.input()).columnNames());
        return whole.isEmpty()
                ? theirs
                : theirs.select(all).unionByName(stretch(cut, whole).select(all));
    }

    private Dataset<Row> stretch(Scope.Cut cut, SortedSet<LocalDate> months) {
        return place.lake().read(cut.input(), cut.day(), months);
    }

    private static Column start(Column day, Scope.Unit unit) {
        return trunc(day, unit == Scope.Unit.MONTH ? "month" : "quarter").cast(DataTypes.DateType);
    }

    /** The first months of the periods that months are in. */
    private static SortedSet<LocalDate> starts(Collection<LocalDate> months, Scope.Unit unit) {
        return months.stream()
                .map(m -> m.withDayOfMonth(1).minusMonths((m.getMonthValue() - 1) % unit.months()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All months of the periods, and those that a reach beyond their ends falls into. */
    private static SortedSet<LocalDate> monthsSeen(Collection<LocalDate> periods, Scope.Unit unit, int reachDays) {
        SortedSet<LocalDate> months = new TreeSet<>();
        for (LocalDate start : periods) {
            months.addAll(stretch(start, start.plusMonths(unit.months()).plusDays(reachDays - 1L)));
        }
        return months;
    }

    private SortedSet<LocalDate> touchedPeriods(Table table, Scope.Period scope) {
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
    private SortedSet<LocalDate> open(Table table, Scope.Period scope) {
        SortedSet<LocalDate> months = new TreeSet<>(aging(scope));
        scope.watches().stream()
                .filter(w -> !isOfCustomers(w.input()))
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

    /** The months from that of the first day to that of the last. */
    private static List<LocalDate> stretch(LocalDate from, LocalDate until) {
        List<LocalDate> months = new ArrayList<>();
        for (LocalDate m = from.withDayOfMonth(1); !m.isAfter(until); m = m.plusMonths(1)) {
            months.add(m);
        }
        return months;
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
        return change.isNone() || isEmpty(watch.input())
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

    // ---- helpers

    private static List<LocalDate> months(Dataset<Row> rows, List<String> days) {
        Column[] all = days.stream().map(Lake::monthOf).toArray(Column[]::new);
        return rows.select(explode(array_compact(array(all))).as("month"))
                .distinct()
                .as(Encoders.LOCALDATE())
                .collectAsList();
    }

    /** One column with the values of some columns, under the name of the first; no nulls. */
    private static Dataset<Row> keys(Dataset<Row> rows, String... columns) {
        List<Column> values = new ArrayList<>();
        for (String column : columns) {
            values.add(column.endsWith(StageSchema.SOURCE_KEY) ? named(column) : col(column));
        }
        return rows.select(
                explode(array_compact(array(values.toArray(Column[]::new)))).as(columns[0]));
    }

    /** The rows as they are now. */
    static Dataset<Row> keep(Dataset<Row> rows) {
        return ToldToDeltaDataSource.keep(rows);
    }

    /** Rows that were kept and go to every task when they are few, so that what they are joined to need not be moved. */
    static Dataset<Row> small(Dataset<Row> kept) {
        return kept.count() <= FEW ? broadcast(kept) : kept;
    }

    private static Column[] columns(List<String> names) {
        return names.stream().map(n -> col(n)).toArray(Column[]::new);
    }

    private static String[] using(String... columns) {
        return columns;
    }

    private static String[] using(List<String> columns) {
        return columns.toArray(String[]::new);
    }
}
