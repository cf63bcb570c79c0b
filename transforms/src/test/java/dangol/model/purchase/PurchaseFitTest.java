package dangol.model.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dangol.model.purchase.Fit.Estimate;
import dangol.model.purchase.Fit.Fitted;
import dangol.model.purchase.Fit.NotFitted;
import dangol.model.purchase.Fit.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PurchaseFitTest {
    /** How far a fourth of the rows may move a parameter; what is measured is 0.1. */
    private static final double SHIFT_IN_STANDARD_ERRORS = 0.25;

    private static final FitLimits LIMITS = new FitLimits(2, 1, 2_000);

    @Test
    void bgNbdIsFittedToCdnowAsPublished() {
        // Fader, Hardie and Lee 2005, table 2.
        PurchaseSample sample = Cdnow.read().sample(TimeUnit.WEEK);
        assertThat(sample.customers()).isEqualTo(2357);
        assertThat(sample.repeatBuyers()).isEqualTo(946);
        assertThat(sample.repeatPurchases()).isEqualTo(2457);
        Fitted<PurchaseModel> fit = fitted(PurchaseModelKind.BG_NBD, sample);
        BgNbd model = (BgNbd) fit.model();
        assertThat(model.r()).isEqualTo(.24259, within(5e-5));
        assertThat(model.alpha()).isEqualTo(4.41360, within(5e-4));
        assertThat(model.a()).isEqualTo(.79292, within(2e-4));
        assertThat(model.b()).isEqualTo(2.42590, within(5e-4));
        assertThat(fit.logLikelihood()).isEqualTo(-9582.429, within(1e-3));
        assertThat(fit.customers()).isEqualTo(2357);
        assertThat(fit.iterations()).isPositive();
    }

    @Test
    void mbgNbdIsFittedToCdnowAsPublished() {
        MbgNbd model = (MbgNbd) fitted(PurchaseModelKind.MBG_NBD, Cdnow.read().sample(TimeUnit.WEEK))
                .model();
        assertThat(model.r()).isEqualTo(.525, within(5e-4));
        assertThat(model.alpha()).isEqualTo(6.183, within(5e-4));
        assertThat(model.a()).isEqualTo(.891, within(5e-4));
        assertThat(model.b()).isEqualTo(1.614, within(5e-4));
    }

    @Test
    void paretoNbdIsFittedToCdnowAsPublished() {
        // Fader, Hardie and Lee 2005, table 2; the log likelihood at the maximum also by scipy's integration.
        Fitted<PurchaseModel> fit =
                fitted(PurchaseModelKind.PARETO_NBD, Cdnow.read().sample(TimeUnit.WEEK));
        ParetoNbd model = (ParetoNbd) fit.model();
        assertThat(model.r()).isEqualTo(.55328, within(1e-4));
        assertThat(model.alpha()).isEqualTo(10.5776, within(1e-3));
        assertThat(model.s()).isEqualTo(.60621, within(2e-4));
        assertThat(model.beta()).isEqualTo(11.6679, within(5e-3));
        assertThat(fit.logLikelihood()).isEqualTo(-9594.97618, within(1e-4));
    }

    @Test
    void bgNbdForetellsTheHoldoutOfCdnowAsPublished() {
        Cdnow cdnow = Cdnow.read();
        PurchaseModel model =
                fitted(PurchaseModelKind.BG_NBD, cdnow.sample(TimeUnit.WEEK)).model();
        double[] actual = new double[8];
        double[] expected = new double[8];
        int[] customers = new int[8];
        for (String id : cdnow.spendByDay().keySet()) {
            PurchaseStatistic customer = cdnow.statistic(id, TimeUnit.WEEK);
            int x = (int) Math.min(7, customer.frequency());
            customers[x]++;
            actual[x] += cdnow.heldOut(id);
            expected[x] += model.expectedPurchases(customer, 39);
        }
        assertThat(customers).containsExactly(1411, 439, 214, 100, 62, 38, 29, 64);
        assertThat(means(actual, customers))
                .containsExactly(
                        new double[] {.2367, .6970, 1.3925, 1.56, 2.5323, 2.9474, 3.8621, 6.3594}, within(5e-5));
        assertThat(means(expected, customers))
                .containsExactly(
                        new double[] {.2251, .5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.1570}, within(1e-3));
    }

    @ParameterizedTest
    @EnumSource(PurchaseModelKind.class)
    void intervalsHoldMostOfTheHoldoutOfCdnow(PurchaseModelKind kind) {
        Cdnow cdnow = Cdnow.read();
        PurchaseModel model = fitted(kind, cdnow.sample(TimeUnit.WEEK)).model();
        long within = cdnow.spendByDay().keySet().stream()
                .filter(id -> {
                    CountInterval interval = model.interval(cdnow.statistic(id, TimeUnit.WEEK), 39, .9);
                    return interval.low() <= cdnow.heldOut(id) && cdnow.heldOut(id) <= interval.high();
                })
                .count();
        assertThat(within / 2357.0).isBetween(.9, .99);
    }

    @ParameterizedTest
    @EnumSource(PurchaseModelKind.class)
    void theFitIsTheSameInDaysAndInWeeks(PurchaseModelKind kind) {
        Cdnow cdnow = Cdnow.read();
        List<Estimate> weeks = fitted(kind, cdnow.sample(TimeUnit.WEEK)).estimates();
        List<Estimate> days = fitted(kind, cdnow.sample(TimeUnit.DAY)).estimates();
        for (int i = 0; i < weeks.size(); i++) {
            boolean time = List.of("alpha", "beta").contains(weeks.get(i).parameter());
            double factor = time ? 7 : 1;
            assertThat(days.get(i).value()).isCloseTo(factor * weeks.get(i).value(), Percentage.withPercentage(.05));
            assertThat(days.get(i).standardError())
                    .isCloseTo(factor * weeks.get(i).standardError(), Percentage.withPercentage(.5));
        }
    }

    @Test
    void aFourthOfTheRowsHasNearlyTheSameParameters() {
        PurchaseSample fine = Simulated.bgNbd(new BgNbd(TimeUnit.DAY, 0.5, 30, 0.8, 2.5), 20_000, 7)
                .sample();
        PurchaseSample coarse = fine.coarsened(4_000);
        assertThat(fine.rows().size()).isGreaterThan(14_000);
        assertThat(coarse.rows().size()).isLessThanOrEqualTo(4_000);
        List<Estimate> exact = fitted(PurchaseModelKind.BG_NBD, fine).estimates();
        List<Estimate> rough = fitted(PurchaseModelKind.BG_NBD, coarse).estimates();
        for (int i = 0; i < exact.size(); i++) {
            double moved = Math.abs(rough.get(i).value() - exact.get(i).value());
            assertThat(moved).isLessThan(SHIFT_IN_STANDARD_ERRORS * exact.get(i).standardError());
        }
    }

    @Test
    void tooFewCustomersAreNotFittedOn() {
        assertThat(notFitted(sample(statistic(2, 10, 30, 99)), new FitLimits(100, 1, 500)))
                .isEqualTo(
                        new NotFitted<>(Reason.TOO_FEW_CUSTOMERS, "There are 99 customers; a fit takes 100 or more."));
        assertThat(notFitted(sample(statistic(0, 0, 30, 99), statistic(1, 5, 30, 4)), new FitLimits(100, 5, 500))
                        .reason())
                .isEqualTo(Reason.TOO_FEW_REPEAT_BUYERS);
    }

    @Test
    void nobodyWhoRepeatsNobodyToFitOn() {
        assertThat(notFitted(sample(statistic(0, 0, 30, 500), statistic(0, 0, 0, 500)), LIMITS))
                .satisfies(not -> assertThat(not.reason()).isEqualTo(Reason.NO_REPEAT_PURCHASES))
                .satisfies(not ->
                        assertThat(not.explanation()).contains("None of the 1000 customers bought a second time"));
    }

    @ParameterizedTest
    @EnumSource(PurchaseModelKind.class)
    void oneCustomerOrManyAlikeDetermineNothing(PurchaseModelKind kind) {
        for (long customers : new long[] {2, 1_000}) {
            Fit<PurchaseModel> fit = kind.fit(sample(statistic(3, 12, 30, customers)), LIMITS);
            assertThat(fit)
                    .isInstanceOfSatisfying(
                            NotFitted.class,
                            not -> assertThat(not.reason()).isIn(Reason.PARAMETER_AT_BORDER, Reason.DID_NOT_CONVERGE));
        }
    }

    @Test
    void customersWithoutTimeOfObservationDoNoHarm() {
        PurchaseSample sample = Simulated.bgNbd(new BgNbd(TimeUnit.DAY, 0.5, 30, 0.8, 2.5), 2_000, 3)
                .sample();
        List<PurchaseStatistic> withNew = new ArrayList<>(sample.rows());
        withNew.add(statistic(0, 0, 0, 1_000));
        List<Estimate> without = fitted(PurchaseModelKind.BG_NBD, sample).estimates();
        List<Estimate> with = fitted(PurchaseModelKind.BG_NBD, PurchaseSample.of(TimeUnit.DAY, withNew))
                .estimates();
        for (int i = 0; i < with.size(); i++) {
            assertThat(with.get(i).value()).isCloseTo(without.get(i).value(), Percentage.withPercentage(.1));
        }
    }

    @Test
    void aSearchThatIsCutShortPublishesNothing() {
        PurchaseSample sample = Simulated.bgNbd(new BgNbd(TimeUnit.DAY, 0.5, 30, 0.8, 2.5), 500, 3)
                .sample();
        assertThat(notFitted(sample, new FitLimits(2, 1, 3)))
                .satisfies(not -> assertThat(not.reason()).isEqualTo(Reason.DID_NOT_CONVERGE))
                .satisfies(not -> assertThat(not.explanation()).contains("after 3 iterations"));
    }

    @Test
    void limitsAreAtLeastOne() {
        assertThatThrownBy(() -> new FitLimits(0, 1, 1)).hasMessageContaining("at least 1");
    }

    static Fitted<PurchaseModel> fitted(PurchaseModelKind kind, PurchaseSample sample) {
        Fit<PurchaseModel> fit = kind.fit(sample, LIMITS);
        assertThat(fit).isInstanceOf(Fitted.class);
        return (Fitted<PurchaseModel>) fit;
    }

    private static NotFitted<PurchaseModel> notFitted(PurchaseSample sample, FitLimits limits) {
        Fit<PurchaseModel> fit = PurchaseModelKind.BG_NBD.fit(sample, limits);
        assertThat(fit).isInstanceOf(NotFitted.class);
        return (NotFitted<PurchaseModel>) fit;
    }

    private static PurchaseSample sample(PurchaseStatistic... rows) {
        return PurchaseSample.of(TimeUnit.DAY, List.of(rows));
    }

    private static PurchaseStatistic statistic(long x, double recency, double observation, long customers) {
        return new PurchaseStatistic(TimeUnit.DAY, x, recency, observation, customers);
    }

    private static double[] means(double[] sums, int[] counts) {
        return IntStream.range(0, sums.length)
                .mapToDouble(i -> sums[i] / counts[i])
                .toArray();
    }
}
