package dangol.jobs.simulate;

import java.util.ArrayList;
import java.util.List;

/** Fills baskets. */
final class Basket {

    private Basket() {}

    /**
     * @param categories weight of each category
     * @param fullness 1 for an average basket
     */
    static List<OrderLine> fill(Chance chance, double[] categories, double fullness) {
        int count = 1 + Math.min(9, chance.poisson(0.9));
        List<OrderLine> lines = new ArrayList<>(count);
        for (int no = 1; no <= count; no++) {
            Category category = Category.values()[chance.weighted(categories)];
            Product product = chance.pick(category.products());
            long price = Won.of(product.price());
            if (chance.with(0.15)) {
                price = price * 9 / 10;
            }
            long thousandths = product.weighed()
                    ? chance.between(180, 2200)
                    : 1000L * (1 + chance.poisson(Math.min(3, 0.35 * fullness)));
            // Half up to the hundredth, as a till with a scale does.
            long amount = (thousandths * price + 500) / 1000;
            lines.add(new OrderLine(no, category, product, thousandths, price, amount));
        }
        return List.copyOf(lines);
    }
}
