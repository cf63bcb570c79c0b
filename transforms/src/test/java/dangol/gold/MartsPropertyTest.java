package dangol.gold;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.Policy;
import dangol.Table;
import dangol.contract.Contracts;
import dangol.contract.RowRule;
import dangol.contract.Severity;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.contract.TableRule;
import dangol.silver.PurchaseDay;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What holds of the marts about purchases for any customers at all. Few tries, each with many customers: a try is a Spark job. */
class MartsPropertyTest {
    private static final LocalDate DAY = LocalDate.of(2025, 3, 12);
    private static final List<Table> MARTS = List.of(
            new Churn(),
            new ChurnRate(),
            new Cohort(),
            new RfmSummary(),
            new Rfm(),
            new PurchaseModels(),
            new Breakeven(),
            new Survival());

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void churnRateIsWhatEachEveningSays(@ForAll("shops") List<History> shop, @ForAll("policies") Policy policy) {
        Map<String, List<Object>> counted = new TreeMap<>();
        for (Row row : given(shop).compute(new ChurnRate(), DAY, policy).collectAsList()) {
            String key = row.getAs("month") + " " + row.getAs("segment") + " " + row.getAs("definition");
            List<Object> figures = List.of(
                    row.getAs("at_start"),
                    row.getAs("churned"),
                    row.getAs("reactivated"),
                    row.getAs("new"),
                    row.getAs("at_end"),
                    row.getAs("revenue_lost"));
            assertThat(counted.put(key, figures)).as(key).isNull();
        }
        assertThat(counted).isEqualTo(Evenings.of(shop, policy, DAY));
    }

    @Property(tries = 3, shrinking = ShrinkingMode.OFF)
    void everyRuleOfTheContractsHolds(@ForAll("shops") List<History> shop, @ForAll("policies") Policy policy) {
        Given given = given(shop);
        for (TableId silver : List.of(Given.CUSTOMER, Given.PURCHASE_DAY, Given.SUBSCRIPTION)) {
            given.table(silver).createOrReplaceTempView(view(silver));
        }
        for (Table mart : MARTS) {
            given.compute(mart, DAY, policy).cache().createOrReplaceTempView(view(mart.id()));
        }
        for (Table mart : MARTS) {
            holds(Contracts.of(mart.id()));
        }
    }

    @Property(tries = 2, shrinking = ShrinkingMode.OFF)
    void purchaseDaysHoldAllLinkedTransactions(
            @ForAll("receipts") List<Receipt> receipts, @ForAll("policies") Policy policy) {
        Given given = new Given();
        receipts.forEach(r -> given.line(r.key(), History.day(r.ago()), r.kind(), r.category(), r.amount()));
        given.table(Given.TRANSACTION).createOrReplaceTempView(view(Given.TRANSACTION));
        Table table = new PurchaseDay();
        given.compute(table, DAY, policy).createOrReplaceTempView(view(table.id()));
        holds(Contracts.of(table.id()));
    }

    @Property(tries = 2, shrinking = ShrinkingMode.OFF)
    void theOrderOfTheRowsChangesNothing(@ForAll("shops") List<History> shop, @ForAll("policies") Policy policy) {
        Given given = given(shop);
        for (Table mart : MARTS) {
            List<String> rows = sorted(given.compute(mart, DAY, policy));
            assertThat(rows)
                    .as(mart.id().toString())
                    .isEqualTo(sorted(given.reversed().compute(mart, DAY, policy)));
        }
    }

    @Property(tries = 2, shrinking = ShrinkingMode.OFF)
    void whatHappensLaterChangesNothing(@ForAll("shops") List<History> shop, @ForAll("policies") Policy policy) {
        LocalDate earlier = DAY.minusDays(100);
        Given all = given(shop);
        Given known = given(shop.stream().map(h -> h.upTo(earlier)).toList());
        for (Table mart : MARTS) {
            assertThat(sorted(all.compute(mart, earlier, policy)))
                    .as(mart.id().toString())
                    .isEqualTo(sorted(known.compute(mart, earlier, policy)));
        }
    }

    private static void holds(TableContract contract) {
        Dataset<Row> rows = dangol.TestSpark.session().table(view(contract.id()));
        for (RowRule rule : contract.rowRules()) {
            if (rule.severity() == Severity.ERROR) {
                assertThat(rows.filter("NOT (" + rule.predicate() + ")").collectAsList())
                        .as(contract.id() + ", " + rule.name())
                        .isEmpty();
            }
        }
        for (TableRule rule : contract.tableRules()) {
            String query =
                    rule.query().replace("{as_of}", "DATE'" + DAY + "'").replaceAll("\\{(\\w+)\\.(\\w+)}", "$1_$2");
            Object answer = dangol.TestSpark.session().sql(query).first().get(0);
            assertThat(new BigDecimal(answer.toString()))
                    .as(contract.id() + ", " + rule.name())
                    .isZero();
        }
    }

    private static String view(TableId id) {
        return id.layer().lower() + "_" + id.name();
    }

    private static List<String> sorted(Dataset<Row> rows) {
        String[] names = rows.columns();
        java.util.Arrays.sort(names);
        return rows
                .select(java.util.Arrays.stream(names).map(functions::col).toArray(org.apache.spark.sql.Column[]::new))
                .collectAsList()
                .stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    private static Given given(List<History> shop) {
        Given given = new Given();
        for (int i = 0; i < shop.size(); i++) {
            shop.get(i).addTo(given, "c-" + i);
        }
        return given;
    }

    @Provide
    Arbitrary<List<History>> shops() {
        // Days before the as-of day; below 0 is later than it.
        Arbitrary<Integer> ago = Arbitraries.integers().between(-20, 420);
        Arbitrary<List<Integer>> purchases = Arbitraries.oneOf(
                ago.list().ofMaxSize(6),
                Arbitraries.integers().between(200, 260).list().ofMaxSize(25),
                ago.list().ofMaxSize(25));
        Arbitrary<List<List<Integer>>> contracts = ago.list().ofSize(2).list().ofMaxSize(3);
        Arbitrary<String> segment = Arbitraries.of("store", "online").injectNull(0.2);
        return Combinators.combine(purchases, ago.list().ofMaxSize(3), contracts, ago, segment, segment)
                .as(History::new)
                .list()
                .ofSize(40);
    }

    @Provide
    Arbitrary<List<Receipt>> receipts() {
        Arbitrary<String> key = Arbitraries.of("c-1", "c-2", "c-3").injectNull(0.1);
        Arbitrary<String> category = Arbitraries.of("tea", "coffee", "unknown").injectNull(0.2);
        Arbitrary<String> kind = Arbitraries.of("sale", "refund", "cancellation", "adjustment");
        return Combinators.combine(
                        key,
                        Arbitraries.integers().between(0, 9),
                        kind,
                        category,
                        Arbitraries.integers().between(0, 999))
                .as(Receipt::new)
                .list()
                .ofSize(200);
    }

    @Provide
    Arbitrary<Policy> policies() {
        return Combinators.combine(
                        Arbitraries.of(10, 30, 60, 180), Arbitraries.of(0.7, 1.5, 3.0), Arbitraries.of(0, 2, 3, 5))
                .as(Given::policy);
    }

    /** A transaction line with its amount in hundredths. */
    record Receipt(String key, int ago, String kind, String category, int cents) {
        String amount() {
            return BigDecimal.valueOf(kind.equals("sale") ? cents : -cents, 2).toPlainString();
        }
    }

    /**
     * One customer, all in days before the as-of day.
     *
     * @param contracts first day and end of each
     * @param movedAgo when the segment changed from the first to the second
     */
    record History(
            List<Integer> purchases,
            List<Integer> refunds,
            List<List<Integer>> contracts,
            int movedAgo,
            String before,
            String after) {

        void addTo(Given given, String key) {
            LocalDate known = LocalDate.of(2023, 1, 1);
            LocalDate moved = day(movedAgo);
            given.version(key, 1, LocalDate.of(1900, 1, 1), moved, known, before);
            given.version(key, 2, moved, null, known, after);
            purchases.stream().distinct().forEach(ago -> given.purchase(key, day(ago), price(ago)));
            // A second category on the same day, and refunds, some of them on purchase days.
            purchases.stream()
                    .distinct()
                    .filter(ago -> ago % 3 == 0)
                    .forEach(ago -> given.day(key, day(ago), "tea", true, "2.50"));
            refunds.stream().distinct().forEach(ago -> given.day(key, day(ago), "shoes", false, "-3.99"));
            contracts.forEach(c -> given.subscription(key, contractFrom(c), contractTo(c)));
        }

        History upTo(LocalDate last) {
            return new History(
                    purchases.stream().filter(ago -> !day(ago).isAfter(last)).toList(),
                    refunds.stream().filter(ago -> !day(ago).isAfter(last)).toList(),
                    contracts.stream()
                            .filter(c -> !contractFrom(c).isAfter(last))
                            .toList(),
                    movedAgo,
                    before,
                    after);
        }

        String segment(LocalDate on) {
            String segment = on.isBefore(day(movedAgo)) ? before : after;
            return segment == null ? "unknown" : segment;
        }

        BigDecimal net(LocalDate from, LocalDate before) {
            BigDecimal bought = purchases.stream()
                    .distinct()
                    .filter(ago -> !day(ago).isBefore(from) && day(ago).isBefore(before))
                    .map(ago -> new BigDecimal(price(ago)).add(new BigDecimal(ago % 3 == 0 ? "2.50" : "0.00")))
                    .reduce(new BigDecimal("0.00"), BigDecimal::add);
            long back = refunds.stream()
                    .distinct()
                    .filter(ago -> !day(ago).isBefore(from) && day(ago).isBefore(before))
                    .count();
            return bought.subtract(new BigDecimal("3.99").multiply(BigDecimal.valueOf(back)));
        }

        static LocalDate contractFrom(List<Integer> contract) {
            return day(Math.max(contract.get(0), contract.get(1)));
        }

        /** Contracts of an even first number run on. */
        static LocalDate contractTo(List<Integer> contract) {
            return contract.get(0) % 2 == 0 ? null : day(Math.min(contract.get(0), contract.get(1)));
        }

        static LocalDate day(int ago) {
            return DAY.minusDays(ago);
        }

        private static String price(int ago) {
            return (10 + Math.abs(ago) % 7) + ".10";
        }
    }
}
