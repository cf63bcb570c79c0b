package dangol.jobs.source;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.replace;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import dangol.StageSchema;
import dangol.contract.Contracts;
import dangol.contract.RowRule;
import dangol.contract.Severity;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.company.Fault;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Located;
import dangol.jobs.company.Mapping;
import dangol.silver.SourceKey;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Turns landed rows into candidates for a canonical entity: evaluates the mapping, casts to the contract's types, and says for
 * each row why it may not enter ({@link #REASON}, null when it may).
 */
public final class Stage {
    /** Why a row goes to quarantine; null when it is fit for silver. */
    public static final String REASON = "_reason";

    /** The landed row as JSON, for quarantine; null when the row is fit. */
    public static final String RAW = "_raw";

    private static final int SHOWN = 80;

    /** Entities whose rows are about nothing when they name no customer. */
    private static final Set<String> IDENTIFIED = Set.of("customer", "identity_key");

    private static final String LANDED = "_landed_";
    private static final String GIVEN = "_given_";
    private static final String FIT = "_fit";

    private final SparkSession spark;
    private final Company company;
    private final Map<String, Dataset<Row>> landed;
    private final Map<String, Dataset<Row>> lookups;

    /** @param landed the rows of each feed with the columns of {@link Landing} */
    public Stage(SparkSession spark, Company company, Map<String, Dataset<Row>> landed) {
        this(spark, company, landed, landed);
    }

    /**
     * @param landed the rows of each feed that are mapped
     * @param lookups the rows of each feed that mappings look something up in
     */
    public Stage(
            SparkSession spark, Company company, Map<String, Dataset<Row>> landed, Map<String, Dataset<Row>> lookups) {
        this.spark = spark;
        this.company = company;
        this.landed = landed;
        this.lookups = lookups;
    }

    /** Every fault of mappings against the columns that the feeds really have. */
    public List<Fault> faults(List<Mapping> mappings) {
        List<Fault> faults = new ArrayList<>();
        mappings.forEach(m -> faults.addAll(faults(m)));
        return faults;
    }

    /**
     * Candidates of one mapping: the columns of the stage schema, {@code _source_file}, {@link #RAW} and {@link #REASON}.
     * Nearly every row is fit, so that the words for what is wrong with a row, and the row as JSON, are only made for one that
     * is not.
     */
    public Dataset<Row> candidates(Mapping mapping) {
        return inZoneOf(mapping, () -> {
            TableContract contract = contract(mapping);
            Dataset<Row> cast = cast(mapping, contract);
            List<Condition> conditions = conditions(contract, cast.schema());
            Column fit = conditions.stream()
                    .map(c -> not(coalesce(c.broken(), lit(false))))
                    .reduce(lit(true), Column::and);
            Column words = array_join(
                    array_compact(array(conditions.stream()
                            .map(c -> when(c.broken(), c.words()))
                            .toArray(Column[]::new))),
                    "; ");
            List<Column> kept = new ArrayList<>();
            Arrays.stream(StageSchema.of(TableId.stage(mapping.entity())).fieldNames())
                    .forEach(n -> kept.add(col(n)));
            kept.add(col(Landing.SOURCE_FILE));
            kept.add(when(not(col(FIT)), to_json(struct(landed(cast)))).as(RAW));
            kept.add(when(not(col(FIT)), words).as(REASON));
            return cast.withColumn(FIT, fit).select(kept.toArray(Column[]::new));
        });
    }

    /** The landed columns, what the mapping makes of them, and that in the contract's types. */
    private Dataset<Row> cast(Mapping mapping, TableContract contract) {
        Dataset<Row> source = source(mapping);
        List<Column> given = new ArrayList<>();
        for (String column : source.select(mapping.feed() + ".*").columns()) {
            given.add(col(mapping.feed() + ".`" + column + "`").as(LANDED + column));
        }
        List<Column> typed = new ArrayList<>(List.of(col("*")));
        Map<Located, Given> values = valuesOf(mapping, source);
        for (dangol.contract.Column column : contract.columns()) {
            if (column.mapped()) {
                Located expression = mapping.columns().get(column.name());
                Given value = expression == null
                        ? defaultOf(column)
                        : values.get(expression).orNothing();
                String name = GIVEN + column.name();
                given.add(value.value().as(name));
                typed.add(new Given(col(name), value.type()).as(column.type()).as(column.name()));
            }
        }
        given.add(key(mapping.customer(), values).as(StageSchema.SOURCE_KEY));
        given.add(key(mapping.other(), values).as(StageSchema.OTHER_SOURCE_KEY));
        Column version = mapping.versionAt() == null
                ? lit(null).cast(DataTypes.TimestampType)
                : values.get(mapping.versionAt()).orNothing().as(DataTypes.TimestampType);
        given.add(version.as(StageSchema.VERSION_AT));
        typed.add(lit(mapping.feed()).as(StageSchema.FEED));
        typed.add(col(LANDED + Landing.BATCH_ID).as(StageSchema.BATCH_ID));
        typed.add(file(mapping).as(StageSchema.SOURCE_FILE));
        typed.add(col(LANDED + Landing.ROW_HASH).as(StageSchema.ROW_HASH));
        typed.add(col(LANDED + Landing.SOURCE_FILE).as(Landing.SOURCE_FILE));
        return source.select(given.toArray(Column[]::new)).select(typed.toArray(Column[]::new));
    }

    /**
     * By which of several rows taken together the last is known. Of events there are many, and names of files are long; of
     * customers whatever a source changes without a word of when is in the later export under the same date.
     */
    private static Column file(Mapping mapping) {
        Column file = col(LANDED + Landing.SOURCE_FILE);
        return IDENTIFIED.contains(mapping.entity())
                ? file
                : when(col(StageSchema.VERSION_AT).isNull(), file);
    }

    private static Column[] landed(Dataset<Row> cast) {
        return Arrays.stream(cast.columns())
                .filter(c -> c.startsWith(LANDED))
                .map(c -> col("`" + c + "`").as(c.substring(LANDED.length())))
                .toArray(Column[]::new);
    }

    /**
     * What keeps a row out.
     *
     * @param broken true when it does; null when that cannot be said
     * @param words what is wrong then
     */
    private record Condition(Column broken, Column words) {}

    private List<Condition> conditions(TableContract contract, StructType cast) {
        List<Condition> conditions = new ArrayList<>();
        for (dangol.contract.Column column : contract.columns()) {
            if (column.mapped()) {
                Column given = col(GIVEN + column.name());
                Column value = col(column.name());
                Column words = concat(
                        lit(column.name() + ": '"),
                        shown(given, cast.apply(GIVEN + column.name()).dataType()),
                        lit("' is no " + column.type().sql()));
                conditions.add(new Condition(value.isNull().and(given.isNotNull()), words));
                if (column.required()) {
                    conditions.add(new Condition(
                            value.isNull().and(given.isNull()), lit(column.name() + " is required and empty")));
                }
            }
        }
        if (IDENTIFIED.contains(contract.id().name())) {
            conditions.add(new Condition(col(StageSchema.SOURCE_KEY).isNull(), lit("customer is required and empty")));
        }
        if (contract.column("currency").isPresent()) {
            conditions.add(new Condition(
                    col("currency").notEqual(company.currency()),
                    concat(
                            lit("currency: '"),
                            shown(col("currency"), DataTypes.StringType),
                            lit("' is not the company's " + company.currency() + "; convert amounts in the mapping"))));
        }
        for (RowRule rule : contract.rowRules()) {
            if (rule.severity() == Severity.ERROR) {
                conditions.add(new Condition(not(expr(rule.predicate())), lit(rule.description())));
            }
        }
        return conditions;
    }

    private static Column shown(Column given, DataType type) {
        boolean nested = type instanceof StructType || type instanceof org.apache.spark.sql.types.ArrayType;
        Column text = substring(nested ? to_json(given) : given.cast("string"), 1, SHOWN);
        return replace(text, lit("'"), lit("’"));
    }

    /** Reasons without the values of their rows, which may be personal and would split counts. */
    public static Column withoutValues(Column reason) {
        return regexp_replace(reason, "(?s)'.*?' is no(?= [A-Z]|t the company)", "'…' is no");
    }

    private Given defaultOf(dangol.contract.Column column) {
        return column.name().equals("currency")
                ? new Given(lit(company.currency()), DataTypes.StringType)
                : new Given(lit(null), DataTypes.NullType);
    }

    /** What a mapping's columns, its parties and its version give. One analysis tells the types of all. */
    private static Map<Located, Given> valuesOf(Mapping mapping, Dataset<Row> rows) {
        List<Located> expressions = valued(mapping);
        List<Column> all = new ArrayList<>();
        expressions.forEach(e -> all.add(expr(e.text()).as("v" + all.size())));
        StructType types = rows.select(all.toArray(Column[]::new)).schema();
        Map<Located, Given> values = new HashMap<>();
        for (int i = 0; i < expressions.size(); i++) {
            Located e = expressions.get(i);
            values.put(e, new Given(expr(e.text()), types.fields()[i].dataType()));
        }
        return values;
    }

    private static List<Located> valued(Mapping mapping) {
        List<Located> expressions = new ArrayList<>(mapping.columns().values());
        expressions.addAll(mapping.customer().values());
        expressions.addAll(mapping.other().values());
        Optional.ofNullable(mapping.versionAt()).ifPresent(expressions::add);
        return expressions;
    }

    private static Column key(Map<String, Located> parties, Map<Located, Given> values) {
        List<Column> keys = new ArrayList<>();
        parties.forEach((kind, expression) -> {
            keys.add(SourceKey.of(lit(kind), values.get(expression).orNothing().as(DataTypes.StringType)));
        });
        return keys.isEmpty() ? lit(null).cast("string") : coalesce(keys.toArray(Column[]::new));
    }

    /** The feed's well-formed rows with its look-ups joined and its array taken apart. */
    private Dataset<Row> source(Mapping mapping) {
        Dataset<Row> landedRows = wellFormed(landed.get(mapping.feed()));
        Dataset<Row> rows = (mapping.names(mapping.feed(), Landing.OCCURRENCE) ? counted(landedRows) : landedRows)
                .as(mapping.feed());
        for (Map.Entry<String, Located> join : mapping.join().entrySet()) {
            rows = rows.join(
                    lookup(company.feed(join.getKey())), expr(join.getValue().text()), "left");
        }
        for (Map.Entry<String, Located> array : mapping.explode().entrySet()) {
            rows = rows.select(col("*"), explode(expr(array.getValue().text())).as(array.getKey()));
        }
        return mapping.filter() == null
                ? rows
                : rows.filter(expr(mapping.filter().text()));
    }

    /** Equal rows are alike in every column, so that any order counts them the same way. */
    private static Dataset<Row> counted(Dataset<Row> rows) {
        return rows.withColumn(
                Landing.OCCURRENCE,
                row_number()
                        .over(Window.partitionBy(Landing.BATCH_ID, Landing.SOURCE_FILE, Landing.ROW_HASH)
                                .orderBy(Landing.ROW_HASH)));
    }

    /** A look-up holds one row for each key, the latest, so that a join never multiplies rows. Files taken together follow by name. */
    private Dataset<Row> lookup(Feed feed) {
        Dataset<Row> rows = wellFormed(lookups.get(feed.name()));
        Column[] latest = {
            col(Landing.BATCH_ID).desc(), col(Landing.SOURCE_FILE).desc(), col(Landing.ROW_HASH)
        };
        Column[] key = feed.key().isEmpty()
                ? new Column[] {col(Landing.ROW_HASH)}
                : feed.key().stream().map(k -> col("`" + k + "`")).toArray(Column[]::new);
        return rows.withColumn(
                        "_rank", row_number().over(Window.partitionBy(key).orderBy(latest)))
                .filter(col("_rank").equalTo(1))
                .drop("_rank", Landing.BATCH_ID, Landing.SOURCE_FILE, Landing.ROW_HASH, Landing.INGESTED_AT)
                .as(feed.name());
    }

    private static Dataset<Row> wellFormed(Dataset<Row> rows) {
        return rows.filter(col(Landing.MALFORMED).isNull()).drop(Landing.MALFORMED);
    }

    private List<Fault> faults(Mapping mapping) {
        return inZoneOf(mapping, () -> {
            try {
                Objects.requireNonNull(cast(mapping, contract(mapping)));
                return unrepeatable(mapping);
            } catch (Exception together) {
                // One analysis finds that something is wrong, one for each expression what it is.
                try {
                    return faultsOfExpressions(mapping, source(mapping));
                } catch (Exception e) {
                    return List.of(new Fault(mapping.where(), UnreadableException.sentence(e), cure(e)));
                }
            }
        });
    }

    private static List<Fault> faultsOfExpressions(Mapping mapping, Dataset<Row> rows) {
        List<Fault> faults = new ArrayList<>();
        TableContract contract = contract(mapping);
        mapping.columns()
                .forEach((name, e) -> check(
                        name,
                        e,
                        faults,
                        rows,
                        contract.column(name).orElseThrow().type()));
        mapping.customer().forEach((kind, e) -> check(kind, e, faults, rows, DataTypes.StringType));
        mapping.other().forEach((kind, e) -> check(kind, e, faults, rows, DataTypes.StringType));
        if (mapping.versionAt() != null) {
            check("version_at", mapping.versionAt(), faults, rows, DataTypes.TimestampType);
        }
        return faults;
    }

    /** Batches are mapped one by one, and all of them again whenever silver is made anew: a row must become the same each time. */
    private List<Fault> unrepeatable(Mapping mapping) {
        Set<String> columns = Arrays.stream(source(mapping).columns())
                .map(c -> c.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        List<Fault> faults = new ArrayList<>();
        mapping.expressions()
                .forEach(e -> Repeatable.otherwise(e.text(), columns)
                        .ifPresent(asked -> faults.add(new Fault(
                                e.where(),
                                "'" + e.text() + "' asks " + asked + " and would not make the same of a row each time.",
                                "Ask nothing but the row. Equal rows of a file are counted by _occurrence; what needs other rows, "
                                        + "the source has to say."))));
        return faults;
    }

    private static void check(String name, Located e, List<Fault> faults, Dataset<Row> rows, DataType wanted) {
        try {
            Column value = expr(e.text());
            DataType type = rows.select(value).schema().fields()[0].dataType();
            Objects.requireNonNull(
                    rows.select(new Given(value, type).orNothing().as(wanted)));
        } catch (Exception fault) {
            faults.add(new Fault(e.where(), name + ": " + UnreadableException.sentence(fault), cure(fault)));
        }
    }

    private static String cure(Exception e) {
        if (e instanceof ParseException) {
            return "Expressions are Spark SQL; texts stand in single quotes.";
        }
        if (e instanceof AnalysisException analysis
                && String.valueOf(analysis.getCondition()).startsWith("UNRESOLVED_COLUMN")) {
            return "Take a column that the feed has; characters other than letters, digits and _ landed as _.";
        }
        return "Change the expression so that it gives a value of the entity's type.";
    }

    private static TableContract contract(Mapping mapping) {
        return Contracts.of(TableId.silver(mapping.entity()));
    }

    /**
     * Spark fixes an expression's zone and ANSI mode when it is analysed. A mapping is analysed in its feed's zone, and without
     * ANSI: one bad value must send its row to quarantine, not end the run.
     */
    private <T> T inZoneOf(Mapping mapping, Supplier<T> analysis) {
        ZoneId zone = company.feed(mapping.feed()).timeZone();
        String usualZone = spark.conf().get("spark.sql.session.timeZone");
        String usualAnsi = spark.conf().get("spark.sql.ansi.enabled");
        try {
            spark.conf().set("spark.sql.session.timeZone", zone.getId());
            spark.conf().set("spark.sql.ansi.enabled", "false");
            return analysis.get();
        } finally {
            spark.conf().set("spark.sql.session.timeZone", usualZone);
            spark.conf().set("spark.sql.ansi.enabled", usualAnsi);
        }
    }
}
