package dangol;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.contract.TableId;
import dangol.gold.ChurnFeatures;
import dangol.state.ChurnModels;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the churn classifier learns from was known on its day, and what it is to foretell came afterwards. */
class ChurnFeaturesTest {
    private static final LocalDate DAY = LocalDate.of(2025, 3, 31);
    private static final int HORIZON_DAYS = 30;
    private static final List<TableId> TABLES = new ChurnModels().inputs();
    private static final Map<String, String> HAPPENS_ON = Map.of(
            "customer", "valid_from",
            "transaction", "occurred_on",
            "subscription", "started_on",
            "survey_response", "responded_on",
            "service_case", "opened_on",
            "campaign_touch", "touched_on",
            "social_post", "posted_on");

    private static Facts facts;
    private static Facts known;

    /** Two years of eighty customers around the day: half of all that happens lies after it. */
    @BeforeAll
    static void customers() {
        facts = new Facts();
        Random chance = new Random(3);
        for (int c = 0; c < 80; c++) {
            String key = "c-" + c;
            LocalDate changed = DAY.plusDays(chance.nextInt(-200, 200));
            version(key, 1, null, changed, "basic", "{\"children\":\"0\"}");
            version(key, 2, changed, null, "gold", "{\"children\":\"1\"}");
            for (int i = chance.nextInt(12); i > 0; i--) {
                LocalDate on = DAY.plusDays(chance.nextInt(-365, 365));
                purchase(key, i, on, chance.nextInt(5, 90));
            }
            if (c % 3 == 0) {
                contract(key, chance);
            }
            for (int i = chance.nextInt(4); i > 0; i--) {
                survey(key, i, DAY.plusDays(chance.nextInt(-300, 300)), chance);
            }
            if (c % 4 == 0) {
                serviceCase(key, DAY.plusDays(chance.nextInt(-300, 100)), chance);
            }
            for (int i = chance.nextInt(6); i > 0; i--) {
                touch(key, i, DAY.plusDays(chance.nextInt(-300, 300)));
            }
        }
        known = facts.knownOn(DAY, HAPPENS_ON);
    }

    private static void version(
            String key, int version, LocalDate from, LocalDate to, String segment, String attributes) {
        facts.add(
                "customer",
                "customer_key",
                key,
                "version",
                version,
                "valid_from",
                from == null ? LocalDate.of(1900, 1, 1) : from,
                "valid_to",
                to,
                "is_current",
                to == null,
                "known_since",
                LocalDate.of(2024, 1, 1),
                "segment",
                segment,
                "attributes",
                attributes);
    }

    private static void purchase(String key, int number, LocalDate on, int amount) {
        facts.add(
                "transaction",
                "transaction_id",
                key + "-" + number,
                "line_id",
                "1",
                "customer_key",
                key,
                "kind",
                "sale",
                "occurred_at",
                on + "T03:00:00Z",
                "occurred_on",
                on,
                "amount",
                amount);
    }

    private static void contract(String key, Random chance) {
        LocalDate started = DAY.minusDays(chance.nextInt(0, 400));
        facts.add(
                "subscription",
                "subscription_id",
                "s-" + key,
                "customer_key",
                key,
                "plan",
                chance.nextBoolean() ? "basic" : "plus",
                "monthly_fee",
                10,
                "started_on",
                started,
                "contract_ends_on",
                started.plusDays(365),
                "ended_on",
                chance.nextBoolean() ? started.plusDays(chance.nextInt(1, 500)) : null,
                "attributes",
                "{\"paperless\":\"yes\"}");
    }

    private static void survey(String key, int number, LocalDate on, Random chance) {
        facts.add(
                "survey_response",
                "response_id",
                key + "-" + number,
                "customer_key",
                key,
                "kind",
                chance.nextBoolean() ? "csat" : "nps",
                "responded_at",
                on + "T03:00:00Z",
                "responded_on",
                on,
                "score",
                chance.nextInt(0, 10),
                "scale_min",
                0,
                "scale_max",
                10,
                "intends_return",
                chance.nextBoolean());
    }

    private static void serviceCase(String key, LocalDate opened, Random chance) {
        LocalDate answered = opened.plusDays(chance.nextInt(0, 40));
        facts.add(
                "service_case",
                "case_id",
                key,
                "customer_key",
                key,
                "opened_at",
                opened + "T03:00:00Z",
                "opened_on",
                opened,
                "promised_by",
                opened.plusDays(10) + "T03:00:00Z",
                "promised_by_on",
                opened.plusDays(10),
                "answered_at",
                answered + "T03:00:00Z",
                "answered_on",
                answered,
                "resolved_at",
                answered + "T04:00:00Z",
                "resolved_on",
                answered);
    }

    private static void touch(String key, int number, LocalDate on) {
        facts.add(
                "campaign_touch",
                "touch_id",
                key + "-" + number,
                "customer_key",
                key,
                "channel",
                "email",
                "touched_at",
                on + "T03:00:00Z",
                "touched_on",
                on);
    }

    /** How features are made of the tables as of a day. */
    private interface Features extends BiFunction<Inputs, AsOf, Dataset<Row>> {}

    /** The customers of whom the features say something else when nothing after the day is there. */
    private static List<String> leaks(Features features) {
        Map<String, String> all = byCustomer(facts, features);
        Map<String, String> then = byCustomer(known, features);
        assertThat(then).hasSizeGreaterThan(30);
        Map<String, String> different = new TreeMap<>(all);
        different.entrySet().removeIf(e -> e.getValue().equals(then.get(e.getKey())));
        then.keySet().stream().filter(k -> !all.containsKey(k)).forEach(k -> different.put(k, "only without"));
        return List.copyOf(different.keySet());
    }

    private static Map<String, String> byCustomer(Facts given, Features features) {
        Map<String, String> rows = new TreeMap<>();
        features.apply(given.inputs(TABLES, DAY), new AsOf(DAY))
                .collectAsList()
                .forEach(r -> rows.put(r.getAs("customer_key"), r.json()));
        return rows;
    }

    @Test
    void featuresOfADayAreThoseOfWhatWasKnownOnIt() {
        assertThat(leaks(ChurnFeatures::rows)).isEmpty();
    }

    @Test
    void aFeatureThatLooksPastTheDayIsFound() {
        assertThat(leaks((inputs, asOf) -> ChurnFeatures.rows(inputs, asOf)
                        .join(
                                inputs.table(TableId.silver("purchase_day"))
                                        .groupBy("customer_key")
                                        .agg(count(lit(1)).as("purchases_at_any_time")),
                                new String[] {"customer_key"},
                                "left")))
                .isNotEmpty();
    }

    /** Written out of the facts a second time, with plain loops over the collected rows. */
    @Test
    void theOutcomeIsWhatCameAfterTheDay() {
        AsOf asOf = new AsOf(DAY);
        Inputs inputs = facts.inputs(TABLES, DAY);
        List<Row> rows = ChurnFeatures.labelled(ChurnFeatures.rows(inputs, asOf), inputs, asOf, HORIZON_DAYS)
                .collectAsList();
        List<Row> purchases = inputs.table(TableId.silver("purchase_day"))
                .filter(col("is_purchase"))
                .collectAsList();
        List<Row> contracts = inputs.table(TableId.silver("subscription")).collectAsList();
        LocalDate end = DAY.plusDays(HORIZON_DAYS);
        int churned = 0;
        for (Row row : rows) {
            String key = row.getAs("customer_key");
            boolean boughtAfter = purchases.stream()
                    .filter(p -> key.equals(p.getAs("customer_key")))
                    .map(p -> day(p, "purchased_on"))
                    .anyMatch(on -> on.isAfter(DAY) && !on.isAfter(end));
            boolean had = isActive(contracts, key, DAY);
            assertThat(row.<String>getAs("contract")).isEqualTo(had ? "yes" : "no");
            assertThat(row.<Boolean>getAs("churned"))
                    .as(key)
                    .isEqualTo(had ? !isActive(contracts, key, end) : !boughtAfter);
            churned += row.<Boolean>getAs("churned") ? 1 : 0;
        }
        assertThat(churned).isBetween(10, rows.size() - 10);
    }

    private static boolean isActive(List<Row> contracts, String key, LocalDate on) {
        return contracts.stream()
                .filter(c -> key.equals(c.getAs("customer_key")))
                .anyMatch(c -> !day(c, "started_on").isAfter(on)
                        && (c.isNullAt(c.fieldIndex("ended_on"))
                                || day(c, "ended_on").isAfter(on)));
    }

    private static LocalDate day(Row row, String column) {
        return LocalDate.parse(row.getAs(column).toString());
    }
}
