package dangol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.gold.Customer360;
import dangol.gold.CustomerActivity;
import dangol.gold.IntentGap;
import dangol.gold.InteractionFrequency;
import dangol.gold.LinkCoverage;
import dangol.gold.LoyaltyCurve;
import dangol.gold.StatedVsActual;
import dangol.gold.WalletShare;
import dangol.gold.WalletShareSummary;
import dangol.silver.InteractionDay;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What holds of contacts, wallets and intentions for any company at all. Few tries, each with many rows: a try is a Spark job. */
class LoyaltyPropertyTest {
    private static final LocalDate DAY = LocalDate.of(2024, 8, 20);
    private static final List<Table> TABLES = List.of(
            new InteractionDay(),
            new InteractionFrequency(),
            new CustomerActivity(),
            new WalletShare(),
            new WalletShareSummary(),
            new StatedVsActual(),
            new IntentGap(),
            new LoyaltyCurve(),
            new LinkCoverage(),
            new Customer360());

    @Property(tries = 1, shrinking = ShrinkingMode.OFF)
    void everyRuleOfTheContractsHolds(@ForAll long seed) {
        Facts company = company(seed);
        TABLES.forEach(table -> company.holdsItsContract(table, DAY));
    }

    @Property(tries = 1, shrinking = ShrinkingMode.OFF)
    void theOrderOfTheRowsChangesNothing(@ForAll long seed) {
        Facts company = company(seed);
        for (Table table : TABLES) {
            assertThat(sorted(company.shuffled(seed), table, DAY))
                    .as(table.id().toString())
                    .isEqualTo(sorted(company, table, DAY));
        }
    }

    @Property(tries = 1, shrinking = ShrinkingMode.OFF)
    void whatHappensLaterChangesNothing(@ForAll long seed) {
        LocalDate earlier = DAY.minusDays(97);
        Facts known = company(seed, earlier);
        Facts all = company(seed);
        for (Table table : TABLES.subList(1, TABLES.size())) {
            assertThat(sorted(all, table, earlier)).as(table.id().toString()).isEqualTo(sorted(known, table, earlier));
        }
    }

    @Property(tries = 2, shrinking = ShrinkingMode.OFF)
    void asManyContactsAreReceivedAsAreMadeBetweenCustomers(@ForAll long seed) {
        Row sums = company(seed)
                .compute(new InteractionDay(), DAY)
                .filter(functions.col("direction").equalTo("C2C"))
                .agg(functions.sum("interactions"), functions.sum("received"))
                .first();
        assertThat(sums.get(0)).isNotNull().isEqualTo(sums.get(1));
    }

    @Property(tries = 2, shrinking = ShrinkingMode.OFF)
    void theSharesOfAllBrandsComeToOne(@ForAll long seed) {
        List<Row> sums = company(seed)
                .compute(new WalletShareSummary(), DAY)
                .groupBy("segment", "category", "quarter")
                .agg(functions.sum("share_of_sums"), functions.sum("mean_of_shares"))
                .collectAsList();
        assertThat(sums).isNotEmpty().allSatisfy(row -> {
            assertThat(row.getDouble(3)).isCloseTo(1, within(1e-9));
            assertThat(row.getDouble(4)).isCloseTo(1, within(1e-9));
        });
    }

    /** Each brand in turn is taken for the own one: whatever the ranks and ties, the rule gives away one whole wallet. */
    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void theAllocationRuleGivesAwayOneWholeWallet(
            @ForAll @Size(min = 1, max = 9) List<@IntRange(min = 1, max = 6) Integer> ranks) {
        Facts facts = new Facts();
        for (int own = 0; own < ranks.size(); own++) {
            List<Map<String, Object>> brands = new ArrayList<>();
            for (int i = 0; i < ranks.size(); i++) {
                brands.add(Map.of("brand", "brand " + i, "is_own", i == own, "rank", ranks.get(i)));
            }
            facts.add(
                    "survey_response",
                    "response_id",
                    "r" + own,
                    "customer_key",
                    "c" + own,
                    "category",
                    "coffee",
                    "responded_at",
                    "2024-05-05T10:00:00Z",
                    "responded_on",
                    "2024-05-05",
                    "brands",
                    brands);
        }
        Row sums = facts.compute(new WalletShare(), DAY)
                .agg(functions.sum("allocation_share"), functions.sum("own_rank"))
                .first();
        int n = ranks.size();
        assertThat(sums.getDouble(0)).isCloseTo(1, within(1e-9));
        assertThat(sums.getDouble(1)).isCloseTo(n * (n + 1) / 2.0, within(1e-9));
    }

    private static List<String> sorted(Facts facts, Table table, LocalDate day) {
        return facts.compute(table, day).toJSON().collectAsList().stream()
                .sorted()
                .toList();
    }

    private static Facts company(long seed) {
        return company(seed, LocalDate.MAX);
    }

    /** Twelve customers and two strangers over a year and a half, without what happened after {@code until}. */
    private static Facts company(long seed, LocalDate until) {
        Chance chance = new Chance(new Random(seed), until);
        Facts facts = new Facts();
        for (int i = 0; i < 12; i++) {
            LocalDate change = Chance.START.plusDays(300);
            facts.add(
                    "customer",
                    "customer_key",
                    "c" + i,
                    "version",
                    1,
                    "valid_from",
                    "1900-01-01",
                    "valid_to",
                    change,
                    "segment",
                    i % 3 == 0 ? null : "s" + i % 3,
                    "known_since",
                    Chance.START);
            facts.add(
                    "customer",
                    "customer_key",
                    "c" + i,
                    "version",
                    2,
                    "valid_from",
                    change,
                    "segment",
                    "s" + i % 2,
                    "known_since",
                    Chance.START);
            facts.add(
                    "identity_link",
                    "source_key",
                    "email:c" + i,
                    "key_kind",
                    "email",
                    "customer_key",
                    "c" + i,
                    "rule",
                    "verified_email");
        }
        for (int i = 0; i < 60; i++) {
            String id = "x" + i;
            contacts(facts, chance, id);
            money(facts, chance, id);
            words(facts, chance, id);
        }
        return facts;
    }

    private static void contacts(Facts facts, Chance chance, String id) {
        chance.event((draw, who, on) -> facts.add(
                "campaign_touch",
                "touch_id",
                id,
                "source_key",
                key(who),
                "customer_key",
                who,
                "channel",
                "email",
                "touched_on",
                on));
        chance.event((draw, who, on) -> facts.add(
                "service_case",
                "case_id",
                id,
                "source_key",
                key(who),
                "customer_key",
                who,
                "opened_at",
                at(on),
                "opened_on",
                on,
                "answered_on",
                on));
        chance.event((draw, who, on) -> facts.add(
                "social_post",
                "post_id",
                id,
                "source_key",
                key(who),
                "customer_key",
                who,
                "author_is_firm",
                draw.pick(null, false, true),
                "addressee",
                draw.pick("firm", "person", "public"),
                "other_customer_key",
                draw.who(),
                "posted_on",
                on));
        chance.event((draw, who, on) -> facts.add(
                "referral",
                "referral_id",
                id,
                "source_key",
                key(who),
                "customer_key",
                who,
                "other_customer_key",
                draw.who(),
                "referred_on",
                on));
        chance.event((draw, who, on) -> facts.add(
                "consent",
                "consent_id",
                id,
                "source_key",
                key(who),
                "customer_key",
                who,
                "purpose",
                "marketing",
                "granted",
                draw.pick(true, false),
                "decided_at",
                at(on),
                "decided_on",
                on));
    }

    private static void money(Facts facts, Chance chance, String id) {
        chance.event((draw, who, on) -> facts.add(
                "transaction",
                "transaction_id",
                id,
                "line_id",
                "1",
                "source_key",
                key(who),
                "customer_key",
                who,
                "occurred_on",
                on,
                "kind",
                "sale",
                "category",
                draw.pick("coffee", "tea", null),
                "amount",
                draw.upTo(90) + 0.25));
        chance.event((draw, who, on) -> facts.add(
                "transaction",
                "transaction_id",
                "r" + id,
                "line_id",
                "1",
                "source_key",
                key(who),
                "customer_key",
                who,
                "occurred_on",
                on,
                "kind",
                draw.pick("refund", "adjustment"),
                "category",
                "tea",
                "amount",
                -draw.upTo(60) - 0.5));
        chance.event((draw, who, on) -> facts.add(
                "wallet_observation",
                "observation_id",
                id,
                "source_key",
                key(who),
                "customer_key",
                who,
                "observed_on",
                on,
                "quarter",
                quarter(on),
                "category",
                draw.pick("coffee", "tea"),
                "brand",
                draw.pick("A", "B", "other"),
                "is_own",
                false,
                "spend",
                draw.upTo(30),
                "source",
                draw.pick("panel", "survey")));
    }

    private static void words(Facts facts, Chance chance, String id) {
        chance.event((draw, who, on) -> facts.add(
                "survey_response",
                "response_id",
                id,
                "source_key",
                key(who),
                "customer_key",
                who,
                "kind",
                "nps",
                "responded_at",
                at(on),
                "responded_on",
                on,
                "score",
                draw.upTo(10),
                "scale_min",
                0,
                "scale_max",
                10,
                "intends_return",
                draw.pick(true, false, null),
                "touchpoint",
                draw.pick("till", "e-mail", null)));
        chance.event((draw, who, on) -> facts.add(
                "survey_response",
                "response_id",
                "w" + id,
                "source_key",
                key(who),
                "customer_key",
                who,
                "kind",
                "wallet",
                "responded_at",
                at(on),
                "responded_on",
                on,
                "category",
                draw.pick("coffee", "tea"),
                "brands",
                draw.brands()));
    }

    private static String key(String who) {
        return who == null ? null : "email:" + who;
    }

    private static String at(LocalDate on) {
        return on + "T03:00:00Z";
    }

    private static LocalDate quarter(LocalDate on) {
        return LocalDate.of(on.getYear(), (on.getMonthValue() - 1) / 3 * 3 + 1, 1);
    }

    /** Draws the same rows whatever the last day, so that one company can be seen on two days. */
    private record Chance(Random random, LocalDate until) {
        static final LocalDate START = LocalDate.of(2023, 2, 14);

        interface Event {
            void happens(Chance draw, String who, LocalDate on);
        }

        void event(Event event) {
            LocalDate on = START.plusDays(random.nextInt(580));
            Chance own = new Chance(new Random(random.nextLong()), until);
            if (!on.isAfter(until)) {
                event.happens(own, own.who(), on);
            }
        }

        String who() {
            int i = random.nextInt(14);
            return i < 12 ? "c" + i : null;
        }

        @SafeVarargs
        final <T> T pick(T... values) {
            return values[random.nextInt(values.length)];
        }

        int upTo(int most) {
            return random.nextInt(most + 1);
        }

        List<Map<String, Object>> brands() {
            List<Map<String, Object>> brands = new ArrayList<>();
            for (String name : List.of("own", "A", "B", "")) {
                if (random.nextInt(3) > 0) {
                    Map<String, Object> brand = new HashMap<>(Map.of("brand", name, "is_own", name.equals("own")));
                    if (random.nextInt(6) > 0) {
                        brand.put("rank", 1 + random.nextInt(3));
                    }
                    if (random.nextInt(6) > 0) {
                        brand.put("spend", random.nextInt(40));
                    }
                    brands.add(brand);
                }
            }
            return brands;
        }
    }
}
