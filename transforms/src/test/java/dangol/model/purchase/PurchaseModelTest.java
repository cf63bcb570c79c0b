package dangol.model.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The models at published parameters against published results. */
class PurchaseModelTest {
    /** Fader, Hardie and Lee 2005, table 2, with more digits. */
    private static final BgNbd CDNOW = new BgNbd(TimeUnit.WEEK, .24259, 4.41360, .79292, 2.42590);

    private static final ParetoNbd CDNOW_PARETO = new ParetoNbd(TimeUnit.WEEK, .55328, 10.5776, .60621, 11.6679);

    static List<PurchaseModel> models() {
        return List.of(CDNOW, new MbgNbd(TimeUnit.WEEK, .525, 6.183, .891, 1.614), CDNOW_PARETO);
    }

    @ParameterizedTest
    @CsvSource({".1429, .0078", "1, .0532", "3, .1506", "31.8571, 1.0405", "32, 1.0437", "52, 1.4440", "78, 1.8576"})
    void bgNbdExpectsTheRepeatPurchasesOfANewCustomer(double weeks, double purchases) {
        // Fader and Hardie's spreadsheet of the paper.
        assertThat(CDNOW.expectedPurchases(weeks)).isEqualTo(purchases, within(.0015));
    }

    @Test
    void bgNbdKnowsWhoIsAlive() {
        // lifetimes and BTYD, tests of P(alive).
        assertThat(CDNOW.probabilityAlive(weeks(26, 30.85714, 31))).isEqualTo(.9688523, within(1e-5));
        assertThat(CDNOW.probabilityAlive(weeks(2, 30.43, 38.86))).isEqualTo(.7266092, within(1e-5));
        assertThat(CDNOW.probabilityAlive(weeks(1000, 10, 100))).isZero();
        assertThat(CDNOW.probabilityAlive(weeks(0, 0, 100))).isEqualTo(1);
    }

    @Test
    void bgNbdExpectsThePurchasesToCome() {
        assertThat(CDNOW.expectedPurchases(weeks(2, 30.43, 38.86), 39)).isEqualTo(1.226, within(5e-4));
        assertThat(CDNOW.expectedPurchases(weeks(26, 30.85714, 31), 52))
                .isCloseTo(25.75659, Percentage.withPercentage(.01));
        assertThat(CDNOW.expectedPurchases(weeks(1000, 10, 100), 52)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"10, .3474606", "15, .04283391", "20, .004158973", "25, .0003583685"})
    void moreFrequentBuyersWhoFellSilentAreExpectedToBuyLess(long x, double purchases) {
        // Fader, Hardie and Lee's "increasing frequency" paradox.
        assertThat(CDNOW.expectedPurchases(weeks(x, 20, 39), 52)).isCloseTo(purchases, Percentage.withPercentage(.01));
    }

    @ParameterizedTest
    @CsvSource({
        ".5, 10, 100, 5000, 0, 0, 39, 0.370352666928761",
        ".5, 10, 150, 7500, 0, 0, 39, 0.36994356698069",
        ".5, 10, 200, 10000, 3, 5, 39, 0.0745658345500693",
        ".6, 5, 80, 80000, 0, 0, 365, 0.507478452306623",
        ".6, 5, 90, 90000, 4, 10, 365, 6.68632322708447e-5",
        ".6, 5000, 90, 9, 4, 10, 365, 2.4700048194245e-117"
    })
    void paretoNbdOfCustomersWhoLeaveNearlyAlikeKnowsWhoIsAlive(
            double r, double alpha, double s, double beta, long x, double recency, double weeks, double alive) {
        // The integral over the time of leaving, by mpmath at 30 digits: the powers in it are beyond the range of a
        // double.
        assertThat(new ParetoNbd(TimeUnit.WEEK, r, alpha, s, beta).probabilityAlive(weeks(x, recency, weeks)))
                .isCloseTo(alive, Percentage.withPercentage(1e-6));
    }

    @Test
    void paretoNbdGivesThePublishedFigures() {
        assertThat(CDNOW_PARETO.expectedPurchases(52)).isEqualTo(1.473434, within(5e-4));
        assertThat(CDNOW_PARETO.expectedPurchases(weeks(26, 30.85714, 31), 52)).isEqualTo(25.45647, within(2e-3));
        assertThat(CDNOW_PARETO.probabilityAlive(weeks(26, 30.85714, 31))).isEqualTo(.997874, within(1e-6));
        assertThat(CDNOW_PARETO.probabilityAlive(weeks(0, 0, 39))).isEqualTo(.2941633, within(5e-4));
    }

    @ParameterizedTest
    @CsvSource({
        ".55, 10.56, .61, 11.64, 26, 30.85714, 31, 0.997858712036, -39.13820389454",
        ".5143, 2.8845, .2856, 14.1087, 221, 103.42857, 103.57143, 0.9995960523179, -61.58464856173",
        ".5143, 2.8845, .2856, 14.1087, 161, 94.71429, 98, 0.7494877522581, -87.42925486331",
        ".55, 10.56, .61, 11.64, 1000, 100, 100, 1, 1200.310399695",
        ".55, 10.56, .61, 11.64, 1000, 90, 100, 9.989289618846e-39, 1287.809704841",
        ".55, 10.56, .61, 11.64, 0, 0, 0, 1, 0",
        ".5, .01, .6, 50, 0, 0, 40, 0.5051542777643, -3.816930407531",
        ".5, 50, .6, .01, 0, 0, 40, 0.005167664022847, -0.005138572091173",
        ".5, 50, 1, .01, 3, 2, 40, 0.009497275751847, -16.80226300841",
        "2, 8, 3.5, 100, 5, 10, 400, 1.938567913823e-11, -12.30728210777"
    })
    void paretoNbdIsTheIntegralOverTheTimeOfLeaving(
            double r, double alpha, double s, double beta, long x, double tx, double t, double alive, double log) {
        // The likelihood as an integral over the time of leaving, by mpmath 1.3 quadrature at 40 digits.
        ParetoNbd model = new ParetoNbd(TimeUnit.WEEK, r, alpha, s, beta);
        assertThat(model.probabilityAlive(weeks(x, tx, t))).isCloseTo(alive, Percentage.withPercentage(1e-8));
        assertThat(model.logLikelihood(sample(weeks(x, tx, t))))
                .isEqualTo(log, within(1e-9 * Math.max(1, Math.abs(log))));
    }

    @ParameterizedTest
    @CsvSource({"7, 35, 1.8641833", "1, 30, 2.199155", "2, 30, 2.843534", "3, 30, 2.867128"})
    void paretoNbdDiscountsWhatIsToCome(long x, double tx, double purchases) {
        ParetoNbd model = new ParetoNbd(TimeUnit.WEEK, .5629966, 12.559037, .4081095, 10.5148048);
        assertThat(model.discountedResidualPurchases(weeks(x, tx, 77.86), .0027))
                .isEqualTo(purchases, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({
        ".5629966, 12.559037, .4081095, 10.5148048, 0, 0, 77.86, .15, 0.01068450966022",
        ".55, 10.56, 1, 11.64, 3, 20, 39, .0001, 6.370643718928",
        ".55, 10.56, 2.5, 11.64, 3, 20, 39, 5, 0.001792850267493"
    })
    void theDiscountedPurchasesAreThoseOfTricomisFunction(
            double r, double alpha, double s, double beta, long x, double tx, double t, double rate, double expected) {
        // Fader, Hardie and Lee (2005, RFM and CLV), equation 2, by mpmath's hyperu at 40 digits.
        ParetoNbd model = new ParetoNbd(TimeUnit.WEEK, r, alpha, s, beta);
        assertThat(model.discountedResidualPurchases(weeks(x, tx, t), rate))
                .isCloseTo(expected, Percentage.withPercentage(1e-8));
    }

    @Test
    void paretoNbdPassesThroughTheShapeOfOneWithoutAStep() {
        double atOne = new ParetoNbd(TimeUnit.WEEK, .5, 10, 1, 12).expectedPurchases(weeks(3, 20, 39), 52);
        double besideOne = new ParetoNbd(TimeUnit.WEEK, .5, 10, 1 + 1e-9, 12).expectedPurchases(weeks(3, 20, 39), 52);
        assertThat(atOne).isEqualTo(besideOne, within(1e-8));
    }

    @Test
    void inMbgNbdAOneTimeBuyerMayHaveLeft() {
        MbgNbd model = new MbgNbd(TimeUnit.WEEK, .525, 6.183, .891, 1.614);
        // 1 / (1 + (a / b) ((alpha + T) / alpha)^r), Batislam et al. (2007).
        assertThat(model.probabilityAlive(weeks(0, 0, 39)))
                .isEqualTo(1 / (1 + .891 / 1.614 * Math.pow((6.183 + 39) / 6.183, .525)), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("models")
    void atTheEndsNothingOverflows(PurchaseModel model) {
        for (PurchaseStatistic customer :
                List.of(weeks(1000, 10, 100), weeks(1000, 100, 100), weeks(0, 0, 0), weeks(1000, .001, 10_000))) {
            assertThat(model.probabilityAlive(customer)).isBetween(0.0, 1.0);
            assertThat(model.expectedPurchases(customer, 52)).isBetween(0.0, 1000.0);
            assertThat(model.expectedPurchases(customer, 0)).isZero();
            assertThat(model.logLikelihood(sample(customer))).isFinite();
            assertThat(model.interval(customer, 0, .9)).isEqualTo(new CountInterval(0, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aModelCrossesTheWire(PurchaseModel model) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(model);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(model);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void whatCannotBeAskedIsRefused(PurchaseModel model) {
        assertThatThrownBy(() -> model.expectedPurchases(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time ahead is -1");
        assertThatThrownBy(() -> model.interval(weeks(0, 0, 1), 4, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("level of an interval");
    }

    @Test
    void parametersArePositiveAndRatesOfDiscountToo() {
        assertThatThrownBy(() -> new BgNbd(TimeUnit.DAY, 1, 0, 1, 1)).hasMessageContaining("positive and finite");
        assertThatThrownBy(() -> new MbgNbd(TimeUnit.DAY, 1, 1, Double.NaN, 1)).hasMessageContaining("MBG/NBD");
        assertThatThrownBy(() -> CDNOW_PARETO.discountedResidualPurchases(weeks(0, 0, 1), 0))
                .hasMessageContaining("discount rate");
    }

    private static PurchaseStatistic weeks(long x, double tx, double t) {
        return new PurchaseStatistic(TimeUnit.WEEK, x, tx, t, 1);
    }

    private static PurchaseSample sample(PurchaseStatistic customer) {
        return PurchaseSample.of(TimeUnit.WEEK, List.of(customer));
    }
}
