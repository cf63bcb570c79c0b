package dangol.model.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dangol.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KaplanMeierTest {
    private static final int TENURE = 5;
    private static final int INTERNET = 8;
    private static final int CONTRACT = 15;
    private static final int CHURN = 20;

    /** Weeks of remission under 6-mercaptopurine and placebo (Freireich and others 1963). */
    private static final List<DurationCount> TREATED = counts(
            new int[] {6, 6, 6, 7, 10, 13, 16, 22, 23}, new int[] {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35});

    private static final List<DurationCount> PLACEBO =
            counts(new int[] {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23}, new int[0]);

    @Test
    void customersOfATelephoneCompanyStayAsPublished() throws IOException {
        SurvivalCurve curve = KaplanMeier.curve(telco(cells -> true), .95);
        double[][] expected = {{1, .945961}, {6, .884826}, {12, .843200}, {24, .788736}, {48, .708840}, {72, .592790}};
        for (double[] point : expected) {
            assertThat(curve.survivalAt(point[0])).isCloseTo(point[1], within(5e-7));
        }
        assertThat(curve.pointAt(12).orElseThrow().standardError()).isCloseTo(.004492, within(5e-7));
        assertThat(curve.median()).isEmpty();
        assertThat(curve.withoutDuration()).isEqualTo(11);
        assertThat(curve.atRisk(1)).isEqualTo(7032);
    }

    @Test
    void halfOfThoseWithInternetByTheMonthAreGoneAfterThirtyFourMonths() throws IOException {
        List<DurationCount> counts = telco(KaplanMeierTest::isMonthlyInternet);
        assertThat(counts.stream().mapToLong(DurationCount::customers).sum()).isEqualTo(3351);
        SurvivalCurve curve = KaplanMeier.curve(counts, .95);
        assertThat(curve.median()).hasValue(34);
        assertThat(curve.medianLow().orElseThrow()).isLessThanOrEqualTo(34);
        assertThat(curve.medianHigh().orElseThrow()).isGreaterThanOrEqualTo(34);
    }

    @Test
    void contractsOfATelephoneCompanyDiffer() throws IOException {
        Map<String, List<DurationCount>> contracts = new HashMap<>();
        for (String contract : List.of("Month-to-month", "One year", "Two year")) {
            contracts.put(contract, telco(cells -> cells[CONTRACT].equals(contract)));
        }
        LogRankTest.Compared test = (LogRankTest.Compared) LogRank.compare(contracts);
        assertThat(test.degreesOfFreedom()).isEqualTo(2);
        assertThat(test.pValue()).isLessThan(1e-100);
        assertThat(test.groups().stream().mapToLong(LogRankTest.Group::observed).sum())
                .isEqualTo(1869);
        assertThat(test.groups().stream()
                        .mapToDouble(LogRankTest.Group::expected)
                        .sum())
                .isCloseTo(1869, within(1e-6));
    }

    private static boolean isMonthlyInternet(String[] cells) {
        return cells[CONTRACT].equals("Month-to-month") && !cells[INTERNET].equals("No");
    }

    private static List<DurationCount> telco(Predicate<String[]> isWanted) throws IOException {
        Path folder = RealData.require("telco_churn");
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.filter(f -> f.toString().endsWith(".csv")).findFirst().orElseThrow();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.skip(1)
                    .map(line -> line.split(",", -1))
                    .filter(isWanted)
                    .map(cells -> customer(Double.parseDouble(cells[TENURE]), cells[CHURN].equals("Yes")))
                    .toList();
        }
    }

    @Test
    void theTextbookExampleHasItsCurveErrorsAndMedians() {
        // Kleinbaum and Klein 2012, Survival Analysis, chapter 2; standard errors and log-log limits of Collett 2003.
        SurvivalCurve treated = KaplanMeier.curve(textbook(), .95);
        assertThat(treated.survivalAt(6)).isCloseTo(.8571, within(5e-5));
        assertThat(treated.survivalAt(10)).isCloseTo(.7529, within(5e-5));
        assertThat(treated.survivalAt(23)).isCloseTo(.4482, within(5e-5));
        assertThat(treated.pointAt(6).orElseThrow().standardError()).isCloseTo(.0764, within(5e-5));
        assertThat(treated.pointAt(10).orElseThrow().standardError()).isCloseTo(.0963, within(5e-5));
        assertThat(treated.pointAt(23).orElseThrow().standardError()).isCloseTo(.1346, within(5e-5));
        assertThat(treated.pointAt(6).orElseThrow().low()).isCloseTo(.620, within(5e-4));
        assertThat(treated.pointAt(6).orElseThrow().high()).isCloseTo(.952, within(5e-4));
        assertThat(treated.median()).hasValue(23);
        assertThat(treated.atRisk(10)).isEqualTo(15);
        assertThat(KaplanMeier.curve(PLACEBO, .95).median()).hasValue(8);
    }

    @Test
    void theTextbookExampleHasItsLogRankStatistic() {
        LogRankTest.Compared test =
                (LogRankTest.Compared) LogRank.compare(Map.of("treated", textbook(), "placebo", PLACEBO));
        assertThat(test.statistic()).isCloseTo(16.79, within(5e-3));
        assertThat(test.degreesOfFreedom()).isEqualTo(1);
        // Twice the normal tail beyond √16.793.
        assertThat(test.pValue()).isCloseTo(4.17e-5, within(1e-7));
        LogRankTest.Group treated = test.groups().stream()
                .filter(g -> g.name().equals("treated"))
                .findFirst()
                .orElseThrow();
        assertThat(treated.observed()).isEqualTo(9);
        assertThat(treated.expected()).isCloseTo(19.25, within(5e-3));
    }

    /** 21 patients: 9 relapses and 12 censored. */
    private static List<DurationCount> textbook() {
        assertThat(TREATED.stream().mapToLong(DurationCount::customers).sum()).isEqualTo(21);
        return TREATED;
    }

    @Test
    void theLogRankTestRejectsTrueEqualityAsOftenAsItSays() {
        Random random = new Random(1966);
        int rejected = 0;
        for (int i = 0; i < 500; i++) {
            Map<String, List<DurationCount>> groups = new HashMap<>();
            for (String name : List.of("a", "b", "c")) {
                groups.put(name, simulated(random, 60));
            }
            LogRankTest.Compared test = (LogRankTest.Compared) LogRank.compare(groups);
            assertThat(test.degreesOfFreedom()).isEqualTo(2);
            rejected += test.pValue() < .05 ? 1 : 0;
        }
        // 5 % ± three binomial standard errors.
        assertThat(rejected).isBetween(10, 40);
    }

    @Test
    void theIntervalsHoldTheTruthAsOftenAsTheySay() {
        Random random = new Random(1958);
        int covered = 0;
        for (int i = 0; i < 1000; i++) {
            SurvivalPoint point =
                    KaplanMeier.curve(simulated(random, 80), .95).pointAt(7).orElseThrow();
            double truth = Math.pow(.9, 7);
            covered += point.low() <= truth && truth <= point.high() ? 1 : 0;
        }
        assertThat(covered).isBetween(925, 975);
    }

    /** Customers who leave with 10 % in each period, last seen at a random period up to 20. */
    private static List<DurationCount> simulated(Random random, int customers) {
        List<DurationCount> counts = new ArrayList<>();
        for (int c = 0; c < customers; c++) {
            int seen = 1 + random.nextInt(20);
            int lost = 1 + (int) Math.floor(Math.log(random.nextDouble()) / Math.log(.9));
            counts.add(customer(Math.min(seen, lost), lost <= seen));
        }
        return counts;
    }

    @Test
    void groupsWithNothingToCompareSaySo() {
        List<DurationCount> loyal = List.of(new DurationCount(5, 0, 9));
        assertThat(LogRank.compare(Map.of("a", loyal, "b", loyal)))
                .isEqualTo(
                        new LogRankTest.NotCompared("Nobody was lost in any group, so there is nothing to compare."));
        LogRankTest alone = LogRank.compare(Map.of("a", PLACEBO, "b", List.of(new DurationCount(0.5, 0, 9))));
        assertThat(((LogRankTest.NotCompared) alone).reason()).contains("Only the group 'a'");
        LogRankTest sudden = LogRank.compare(
                Map.of("a", List.of(new DurationCount(1, 3, 0)), "b", List.of(new DurationCount(1, 4, 0))));
        assertThat(sudden).isInstanceOf(LogRankTest.NotCompared.class);
    }

    /** A plan of its own for each contract: the covariance of so many groups has twenty billion entries of 8 bytes. */
    @Test
    void moreGroupsThanMemoryHasRoomForAreNotCompared() {
        Map<String, List<DurationCount>> groups = new HashMap<>();
        for (int g = 0; g < 150_000; g++) {
            groups.put("plan " + g, List.of(new DurationCount(1 + g % 36, g % 2, 1 - g % 2)));
        }
        assertThat(LogRank.compare(groups))
                .isEqualTo(new LogRankTest.NotCompared("There are 150000 groups; more than 500 are not compared."));
    }

    @Test
    void theExtremesHaveLimits() {
        SurvivalPoint one = KaplanMeier.curve(List.of(new DurationCount(3, 1, 0)), .95)
                .points()
                .get(0);
        assertThat(one.survival()).isZero();
        assertThat(one.low()).isZero();
        assertThat(one.high()).isCloseTo(.975, within(1e-12));
        SurvivalPoint loyal = KaplanMeier.curve(List.of(new DurationCount(3, 0, 10)), .95)
                .points()
                .get(0);
        assertThat(loyal.survival()).isEqualTo(1);
        // Clopper and Pearson 1934 for 10 of 10.
        assertThat(loyal.low()).isCloseTo(.6915, within(5e-5));
        assertThat(loyal.high()).isEqualTo(1);
        SurvivalCurve empty = KaplanMeier.curve(List.of(new DurationCount(0, 2, 3)), .95);
        assertThat(empty.points()).isEmpty();
        assertThat(empty.withoutDuration()).isEqualTo(5);
        assertThat(empty.survivalAt(9)).isEqualTo(1);
        assertThat(empty.median()).isEmpty();
    }

    @Test
    void millionsOfCustomersAreCountedAndNotListed() {
        SurvivalCurve curve = KaplanMeier.curve(
                List.of(new DurationCount(1, 2_000_000_000L, 0), new DurationCount(2, 1_000_000_000L, 1_000_000_000L)),
                .95);
        assertThat(curve.survivalAt(1)).isCloseTo(.5, within(1e-12));
        assertThat(curve.survivalAt(2)).isCloseTo(.25, within(1e-12));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new DurationCount(-1, 1, 0)).hasMessageContaining("cannot be negative");
        assertThatThrownBy(() -> KaplanMeier.curve(PLACEBO, 95)).hasMessageContaining("write 95 % as 0.95");
    }

    @Property(tries = 200)
    void withoutCensoringItIsTheShareStillThere(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 15) Integer> durations) {
        SurvivalCurve curve = KaplanMeier.curve(
                durations.stream().map(d -> new DurationCount(d, 1, 0)).toList(), .95);
        for (int t = 0; t <= 16; t++) {
            int at = t;
            double n = durations.size();
            double share = durations.stream().filter(d -> d > at).count() / n;
            assertThat(curve.survivalAt(t)).isCloseTo(share, within(1e-12));
            double error = curve.pointAt(t).map(SurvivalPoint::standardError).orElse(0.0);
            assertThat(error).isCloseTo(Math.sqrt(share * (1 - share) / n), within(1e-9));
        }
    }

    @Property(tries = 200)
    void theCurveFallsWithinItsLimits(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 15) Integer> durations,
            @ForAll Random random) {
        SurvivalCurve curve = KaplanMeier.curve(
                durations.stream().map(d -> customer(d, random.nextBoolean())).toList(), .9);
        double before = 1;
        for (SurvivalPoint point : curve.points()) {
            assertThat(point.survival()).isBetween(0.0, before);
            assertThat(point.low()).isBetween(0.0, point.survival());
            assertThat(point.high()).isBetween(point.survival(), 1.0);
            before = point.survival();
        }
    }

    private static DurationCount customer(double duration, boolean isLost) {
        return new DurationCount(duration, isLost ? 1 : 0, isLost ? 0 : 1);
    }

    private static List<DurationCount> counts(int[] events, int[] censored) {
        List<DurationCount> counts = new ArrayList<>();
        for (int event : events) {
            counts.add(customer(event, true));
        }
        for (int last : censored) {
            counts.add(customer(last, false));
        }
        return counts;
    }
}
