package dangol.model.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.model.purchase.Fit.Estimate;
import dangol.model.purchase.Simulated.Customer;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The models against customers simulated by their story, which shares no code with them. */
class SimulatedCustomersTest {
    private static final BgNbd BG = new BgNbd(TimeUnit.DAY, .7, 25, .9, 2.5);
    private static final MbgNbd MBG = new MbgNbd(TimeUnit.DAY, .7, 25, .9, 2.5);
    private static final ParetoNbd PARETO = new ParetoNbd(TimeUnit.DAY, .7, 25, .8, 120);

    @ParameterizedTest
    @CsvSource({
        "BG_NBD, 1",
        "BG_NBD, 2",
        "BG_NBD, 3",
        "MBG_NBD, 1",
        "MBG_NBD, 2",
        "MBG_NBD, 3",
        "PARETO_NBD, 1",
        "PARETO_NBD, 2",
        "PARETO_NBD, 3"
    })
    void theirParametersAreFoundWithinThreeStandardErrors(PurchaseModelKind kind, long seed) {
        List<Estimate> estimates = PurchaseFitTest.fitted(
                        kind, customers(kind, 3_000, seed).sample())
                .estimates();
        double[] truth = truth(kind);
        for (int i = 0; i < truth.length; i++) {
            Estimate estimate = estimates.get(i);
            // In logarithms, where the estimates are nearly normal.
            assertThat(Math.log(estimate.value() / truth[i]))
                    .as(estimate.parameter())
                    .isEqualTo(0, within(3 * estimate.standardError() / estimate.value()));
        }
    }

    /** Of many customers many numbers of purchases occur, and few rows for each. */
    @ParameterizedTest
    @EnumSource(PurchaseModelKind.class)
    void ofManyCustomersTheSearchStartsInTheRightPlace(PurchaseModelKind kind) {
        MbgNbd often = new MbgNbd(TimeUnit.DAY, .9, 9, .9, 4.8);
        PurchaseSample sample = Simulated.mbgNbd(often, 200_000, 21).sample();
        Fit.Fitted<PurchaseModel> fitted = PurchaseFitTest.fitted(kind, sample.coarsened(20_000));
        assertThat(sample.frequencies()).isGreaterThan(200);
        assertThat(fitted.iterations()).isLessThan(500);
    }

    @ParameterizedTest
    @EnumSource(PurchaseModelKind.class)
    void asManyAreAliveAndBuyAsExpected(PurchaseModelKind kind) {
        List<Customer> customers = customers(kind, 40_000, 11).customers();
        PurchaseModel model = model(kind);
        assertCalibrated(customers, c -> model.probabilityAlive(c.seen()), c -> c.alive() ? 1 : 0);
        assertCalibrated(customers, c -> model.expectedPurchases(c.seen(), Simulated.FOLLOWED), Customer::boughtAfter);
        assertCalibrated(
                customers,
                c -> model.expectedPurchases(c.seen().observation()),
                c -> c.seen().frequency());
    }

    @ParameterizedTest
    @EnumSource(PurchaseModelKind.class)
    void intervalsLeaveOutAsManyAsTheirLevelSays(PurchaseModelKind kind) {
        List<Customer> customers = customers(kind, 40_000, 12).customers();
        PurchaseModel model = model(kind);
        int below = 0;
        int above = 0;
        for (Customer customer : customers) {
            CountInterval interval = model.interval(customer.seen(), Simulated.FOLLOWED, .8);
            below += customer.boughtAfter() < interval.low() ? 1 : 0;
            above += customer.boughtAfter() > interval.high() ? 1 : 0;
        }
        // 10 % at most beyond either end; counts are whole, so that it is less, and 0.6 % is four standard errors.
        assertThat(below / 40_000.0).isBetween(.0, .106);
        assertThat(above / 40_000.0).isBetween(.03, .106);
    }

    @ParameterizedTest
    @EnumSource(PurchaseModelKind.class)
    void limitsOfIntervalsAreExceededAsOftenAsTheDistributionSays(PurchaseModelKind kind) {
        // One customer, many lives: those simulated whose statistics are close to his.
        List<Customer> alike = customers(kind, 40_000, 13).customers().stream()
                .filter(c -> c.seen().frequency() >= 15 && model(kind).probabilityAlive(c.seen()) > .9)
                .toList();
        assertThat(alike).hasSizeGreaterThan(300);
        long within = alike.stream()
                .filter(c -> {
                    CountInterval interval = model(kind).interval(c.seen(), Simulated.FOLLOWED, .8);
                    return interval.low() <= c.boughtAfter() && c.boughtAfter() <= interval.high();
                })
                .count();
        double standardError = Math.sqrt(.8 * .2 / alike.size());
        assertThat((double) within / alike.size()).isBetween(.8 - 4 * standardError, .88 + 4 * standardError);
    }

    /** The sum of what happened lies within four standard errors of the sum of what was expected, in all and of repeat buyers. */
    private static void assertCalibrated(
            List<Customer> customers, ToDoubleFunction<Customer> expected, ToDoubleFunction<Customer> happened) {
        double sum = 0;
        double squares = 0;
        for (Customer customer : customers) {
            double difference = happened.applyAsDouble(customer) - expected.applyAsDouble(customer);
            sum += difference;
            squares += difference * difference;
        }
        assertThat(sum).isEqualTo(0, within(4 * Math.sqrt(squares)));
    }

    private static Simulated customers(PurchaseModelKind kind, int customers, long seed) {
        return switch (kind) {
            case BG_NBD -> Simulated.bgNbd(BG, customers, seed);
            case MBG_NBD -> Simulated.mbgNbd(MBG, customers, seed);
            case PARETO_NBD -> Simulated.paretoNbd(PARETO, customers, seed);
        };
    }

    private static PurchaseModel model(PurchaseModelKind kind) {
        return switch (kind) {
            case BG_NBD -> BG;
            case MBG_NBD -> MBG;
            case PARETO_NBD -> PARETO;
        };
    }

    private static double[] truth(PurchaseModelKind kind) {
        return kind == PurchaseModelKind.PARETO_NBD
                ? new double[] {PARETO.r(), PARETO.alpha(), PARETO.s(), PARETO.beta()}
                : new double[] {BG.r(), BG.alpha(), BG.a(), BG.b()};
    }
}
