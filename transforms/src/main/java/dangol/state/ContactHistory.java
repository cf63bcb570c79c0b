package dangol.state;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Clock;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each customer with a contact or purchase up to the as-of day: contacts by direction over the last 30, 90 and
 * 365 days (the as-of day is the last of them), and the last day of each kind of contact.
 */
public final class ContactHistory implements Table {
    private static final TableId INTERACTION_DAY = TableId.silver("interaction_day");
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    private static final TableId SURVEY_RESPONSE = TableId.silver("survey_response");
    private static final TableId SERVICE_CASE = TableId.silver("service_case");
    private static final TableId SOCIAL_POST = TableId.silver("social_post");

    private static final List<String> DIRECTIONS = List.of("F2C", "C2F", "C2C");
    private static final List<Integer> WINDOWS_DAYS = List.of(30, 90, 365);
    private static final int YEAR_DAYS = 365;

    @Override
    public TableId id() {
        return TableId.state("contact_history");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(INTERACTION_DAY, PURCHASE_DAY, SURVEY_RESPONSE, SERVICE_CASE, SOCIAL_POST);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.CUSTOMER;
    }

    @Override
    public List<Clock> clocks(Policy policy) {
        List<Integer> offsets = new ArrayList<>(List.of(0));
        offsets.addAll(WINDOWS_DAYS);
        return List.of(
                new Clock(INTERACTION_DAY, "occurred_on", offsets),
                Clock.of(PURCHASE_DAY, "purchased_on", 0),
                Clock.of(SURVEY_RESPONSE, "responded_on", 0),
                Clock.of(SERVICE_CASE, "opened_on", 0),
                Clock.of(SOCIAL_POST, "posted_on", 0));
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        List<Column> figures = counts(asOf);
        figures.addAll(lastDays());
        return events(inputs)
                .filter(asOf.includes(col("on")))
                .groupBy("customer_key")
                .agg(figures.get(0), figures.subList(1, figures.size()).toArray(Column[]::new));
    }

    /** The columns that count contacts; a customer without any has none of these rows and zero contacts. */
    public static List<String> countNames() {
        List<String> names = new ArrayList<>();
        DIRECTIONS.forEach(d -> WINDOWS_DAYS.forEach(n -> names.add(countName(d, n))));
        names.add("c2c_received_365d");
        return List.copyOf(names);
    }

    /** Everything that has a last day, as (customer_key, kind, on, interactions, received), so that one shuffle serves all. */
    private static Dataset<Row> events(Inputs inputs) {
        Dataset<Row> contacts = inputs.table(INTERACTION_DAY)
                .select(
                        col("customer_key"),
                        col("direction").as("kind"),
                        col("occurred_on").as("on"),
                        col("interactions"),
                        col("received"));
        Dataset<Row> posts = inputs.table(SOCIAL_POST).filter(not(coalesce(col("author_is_firm"), lit(false))));
        return contacts.unionByName(
                        days(inputs.table(PURCHASE_DAY).filter(col("is_purchase")), "purchase", "purchased_on"))
                .unionByName(days(inputs.table(SURVEY_RESPONSE), "survey", "responded_on"))
                .unionByName(days(inputs.table(SERVICE_CASE), "case", "opened_on"))
                .unionByName(days(posts, "post", "posted_on"));
    }

    private static Dataset<Row> days(Dataset<Row> rows, String kind, String on) {
        return rows.filter(col("customer_key").isNotNull())
                .select(
                        col("customer_key"),
                        lit(kind).as("kind"),
                        col(on).as("on"),
                        lit(0L).as("interactions"),
                        lit(0L).as("received"));
    }

    private static List<Column> counts(AsOf asOf) {
        List<Column> counts = new ArrayList<>();
        for (String direction : DIRECTIONS) {
            for (int days : WINDOWS_DAYS) {
                counts.add(inWindow(asOf, direction, days, "interactions").as(countName(direction, days)));
            }
        }
        counts.add(inWindow(asOf, "C2C", YEAR_DAYS, "received").as("c2c_received_365d"));
        return counts;
    }

    private static Column inWindow(AsOf asOf, String direction, int days, String counted) {
        Column within = col("kind").equalTo(direction).and(col("on").gt(date_sub(asOf.date(), days)));
        return sum(when(within, col(counted)).otherwise(0L));
    }

    private static List<Column> lastDays() {
        return List.of(
                lastDay("F2C", "last_f2c_on"),
                lastDay("C2F", "last_c2f_on"),
                lastDay("C2C", "last_c2c_on"),
                lastDay("purchase", "last_purchase_on"),
                lastDay("survey", "last_survey_on"),
                lastDay("case", "last_case_on"),
                lastDay("post", "last_post_on"));
    }

    private static Column lastDay(String kind, String name) {
        return max(when(col("kind").equalTo(kind), col("on"))).as(name);
    }

    private static String countName(String direction, int days) {
        return direction.toLowerCase(Locale.ROOT) + "_" + days + "d";
    }
}
