package dangol.model.acquisition;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * When a cohort has paid back its acquisition; money is per customer acquired, at its value on the day of acquisition.
 */
public sealed interface BreakEven extends Serializable {

    /** Discounted margin earned by the end of months 1, 2, …, less the acquisition cost. */
    List<Double> balances();

    /**
     * It has.
     *
     * @param month the first month at whose end the balance is not negative; 0 when the acquisition cost nothing
     * @param lostBefore share of the customers acquired who were lost before that month began
     */
    record Reached(int month, double lostBefore, List<Double> balances) implements BreakEven {
        public Reached {
            balances = List.copyOf(balances);
        }
    }

    /**
     * It has not within the months given.
     *
     * @param shortfall what is missing at the end of the last month, above 0
     * @param lost share of the customers acquired who are lost by then
     */
    record NotReached(double shortfall, double lost, List<Double> balances) implements BreakEven {
        public NotReached {
            balances = List.copyOf(balances);
        }
    }

    /** A balance that misses zero by less than this part of the cost misses it by rounding only. */
    double ROUNDING = 1e-12;

    /**
     * The payback of one cohort: the margin of month k, counted at its end, is worth margin / (1 + rate)^k.
     *
     * @param acquisitionCost per customer acquired, not negative
     * @param months of the cohort from the first on
     * @param monthlyDiscountRate above -1; 0.01 for one percent a month
     * @throws IllegalArgumentException when the cost is negative or the rate not above -1
     */
    static BreakEven of(double acquisitionCost, List<CohortMonth> months, double monthlyDiscountRate) {
        if (!(acquisitionCost >= 0) || !(monthlyDiscountRate > -1)) {
            throw new IllegalArgumentException(
                    "An acquisition cost of " + acquisitionCost + " and a discount rate of " + monthlyDiscountRate
                            + " a month cannot be: the cost is not negative, the rate a fraction above -1.");
        }
        List<Double> balances = new ArrayList<>();
        double balance = -acquisitionCost;
        int reached = acquisitionCost == 0 ? 0 : -1;
        for (int k = 1; k <= months.size(); k++) {
            balance += months.get(k - 1).margin() / Math.pow(1 + monthlyDiscountRate, k);
            balances.add(balance);
            if (reached < 0 && balance >= -ROUNDING * acquisitionCost) {
                reached = k;
            }
        }
        if (reached >= 0) {
            return new Reached(
                    reached, reached < 2 ? 0 : months.get(reached - 2).lost(), balances);
        }
        double lost = months.isEmpty() ? 0 : months.get(months.size() - 1).lost();
        return new NotReached(-balance, lost, balances);
    }
}
