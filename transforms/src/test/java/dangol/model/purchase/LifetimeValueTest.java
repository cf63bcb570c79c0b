package dangol.model.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimeValueTest {
    private static final BgNbd PURCHASES = new BgNbd(TimeUnit.WEEK, .24259, 4.41360, .79292, 2.42590);
    private static final GammaGamma SPEND = new GammaGamma(6.24951, 3.74423, 15.44368);
    private static final double DAYS_PER_MONTH = 4.345 * 7;

    @ParameterizedTest
    @CsvSource({"0001, 36.2785", "0002, 4.6375", "0003, 8.3441", "0006, 283.5236"})
    void twelveMonthsOfCdnowCustomersAreTwelveMonths(String id, double expected) {
        Cdnow cdnow = Cdnow.read();
        LifetimeValue value = new LifetimeValue(PURCHASES, SPEND, 12, DAYS_PER_MONTH, .01);
        PurchaseStatistic customer = cdnow.statistic(id, TimeUnit.WEEK);
        double computed = customer.frequency() == 0 ? value.of(customer) : value.of(customer, cdnow.meanSpend(id));
        // The expected values were computed from weeks rounded to two decimals, hence the tolerance.
        assertThat(computed).isCloseTo(expected, Percentage.withPercentage(.1));
    }

    @ParameterizedTest
    @CsvSource({"2, 30.43, 22.35, 36.2785", "1, 1.71, 11.77, 4.6375", "7, 29.43, 73.74, 283.5236"})
    void twelveMonthsOfRoundedWeeksAreExact(long x, double tx, double meanSpend, double expected) {
        LifetimeValue value = new LifetimeValue(PURCHASES, SPEND, 12, DAYS_PER_MONTH, .01);
        assertThat(value.of(new PurchaseStatistic(TimeUnit.WEEK, x, tx, 38.86, 1), meanSpend))
                .isCloseTo(expected, Percentage.withPercentage(.01));
    }

    @Test
    void aHorizonIsTheSameInDaysAndInWeeks() {
        PurchaseStatistic customer = PurchaseStatistic.ofDays(TimeUnit.DAY, 2, 213, 272);
        BgNbd days = new BgNbd(TimeUnit.DAY, .24259, 7 * 4.41360, .79292, 2.42590);
        assertThat(new LifetimeValue(days, SPEND, 12, 30.4375, .01).of(customer, 22.35))
                .isEqualTo(
                        new LifetimeValue(PURCHASES, SPEND, 12, 30.4375, .01).of(customer.in(TimeUnit.WEEK), 22.35),
                        within(1e-9));
    }

    @Test
    void withoutDiscountItIsPurchasesTimesSpend() {
        PurchaseStatistic customer = new PurchaseStatistic(TimeUnit.WEEK, 2, 30.43, 38.86, 1);
        for (PurchaseModel model : List.of(
                PURCHASES,
                new MbgNbd(TimeUnit.WEEK, .525, 6.183, .891, 1.614),
                new ParetoNbd(TimeUnit.WEEK, .55328, 10.5776, .60621, 11.6679))) {
            double value = new LifetimeValue(model, SPEND, 6, 28, 0).of(customer, 22.35);
            double spend = SPEND.expectedSpend(new SpendStatistic(2, 22.35, 1));
            assertThat(value).isEqualTo(model.expectedPurchases(customer, 24) * spend, within(1e-9));
            assertThat(new LifetimeValue(model, SPEND, 6, 28, .01).of(customer, 22.35))
                    .isBetween(value / Math.pow(1.01, 6), value / 1.01);
        }
    }

    @Test
    void aLongHorizonComesToTheDiscountedResidualPurchases() {
        ParetoNbd model = new ParetoNbd(TimeUnit.WEEK, .5629966, 12.559037, 2.5, 10.5148048);
        PurchaseStatistic customer = new PurchaseStatistic(TimeUnit.WEEK, 7, 35, 77.86, 1);
        double perWeek = .01 / 4;
        double residual = model.discountedResidualPurchases(customer, perWeek);
        double value = new LifetimeValue(model, SPEND, 2_000, 28, Math.expm1(.01)).of(customer);
        // Purchases of a month are discounted at its end, on average half a month too late.
        assertThat(value / SPEND.expectedSpend()).isCloseTo(residual * Math.exp(-.005), Percentage.withPercentage(.1));
    }

    @ParameterizedTest
    @CsvSource({"0, 30, .01", "12, 4.345, .01", "12, 360, .01", "12, 30, -.1", "12, 30, 1"})
    void monthsMistakenForWeeksAreRefused(int months, double daysPerMonth, double discount) {
        assertThatThrownBy(() -> new LifetimeValue(PURCHASES, SPEND, months, daysPerMonth, discount))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a month has 28 to 31 days");
    }
}
