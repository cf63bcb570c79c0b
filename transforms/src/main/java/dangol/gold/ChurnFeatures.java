package dangol.gold;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.contract.TableId;
import dangol.model.classifier.Kind;
import dangol.model.classifier.Traits;
import dangol.state.ContactHistory;
import dangol.state.Relationship;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * One row for each customer who can still churn on a day D, with all that was known of the customer at the end of D and
 * nothing later: times in days, money in the company currency, satisfaction between 0 and 1. Who can churn on D: who has
 * a contract that is active on D, else who bought within the last silent_days days.
 *
 * <p>When a feature is added or changes its meaning, the version of the contract of state.churn_model is raised, so that
 * no model is asked about features that it was not trained on.
 */
public final class ChurnFeatures {
    /** Begins the names of features that come from the company's own attributes. */
    public static final String ATTRIBUTE = "attribute ";

    /** Whether a contract is active, 'yes' or 'no': such customers churn by its end, the others by silence. */
    public static final String CONTRACT = "contract";

    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId PURCHASES = TableId.state("purchase_history");
    private static final TableId CONTACTS = TableId.state("contact_history");
    private static final TableId SUBSCRIPTION = TableId.silver("subscription");
    private static final TableId SURVEY_RESPONSE = TableId.silver("survey_response");
    private static final TableId SERVICE_CASE = TableId.silver("service_case");
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");

    private static final String KEY = "customer_key";
    private static final String HAS_CONTRACT = "has_contract";
    private static final String CHURNED = "churned";
    private static final int YEAR_DAYS = 365;

    private static final Map<String, Kind> KINDS = kinds();

    private ChurnFeatures() {}

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (String magnitude : List.of(
                "recency_days",
                "purchase_days",
                "first_purchase_days",
                "median_interval_days",
                "silence_in_intervals",
                "tenure_days",
                "spend",
                "spend_365d")) {
            kinds.put(magnitude, Kind.MAGNITUDE);
        }
        ContactHistory.countNames().forEach(c -> kinds.put(c, Kind.MAGNITUDE));
        for (String magnitude : List.of("contact_days", "open_cases", "cases_365d", "late_cases_365d")) {
            kinds.put(magnitude, Kind.MAGNITUDE);
        }
        for (String number :
                List.of("last_satisfaction", "last_nps", "contract_days", "days_to_contract_end", "monthly_fee")) {
            kinds.put(number, Kind.NUMBER);
        }
        for (String category : List.of("last_intention", CONTRACT, "plan", "segment", "acquisition_channel")) {
            kinds.put(category, Kind.CATEGORY);
        }
        return Collections.unmodifiableMap(kinds);
    }

    /** What {@link #rows} reads. */
    public static List<TableId> inputs() {
        return List.of(CUSTOMER, PURCHASES, CONTACTS, SUBSCRIPTION, SURVEY_RESPONSE, SERVICE_CASE);
    }

    /** What {@link #labelled} reads. */
    public static List<TableId> labels() {
        return List.of(PURCHASE_DAY, SUBSCRIPTION);
    }

    /** The features of a sample: the same for all companies, and the attributes that its customers have. */
    public static Map<String, Kind> kinds(List<Traits> sample) {
        Map<String, Kind> kinds = new LinkedHashMap<>(KINDS);
        sample.stream()
                .flatMap(t -> t.texts().keySet().stream())
                .filter(name -> name.startsWith(ATTRIBUTE))
                .distinct()
                .sorted()
                .forEach(name -> kinds.put(name, Kind.OPEN));
        return kinds;
    }

    /** The rows as of a day; numbers are DOUBLE, categories STRING, attributes a map of names and values. */
    public static Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        Dataset<Row> customers = inputs.table(CUSTOMER)
                .filter(asOf.includes(col("known_since")).and(Segments.validOn(asOf.date())))
                .select(
                        col(KEY),
                        days("known_since", asOf).as("tenure_days"),
                        col("segment"),
                        col("acquisition_channel"),
                        attributes().as("customer_attributes"));
        Dataset<Row> rows = customers
                .join(purchases(inputs.table(PURCHASES), asOf), usingKey(), "left")
                .join(contracts(inputs.table(SUBSCRIPTION), asOf), usingKey(), "left")
                .withColumn(HAS_CONTRACT, coalesce(col(HAS_CONTRACT), lit(false)))
                .filter(col(HAS_CONTRACT)
                        .or(col("recency_days").lt(inputs.policy().silentDays())))
                .withColumn(CONTRACT, when(col(HAS_CONTRACT), "yes").otherwise("no"))
                .join(contacts(inputs.table(CONTACTS), asOf), usingKey(), "left")
                .join(answers(known(inputs.table(SURVEY_RESPONSE), asOf, "responded_on")), usingKey(), "left")
                .join(cases(known(inputs.table(SERVICE_CASE), asOf, "opened_on"), asOf), usingKey(), "left");
        List<String> zero = new ArrayList<>(ContactHistory.countNames());
        zero.addAll(List.of("purchase_days", "spend", "spend_365d", "open_cases", "cases_365d", "late_cases_365d"));
        List<Column> columns = new ArrayList<>(List.of(col(KEY), col(HAS_CONTRACT)));
        KINDS.forEach((name, kind) -> {
            Column value = kind == Kind.CATEGORY ? col(name) : col(name).cast("DOUBLE");
            columns.add((zero.contains(name) ? coalesce(value, lit(0.0)) : value).as(name));
        });
        columns.add(col("customer_attributes"));
        columns.add(col("contract_attributes"));
        return rows.select(columns.toArray(Column[]::new));
    }

    /**
     * The rows of a day with {@code churned}, what became of the customers on the horizon's days after it: of those with a
     * contract, that none is active when it ends; of the others, that they bought nothing.
     */
    public static Dataset<Row> labelled(Dataset<Row> rows, Inputs inputs, AsOf asOf, int horizonDays) {
        Column end = date_add(asOf.date(), horizonDays);
        Dataset<Row> buyers = inputs.table(PURCHASE_DAY)
                .filter(col("is_purchase")
                        .and(col("purchased_on").gt(asOf.date()))
                        .and(col("purchased_on").leq(end)))
                .select(col(KEY), lit(true).as("bought"))
                .distinct();
        Dataset<Row> stayed = inputs.table(SUBSCRIPTION)
                .filter(col(KEY).isNotNull().and(isActiveOn(end)))
                .select(col(KEY), lit(true).as("stayed"))
                .distinct();
        return rows.join(buyers, usingKey(), "left")
                .join(stayed, usingKey(), "left")
                .withColumn(
                        CHURNED,
                        when(col(HAS_CONTRACT), col("stayed").isNull())
                                .otherwise(col("bought").isNull()))
                .drop("bought", "stayed");
    }

    /** A row of {@link #rows} as a classifier takes it. */
    public static Traits traits(Row row) {
        Map<String, Double> numbers = new HashMap<>();
        Map<String, String> texts = new HashMap<>();
        StructField[] fields = row.schema().fields();
        for (int i = 0; i < fields.length; i++) {
            String name = fields[i].name();
            if (row.isNullAt(i) || name.equals(KEY)) {
                continue;
            }
            if (fields[i].dataType().equals(DataTypes.DoubleType)) {
                numbers.put(name, row.getDouble(i));
            } else if (fields[i].dataType().equals(DataTypes.StringType)) {
                texts.put(name, row.getString(i));
            } else if (name.endsWith("_attributes")) {
                // Those of the contract come last: of two with one name they are the nearer ones.
                row.<String, String>getJavaMap(i).forEach((key, value) -> texts.put(ATTRIBUTE + key, value));
            }
        }
        return new Traits(numbers, texts);
    }

    private static Dataset<Row> purchases(Dataset<Row> histories, AsOf asOf) {
        Column recency = days("last_purchase_on", asOf);
        return histories.select(
                col(KEY),
                recency.as("recency_days"),
                col("purchase_days"),
                days("first_purchase_on", asOf).as("first_purchase_days"),
                col("median_interval_days"),
                recency.divide(col("median_interval_days")).as("silence_in_intervals"),
                col("spend"),
                col("spend_365d"));
    }

    private static Dataset<Row> contracts(Dataset<Row> subscriptions, AsOf asOf) {
        Column latest = struct(col("started_on"), col("subscription_id"));
        return subscriptions
                .filter(col(KEY).isNotNull().and(isActiveOn(asOf.date())))
                .withColumn("attributes_of_it", attributes())
                .groupBy(KEY)
                .agg(
                        lit(true).as(HAS_CONTRACT),
                        datediff(asOf.date(), max("started_on")).as("contract_days"),
                        datediff(max("contract_ends_on"), asOf.date()).as("days_to_contract_end"),
                        max_by(col("plan"), latest).as("plan"),
                        sum("monthly_fee").as("monthly_fee"),
                        max_by(col("attributes_of_it"), latest).as("contract_attributes"));
    }

    private static Column isActiveOn(Column day) {
        return col("started_on")
                .leq(day)
                .and(col("ended_on").isNull().or(col("ended_on").gt(day)));
    }

    private static Dataset<Row> contacts(Dataset<Row> histories, AsOf asOf) {
        List<Column> columns = new ArrayList<>(List.of(
                col(KEY),
                datediff(asOf.date(), greatest(col("last_f2c_on"), col("last_c2f_on"), col("last_c2c_on")))
                        .as("contact_days")));
        ContactHistory.countNames().forEach(c -> columns.add(col(c)));
        return histories.select(columns.toArray(Column[]::new));
    }

    private static Dataset<Row> answers(Dataset<Row> responses) {
        Column answered = struct(col("responded_at"), col("response_id"));
        Column asked = col("intends_return").isNotNull();
        Dataset<Row> intentions = responses
                .groupBy(KEY)
                .agg(max_by(when(asked, col("intends_return")), when(asked, answered))
                        .as("intends"));
        return Relationship.lastScores(responses)
                .join(intentions, usingKey(), "left")
                .withColumn("last_intention", when(col("intends"), "yes").when(not(col("intends")), "no"))
                .drop("intends");
    }

    private static Dataset<Row> cases(Dataset<Row> cases, AsOf asOf) {
        // Whether a promise was kept is known once its day has passed.
        Column late = col("promised_by_on")
                .lt(asOf.date())
                .and(col("answered_on").isNull().or(col("answered_on").gt(col("promised_by_on"))))
                .and(col("opened_on").gt(date_sub(asOf.date(), YEAR_DAYS)));
        Dataset<Row> lateOnes = cases.groupBy(KEY).agg(count_if(late).as("late_cases_365d"));
        return Relationship.cases(cases, asOf).join(lateOnes, usingKey(), "left");
    }

    private static Dataset<Row> known(Dataset<Row> rows, AsOf asOf, String on) {
        return rows.filter(col(KEY).isNotNull().and(asOf.includes(col(on))));
    }

    private static Column attributes() {
        return from_json(col("attributes"), DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));
    }

    private static Column days(String since, AsOf asOf) {
        return datediff(asOf.date(), col(since));
    }

    private static String[] usingKey() {
        return new String[] {KEY};
    }
}
