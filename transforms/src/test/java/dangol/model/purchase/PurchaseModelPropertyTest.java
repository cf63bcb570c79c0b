package dangol.model.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class PurchaseModelPropertyTest {
    private static final double ROUNDING = 1e-9;

    @Property(tries = 500)
    void aliveIsAProbabilityThatFallsWithSilence(
            @ForAll("models") PurchaseModel model,
            @ForAll("customers") PurchaseStatistic customer,
            @ForAll @DoubleRange(max = 1000) double silence) {
        double now = model.probabilityAlive(customer);
        double later = model.probabilityAlive(new PurchaseStatistic(
                TimeUnit.WEEK, customer.frequency(), customer.recency(), customer.observation() + silence, 1));
        assertThat(now).isBetween(0.0, 1.0);
        assertThat(later).isBetween(0.0, now + ROUNDING);
    }

    @Property(tries = 500)
    void expectedPurchasesAreFiniteAndGrowWithTime(
            @ForAll("models") PurchaseModel model,
            @ForAll("customers") PurchaseStatistic customer,
            @ForAll @DoubleRange(max = 500) double time,
            @ForAll @DoubleRange(max = 500) double more) {
        double sooner = model.expectedPurchases(customer, time);
        double later = model.expectedPurchases(customer, time + more);
        assertThat(sooner).isFinite().isNotNegative();
        assertThat(later).isFinite().isGreaterThanOrEqualTo(sooner * (1 - ROUNDING));
        assertThat(model.expectedPurchases(time)).isFinite().isNotNegative();
        assertThat(model.expectedPurchases(time + more))
                .isGreaterThanOrEqualTo(model.expectedPurchases(time) * (1 - ROUNDING));
    }

    @Property(tries = 200)
    void intervalsWidenWithTheirLevel(
            @ForAll("models") PurchaseModel model,
            @ForAll("customers") PurchaseStatistic customer,
            @ForAll @DoubleRange(max = 100) double time) {
        CountInterval half = model.interval(customer, time, .5);
        CountInterval most = model.interval(customer, time, .95);
        assertThat(half.low()).isBetween(most.low(), half.high());
        assertThat(half.high()).isLessThanOrEqualTo(most.high());
    }

    @Property(tries = 200)
    void theLikelihoodOfWeightedRowsIsThatOfTheirCustomers(
            @ForAll("models") PurchaseModel model,
            @ForAll @Size(min = 1, max = 6) List<@From("customers") PurchaseStatistic> rows) {
        List<PurchaseStatistic> weighted = new ArrayList<>();
        double expanded = 0;
        for (int i = 0; i < rows.size(); i++) {
            PurchaseStatistic row = rows.get(i);
            weighted.add(
                    new PurchaseStatistic(TimeUnit.WEEK, row.frequency(), row.recency(), row.observation(), i + 1));
            for (PurchaseStatistic customer : Collections.nCopies(i + 1, row)) {
                expanded += model.logFrequency(customer.frequency())
                        + model.logTimes(customer.frequency(), customer.recency(), customer.observation());
            }
        }
        assertThat(model.logLikelihood(PurchaseSample.of(TimeUnit.WEEK, weighted)))
                .isEqualTo(expanded, within(1e-9 * (1 + Math.abs(expanded))));
    }

    @Property(tries = 200)
    void aModelSaysTheSameInDaysAndInWeeks(
            @ForAll("models") PurchaseModel model, @ForAll("customers") PurchaseStatistic customer) {
        PurchaseModel days = inDays(model);
        PurchaseStatistic customerInDays = customer.in(TimeUnit.DAY);
        assertThat(days.probabilityAlive(customerInDays)).isEqualTo(model.probabilityAlive(customer), within(ROUNDING));
        assertThat(days.expectedPurchases(customerInDays, 70))
                .isEqualTo(model.expectedPurchases(customer, 10), within(ROUNDING * 100));
    }

    @Provide
    Arbitrary<PurchaseModel> models() {
        Arbitrary<Double> shape = Arbitraries.doubles().between(.05, 5);
        Arbitrary<Double> time = Arbitraries.doubles().between(.5, 50);
        return Arbitraries.oneOf(
                Combinators.combine(shape, time, shape, shape)
                        .as((r, alpha, a, b) -> new BgNbd(TimeUnit.WEEK, r, alpha, a, b)),
                Combinators.combine(shape, time, shape, shape)
                        .as((r, alpha, a, b) -> new MbgNbd(TimeUnit.WEEK, r, alpha, a, b)),
                Combinators.combine(shape, time, shape, time)
                        .as((r, alpha, s, beta) -> new ParetoNbd(TimeUnit.WEEK, r, alpha, s, beta)));
    }

    @Provide
    Arbitrary<PurchaseStatistic> customers() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 200),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.doubles().between(0, 300))
                .as((x, share, observation) ->
                        new PurchaseStatistic(TimeUnit.WEEK, x, x == 0 ? 0 : share * observation, observation, 1));
    }

    private static PurchaseModel inDays(PurchaseModel model) {
        if (model instanceof BgNbd bg) {
            return new BgNbd(TimeUnit.DAY, bg.r(), 7 * bg.alpha(), bg.a(), bg.b());
        }
        if (model instanceof MbgNbd mbg) {
            return new MbgNbd(TimeUnit.DAY, mbg.r(), 7 * mbg.alpha(), mbg.a(), mbg.b());
        }
        ParetoNbd pareto = (ParetoNbd) model;
        return new ParetoNbd(TimeUnit.DAY, pareto.r(), 7 * pareto.alpha(), pareto.s(), 7 * pareto.beta());
    }
}
