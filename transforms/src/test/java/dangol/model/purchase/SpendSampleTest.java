package dangol.model.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.model.purchase.Fit.Estimate;
import dangol.model.purchase.Fit.Fitted;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpendSampleTest {
    private static final FitLimits LIMITS = new FitLimits(2, 2, 2_000);

    @Test
    void fewRowsStayAsTheyAreInOrder() {
        SpendStatistic twice = new SpendStatistic(2, 5, 1);
        SpendStatistic dear = new SpendStatistic(1, 9, 3);
        SpendStatistic cheap = new SpendStatistic(1, 4, 2);
        assertThat(SpendSample.coarsened(List.of(twice, dear, cheap), 3)).containsExactly(cheap, dear, twice);
    }

    @Test
    void joinedRowsKeepTheirCustomersAndTheirMean() {
        List<SpendStatistic> joined = SpendSample.coarsened(
                List.of(
                        new SpendStatistic(1, 20.000, 3),
                        new SpendStatistic(1, 20.004, 1),
                        new SpendStatistic(2, 20, 1)),
                2);
        assertThat(joined).hasSize(2);
        assertThat(joined.get(0).customers()).isEqualTo(4);
        assertThat(joined.get(0).meanSpend()).isEqualTo(20.001, within(1e-9));
    }

    @Test
    void theRepeatBuyersOfCdnowOnAThirdOfTheRowsHaveTheSameModel() {
        List<SpendStatistic> all = Cdnow.read().repeatBuyers();
        List<SpendStatistic> few = SpendSample.coarsened(all, 300);
        assertThat(few.size()).isLessThanOrEqualTo(300);
        assertThat(few.stream().mapToLong(SpendStatistic::customers).sum()).isEqualTo(all.size());
        List<Estimate> exact = ((Fitted<GammaGamma>) GammaGamma.fit(all, LIMITS)).estimates();
        List<Estimate> rough = ((Fitted<GammaGamma>) GammaGamma.fit(few, LIMITS)).estimates();
        for (int i = 0; i < exact.size(); i++) {
            assertThat(rough.get(i).value())
                    .isEqualTo(exact.get(i).value(), within(0.25 * exact.get(i).standardError()));
        }
    }
}
