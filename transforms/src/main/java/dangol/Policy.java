package dangol;

import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.to_date;

import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * A company's own definitions, as its YAML states them.
 *
 * @param timeZone the zone that decides which day an instant belongs to
 * @param currency ISO 4217 code of all money in the lake
 * @param silentDays N: a customer without a purchase for N days has churned by that definition (days)
 * @param ownIntervals k: a customer silent for more than k of the own median purchase intervals has churned by that definition
 * @param minPurchaseDays purchase days that the own-interval definition needs to say anything
 * @param intentionHorizonsDays days after an answer within which a stated intention to return can come true
 * @param models how models are fitted
 * @param customerKeySecret secret of the keyed hash behind customer_key; the same secret gives the same keys
 */
public record Policy(
        ZoneId timeZone,
        String currency,
        int silentDays,
        double ownIntervals,
        int minPurchaseDays,
        List<Integer> intentionHorizonsDays,
        ModelPolicy models,
        String customerKeySecret) {

    /** Key kind of the company's own customer number, which is certain by itself. */
    public static final String CUSTOMER_ID = "customer_id";

    public Policy {
        intentionHorizonsDays = List.copyOf(intentionHorizonsDays);
    }

    /**
     * The customer_key of a source key of kind customer_id, null for null: the first 20 hex digits (80 bits) of a SHA-256
     * keyed with the company's secret, so that it never changes and cannot be turned back without the secret. Two of a
     * billion customers share a key with a probability below one in a million.
     */
    public Column customerKey(Column sourceKey) {
        return new KeyedHash(customerKeySecret).of(sourceKey);
    }

    /** The company's day of an instant, null for null. The session's time zone must be UTC. */
    public Column dayOf(Column instant) {
        return to_date(from_utc_timestamp(instant, timeZone.getId()));
    }
}
