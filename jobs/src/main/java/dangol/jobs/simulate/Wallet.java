package dangol.jobs.simulate;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a customer spent on a category in a quarter, in hundredths of a won.
 *
 * @param elsewhere by competitor in the order of {@link Category#competitors()}, and last at small shops without a name
 */
record Wallet(Category category, int quarter, long own, long[] elsewhere) {

    static List<Wallet> of(Horizon horizon, Customer customer, Life life, Spending spending, Chance chance) {
        List<Wallet> wallets = new ArrayList<>();
        Traits traits = customer.traits();
        for (Category category : Category.values()) {
            double[] habits = new double[category.competitors().size() + 1];
            for (int i = 0; i < habits.length; i++) {
                double habit = chance.gamma(0.5, 1);
                habits[i] = habit < 0.05 ? 0 : habit;
            }
            if (traits.categories()[category.ordinal()] == 0) {
                continue;
            }
            for (int quarter = horizon.quarter(customer.registeredAt()); quarter < horizon.quarters(); quarter++) {
                long own = spending.own()[category.ordinal()][quarter];
                LocalDateTime begins = horizon.quarterStart(quarter).atStartOfDay();
                boolean stays = own > 0 || (traits.buyer() && life.aliveAt(begins));
                double elsewhere = stays ? left(traits, category, own, chance) : need(traits, category);
                wallets.add(new Wallet(category, quarter, own, split(elsewhere * chance.logNormal(1, 0.15), habits)));
            }
        }
        return wallets;
    }

    private static double need(Traits traits, Category category) {
        return Won.of(1) * traits.needs()[category.ordinal()];
    }

    private static double left(Traits traits, Category category, long own, Chance chance) {
        if (own > 0 && chance.with(0.35 * traits.loyalty())) {
            return 0;
        }
        double need = need(traits, category);
        return Math.max(need - own, need * 0.4 * (1 - traits.loyalty()));
    }

    private static long[] split(double amount, double[] habits) {
        double total = 0;
        for (double habit : habits) {
            total += habit;
        }
        long[] parts = new long[habits.length];
        for (int i = 0; i < habits.length; i++) {
            double share = total == 0 ? 1.0 / habits.length : habits[i] / total;
            // Panelists write down hundreds of won.
            parts[i] = Math.round(amount * share / 10_000) * 10_000;
        }
        return parts;
    }

    String brand(int i) {
        return i < category.competitors().size() ? category.competitors().get(i) : Category.ELSEWHERE;
    }

    long elsewhereTotal() {
        long total = 0;
        for (long part : elsewhere) {
            total += part;
        }
        return total;
    }
}
