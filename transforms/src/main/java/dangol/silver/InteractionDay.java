package dangol.silver;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each linked customer, company-local day, direction and channel with at least one contact; unit: contacts.
 * F2C is firm to customer, C2F customer to firm, C2C customer to customer. A C2C contact counts once, at its initiator, and
 * as received at the other end. The contract lists which row of which entity is a contact.
 */
public final class InteractionDay implements Table {
    private static final TableId CAMPAIGN_TOUCH = TableId.silver("campaign_touch");
    private static final TableId TRANSACTION = TableId.silver("transaction");
    private static final TableId SURVEY_RESPONSE = TableId.silver("survey_response");
    private static final TableId SERVICE_CASE = TableId.silver("service_case");
    private static final TableId SOCIAL_POST = TableId.silver("social_post");
    private static final TableId REFERRAL = TableId.silver("referral");

    private static final String F2C = "F2C";
    private static final String C2F = "C2F";
    private static final String C2C = "C2C";

    @Override
    public TableId id() {
        return TableId.silver("interaction_day");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(CAMPAIGN_TOUCH, TRANSACTION, SURVEY_RESPONSE, SERVICE_CASE, SOCIAL_POST, REFERRAL);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.periods(
                        Scope.Unit.MONTH,
                        new Scope.Cut(CAMPAIGN_TOUCH, "touched_on", 0),
                        new Scope.Cut(TRANSACTION, "occurred_on", 0),
                        new Scope.Cut(SURVEY_RESPONSE, "responded_on", 0),
                        new Scope.Cut(SOCIAL_POST, "posted_on", 0),
                        new Scope.Cut(REFERRAL, "referred_on", 0))
                .eachCustomer();
    }

    /** All days, whatever the as-of day: marts narrow the fact to theirs. */
    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return touches(inputs.table(CAMPAIGN_TOUCH))
                .unionByName(purchases(inputs.table(TRANSACTION)))
                .unionByName(answers(inputs.table(SURVEY_RESPONSE)))
                .unionByName(cases(inputs.table(SERVICE_CASE)))
                .unionByName(posts(inputs.table(SOCIAL_POST)))
                .unionByName(referrals(inputs.table(REFERRAL)))
                .groupBy("customer_key", "occurred_on", "direction", "channel")
                .agg(sum("interactions").as("interactions"), sum("received").as("received"));
    }

    private static Dataset<Row> touches(Dataset<Row> touches) {
        return contacts(touches, initiated(F2C, col("customer_key"), col("touched_on"), col("channel")));
    }

    private static Dataset<Row> purchases(Dataset<Row> lines) {
        Dataset<Row> visits = lines.filter(col("customer_key").isNotNull())
                .filter(col("kind").isin("sale", "refund", "cancellation"))
                .groupBy("customer_key", "transaction_id", "occurred_on")
                .agg(min("channel").as("channel"));
        return contacts(visits, initiated(C2F, col("customer_key"), col("occurred_on"), known(col("channel"))));
    }

    private static Dataset<Row> answers(Dataset<Row> responses) {
        return contacts(responses, initiated(C2F, col("customer_key"), col("responded_on"), lit("survey")));
    }

    private static Dataset<Row> cases(Dataset<Row> cases) {
        Column customer = col("customer_key");
        Column channel = known(col("channel"));
        return contacts(
                cases,
                initiated(C2F, customer, col("opened_on"), channel),
                initiated(F2C, customer, col("answered_on"), channel),
                initiated(F2C, customer, col("notified_on"), channel));
    }

    private static Dataset<Row> posts(Dataset<Row> posts) {
        Column byFirm = coalesce(col("author_is_firm"), lit(false));
        Column addressee = col("addressee");
        Column author = col("customer_key");
        Column other = col("other_customer_key");
        Column on = col("posted_on");
        Column social = lit("social");
        Column fromFirm = byFirm.and(addressee.notEqual("public"));
        Column toFirm = not(byFirm).and(addressee.equalTo("firm"));
        Column between = not(byFirm).and(addressee.equalTo("person")).and(author.notEqual(other));
        return contacts(
                posts,
                when(fromFirm, initiated(F2C, other, on, social)),
                when(toFirm, initiated(C2F, author, on, social)),
                when(between, initiated(C2C, author, on, social)),
                when(between, received(other, on, social)));
    }

    private static Dataset<Row> referrals(Dataset<Row> referrals) {
        Column referrer = col("customer_key");
        Column referee = col("other_customer_key");
        Column between = referrer.notEqual(referee);
        return contacts(
                referrals,
                when(between, initiated(C2C, referrer, col("referred_on"), lit("referral"))),
                when(between, received(referee, col("referred_on"), lit("referral"))));
    }

    private static Column initiated(String direction, Column customer, Column on, Column channel) {
        return contact(direction, customer, on, channel, 1, 0);
    }

    private static Column received(Column customer, Column on, Column channel) {
        return contact(C2C, customer, on, channel, 0, 1);
    }

    private static Column contact(
            String direction, Column customer, Column on, Column channel, long interactions, long received) {
        return struct(
                customer.as("customer_key"),
                on.as("occurred_on"),
                lit(direction).as("direction"),
                channel.as("channel"),
                lit(interactions).as("interactions"),
                lit(received).as("received"));
    }

    /** The contacts that each row makes; one without a customer or without a day did not take place. */
    private static Dataset<Row> contacts(Dataset<Row> rows, Column... contacts) {
        return rows.select(inline(array(contacts)))
                .filter(col("customer_key").isNotNull())
                .filter(col("occurred_on").isNotNull());
    }

    private static Column known(Column channel) {
        return coalesce(channel, lit("unknown"));
    }
}
