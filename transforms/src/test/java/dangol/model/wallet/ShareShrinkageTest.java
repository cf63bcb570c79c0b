package dangol.model.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dangol.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.junit.jupiter.api.Test;

class ShareShrinkageTest {
    private static final long LEAST = 20;

    @Test
    void sonsInSaxonFamiliesAreFittedAsPublished() {
        // Geissler 1889: sons among 12 children of 6,115 families; the maximum likelihood fit is 34.0956 and 31.5715.
        long[] families = {3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7};
        List<ShareCount> counts = new ArrayList<>();
        for (int sons = 0; sons < families.length; sons++) {
            counts.add(new ShareCount(ObservedShares.ofChoices(sons, 12), families[sons]));
        }
        SharePriorFit.Fitted fit = fitted(ShareShrinkage.fit(counts, LEAST));
        assertThat(fit.customers()).isEqualTo(6115);
        assertThat(fit.prior().alpha()).isCloseTo(34.0956, within(1e-2));
        assertThat(fit.prior().beta()).isCloseTo(31.5715, within(1e-2));
        assertThat(fit.prior().dispersion()).isCloseTo(1, within(1e-12));
    }

    @Test
    void aFewPurchasesOfAPanelForetellTheOthersBetterWithTheGroupThanAlone() throws IOException {
        Map<String, List<Boolean>> households = yogurt();
        int known = 4;
        Map<String, ObservedShares> first = new LinkedHashMap<>();
        households.forEach((household, choices) -> first.put(household, own(choices.subList(0, known))));
        SharePrior prior = fitted(ShareShrinkage.fit(
                        first.values().stream().map(s -> new ShareCount(s, 1)).toList(), LEAST))
                .prior();
        double shrunken = 0;
        double alone = 0;
        for (Map.Entry<String, List<Boolean>> household : households.entrySet()) {
            List<Boolean> later =
                    household.getValue().subList(known, household.getValue().size());
            if (!later.isEmpty()) {
                double share = own(later).mean();
                ObservedShares observed = first.get(household.getKey());
                shrunken += Math.pow(prior.estimate(observed, .9).mean() - share, 2);
                alone += Math.pow(observed.mean() - share, 2);
            }
        }
        assertThat(households).hasSize(100);
        assertThat(shrunken).isLessThan(alone);
    }

    private static ObservedShares own(List<Boolean> choices) {
        return ObservedShares.ofChoices(choices.stream().filter(c -> c).count(), choices.size());
    }

    /** Whether each purchase of a household was yoplait, in time order (package Ecdat). */
    private static Map<String, List<Boolean>> yogurt() throws IOException {
        Map<String, List<Boolean>> households = new LinkedHashMap<>();
        List<String> lines =
                Files.readAllLines(RealData.require("scanner_panels").resolve("Yogurt.csv"));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.replace("\"", "").split(",", -1);
            households.computeIfAbsent(cells[0], h -> new ArrayList<>()).add(cells[9].equals("yoplait"));
        }
        return households;
    }

    @Test
    void intervalsHoldTheTrueShareOfPurchasesAsOftenAsTheySay() {
        covers((random, share) -> {
            int n = random.nextInt(6);
            long own = random.doubles(n).filter(u -> u < share).count();
            return ObservedShares.ofChoices(own, n);
        });
    }

    @Test
    void intervalsHoldTheTrueShareOfMoneyAsOftenAsTheySay() {
        // An answer is a share of money: beta around the customer's own share, a seventh of the variance of a choice.
        covers((random, share) -> {
            double[] answers = random.doubles(random.nextInt(6))
                    .map(u -> new BetaDistribution(6 * share, 6 * (1 - share)).inverseCumulativeProbability(u))
                    .toArray();
            return ObservedShares.of(answers);
        });
    }

    private interface Observation {
        ObservedShares of(Random random, double share);
    }

    /** 90 % intervals of 200 customers in 40 groups with shares from Beta(2, 3), some of them never observed. */
    private static void covers(Observation observation) {
        Random random = new Random(1948);
        BetaDistribution truth = new BetaDistribution(2, 3);
        int customers = 0;
        int covered = 0;
        int unknown = 0;
        int unknownCovered = 0;
        for (int group = 0; group < 40; group++) {
            List<Double> shares = new ArrayList<>();
            List<ObservedShares> observed = new ArrayList<>();
            for (int c = 0; c < 200; c++) {
                double share = truth.inverseCumulativeProbability(random.nextDouble());
                shares.add(share);
                observed.add(observation.of(random, share));
            }
            SharePriorFit fit = ShareShrinkage.fit(
                    observed.stream().map(o -> new ShareCount(o, 1)).toList(), LEAST);
            SharePrior prior = fitted(fit).prior();
            for (int c = 0; c < 200; c++) {
                ShareEstimate estimate = prior.estimate(observed.get(c), .9);
                boolean isCovered = estimate.low() <= shares.get(c) && shares.get(c) <= estimate.high();
                boolean isUnknown = estimate.observations() == 0;
                customers++;
                covered += isCovered ? 1 : 0;
                unknown += isUnknown ? 1 : 0;
                unknownCovered += isUnknown && isCovered ? 1 : 0;
            }
        }
        assertThat((double) covered / customers).isBetween(.88, .92);
        assertThat((double) unknownCovered / unknown).isBetween(.87, .93);
    }

    @Test
    void aCustomerOfWhomNothingIsKnownIsOneOfTheGroup() {
        SharePrior prior = SharePrior.known(2, 3, 1);
        ShareEstimate estimate = prior.estimate(ObservedShares.NONE, .9);
        assertThat(estimate.mean()).isCloseTo(.4, within(1e-12));
        // Limits of Beta(2, 3): 6x² - 8x³ + 3x⁴ = .05 and .95.
        assertThat(6 * Math.pow(estimate.low(), 2) - 8 * Math.pow(estimate.low(), 3) + 3 * Math.pow(estimate.low(), 4))
                .isCloseTo(.05, within(1e-6));
        assertThat(6 * Math.pow(estimate.high(), 2)
                        - 8 * Math.pow(estimate.high(), 3)
                        + 3 * Math.pow(estimate.high(), 4))
                .isCloseTo(.95, within(1e-6));
        assertThat(prior.estimate(ObservedShares.ofChoices(3, 5), .9).mean()).isCloseTo(.5, within(1e-12));
    }

    @Test
    void oneMeasuredShareOfEachCustomerIsEnough() {
        BetaDistribution truth = new BetaDistribution(2, 3);
        List<ShareCount> measured = new Random(1973)
                .doubles(3000)
                .map(u -> Math.round(100 * truth.inverseCumulativeProbability(u)) / 100.0)
                .mapToObj(share -> new ShareCount(ObservedShares.of(share), 1))
                .toList();
        SharePriorFit.Fitted fit = fitted(ShareShrinkage.fitMeasured(measured, LEAST));
        assertThat(fit.prior().alpha())
                .isCloseTo(2, within(3 * fit.parameters().get(0).standardError()));
        assertThat(fit.prior().beta())
                .isCloseTo(3, within(3 * fit.parameters().get(1).standardError()));
        assertThat(fit.prior().dispersion()).isCloseTo(.01, within(1e-12));
        assertThat(ShareShrinkage.fitMeasured(measured.subList(0, 19), LEAST))
                .isInstanceOf(SharePriorFit.NotFitted.class);
    }

    @Test
    void aMeasurementCanShowAllOrNothing() {
        // Beta(1, 1): each of 0 to 100 choices is equally likely, and 2 of 101 are less than one in forty.
        ShareEstimate even = SharePrior.known(1, 1, .01).measurement(.95);
        assertThat(even.mean()).isCloseTo(.5, within(1e-12));
        assertThat(even.low()).isCloseTo(.015, within(1e-12));
        assertThat(even.high()).isCloseTo(.985, within(1e-12));
        ShareEstimate mostlyAll = SharePrior.known(1, .1, .01).measurement(.95);
        ShareEstimate mostlyNothing = SharePrior.known(.1, 1, .01).measurement(.95);
        assertThat(mostlyAll.high()).isEqualTo(1);
        assertThat(mostlyNothing.low()).isZero();
        // One is the mirror of the other.
        assertThat(mostlyNothing.high()).isCloseTo(1 - mostlyAll.low(), within(1e-12));
        assertThatThrownBy(() -> SharePrior.known(1, 1, .01).measurement(95)).hasMessageContaining("write 90 % as 0.9");
    }

    @Test
    void headroomIsTheWalletWithoutOwnSpend() {
        ShareEstimate estimate = new ShareEstimate(.4, .2, .8, 3);
        Headroom.Estimated headroom = (Headroom.Estimated) estimate.headroom(100);
        assertThat(headroom.wallet()).isCloseTo(250, within(1e-9));
        assertThat(headroom.headroom()).isCloseTo(150, within(1e-9));
        assertThat(headroom.low()).isCloseTo(25, within(1e-9));
        assertThat(headroom.high()).isCloseTo(400, within(1e-9));
        assertThat(estimate.headroom(0)).isInstanceOf(Headroom.NotEstimated.class);
        assertThat(((Headroom.Estimated) new ShareEstimate(.4, 0, .8, 3).headroom(100)).high())
                .isInfinite();
    }

    @Test
    void groupsThatMakeNoPriorSayWhyAndBorrowTheirParents() {
        List<ShareCount> many = List.of(
                new ShareCount(ObservedShares.ofChoices(1, 4), 40),
                new ShareCount(ObservedShares.ofChoices(3, 4), 30),
                new ShareCount(ObservedShares.ofChoices(4, 4), 20),
                new ShareCount(ObservedShares.ofChoices(0, 4), 20));
        SharePriorFit parent = ShareShrinkage.fit(many, LEAST);
        SharePriorFit few = ShareShrinkage.fit(List.of(new ShareCount(ObservedShares.of(.5, .6), 3)), LEAST);
        assertThat(few)
                .isEqualTo(new SharePriorFit.NotFitted(
                        "Too few customers with an observed share: 20 are needed, there are 3."));
        SharePriorFit.Borrowed borrowed = (SharePriorFit.Borrowed) few.orParent("all customers", parent);
        assertThat(borrowed.from()).isEqualTo("all customers");
        assertThat(borrowed.prior()).isEqualTo(parent.usable().orElseThrow());
        assertThat(borrowed.reason()).contains("there are 3");
        assertThat(few.orParent("all customers", few).usable()).isEmpty();
        assertThat(parent.orParent("all customers", few)).isSameAs(parent);
    }

    @Test
    void theExtremesHaveNoPrior() {
        isNotFitted("no 20 customers", "Too few", new ShareCount(ObservedShares.NONE, 50));
        isNotFitted(
                "one answer each",
                "No customer was observed twice",
                new ShareCount(ObservedShares.of(.3), 30),
                new ShareCount(ObservedShares.of(.8), 30));
        isNotFitted("all the same", "All customers have the same share", new ShareCount(ObservedShares.of(.3, .3), 30));
        isNotFitted(
                "all ours",
                "All customers have the same share",
                new ShareCount(ObservedShares.ofChoices(2, 2), 30),
                new ShareCount(ObservedShares.ofChoices(5, 5), 30));
        // Chance alone: binomial counts with probability one half.
        isNotFitted(
                "chance alone",
                "No distribution of shares could be told from chance",
                new ShareCount(ObservedShares.ofChoices(0, 2), 250),
                new ShareCount(ObservedShares.ofChoices(1, 2), 500),
                new ShareCount(ObservedShares.ofChoices(2, 2), 250));
    }

    private static void isNotFitted(String what, String reason, ShareCount... counts) {
        SharePriorFit fit = ShareShrinkage.fit(List.of(counts), LEAST);
        assertThat(fit).as(what).isInstanceOf(SharePriorFit.NotFitted.class);
        assertThat(((SharePriorFit.NotFitted) fit).reason()).as(what).contains(reason);
    }

    @Test
    void sharesInPercentAreRefused() {
        assertThatThrownBy(() -> ObservedShares.of(40, 60)).hasMessageContaining("not in percent");
        assertThatThrownBy(() -> ObservedShares.of(-.1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 300)
    void estimatesLieWithinTheirIntervalBetweenZeroAndOne(
            @ForAll @DoubleRange(min = .001, max = 500) @Scale(3) double alpha,
            @ForAll @DoubleRange(min = .001, max = 500) @Scale(3) double beta,
            @ForAll @DoubleRange(min = .01, max = 1) double dispersion,
            @ForAll @DoubleRange(min = 0, max = 5) double error,
            @ForAll @IntRange(min = 0, max = 50) int own,
            @ForAll @IntRange(min = 0, max = 50) int elsewhere) {
        ShareEstimate estimate = new SharePrior(
                        alpha, beta, dispersion, error * error, error * error, error * error / 2)
                .estimate(ObservedShares.ofChoices(own, own + elsewhere), .9);
        assertThat(estimate.low()).isBetween(0.0, estimate.mean());
        assertThat(estimate.high()).isBetween(estimate.mean(), 1.0);
        if (estimate.headroom(100) instanceof Headroom.Estimated headroom) {
            assertThat(headroom.headroom()).isBetween(headroom.low(), headroom.high());
            assertThat(headroom.wallet()).isCloseTo(100 + headroom.headroom(), within(1e-6 * headroom.wallet()));
        }
    }

    private static SharePriorFit.Fitted fitted(SharePriorFit fit) {
        assertThat(fit).isInstanceOf(SharePriorFit.Fitted.class);
        return (SharePriorFit.Fitted) fit;
    }
}
