package dangol.model.purchase;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hipparchus.random.RandomDataGenerator;

/** Customers who live by a model, observed for 100 to 700 units of time and then followed for {@link #FOLLOWED} more. */
record Simulated(TimeUnit unit, List<Customer> customers) {
    static final double FOLLOWED = 180;

    /** What was seen of a customer, whether he was still one at the end, and how often he bought while followed. */
    record Customer(PurchaseStatistic seen, boolean alive, long boughtAfter) {}

    /** A rate of purchases, the chance to leave after each, and a time after which he buys no more. */
    private record Nature(double rate, double chanceToLeave, double end) {}

    static Simulated bgNbd(BgNbd model, int customers, long seed) {
        return of(model.unit(), customers, seed, random -> {
            double rate = random.nextGamma(model.r(), 1 / model.alpha());
            return new Nature(rate, random.nextBeta(model.a(), model.b()), Double.POSITIVE_INFINITY);
        });
    }

    static Simulated mbgNbd(MbgNbd model, int customers, long seed) {
        return of(model.unit(), customers, seed, random -> {
            double rate = random.nextGamma(model.r(), 1 / model.alpha());
            double chance = random.nextBeta(model.a(), model.b());
            return new Nature(rate, chance, random.nextUniform(0, 1) < chance ? 0 : Double.POSITIVE_INFINITY);
        });
    }

    static Simulated paretoNbd(ParetoNbd model, int customers, long seed) {
        return of(model.unit(), customers, seed, random -> {
            double rate = random.nextGamma(model.r(), 1 / model.alpha());
            return new Nature(rate, 0, random.nextExponential(1 / random.nextGamma(model.s(), 1 / model.beta())));
        });
    }

    PurchaseSample sample() {
        return PurchaseSample.of(unit, customers.stream().map(Customer::seen).toList());
    }

    private static Simulated of(TimeUnit unit, int customers, long seed, Function<RandomDataGenerator, Nature> nature) {
        RandomDataGenerator random = new RandomDataGenerator(seed);
        List<Customer> list = new ArrayList<>();
        for (int i = 0; i < customers; i++) {
            list.add(live(unit, random, nature.apply(random)));
        }
        return new Simulated(unit, list);
    }

    private static Customer live(TimeUnit unit, RandomDataGenerator random, Nature nature) {
        double observation = Math.rint(random.nextUniform(100, 700));
        double end = nature.end();
        double last = 0;
        long before = 0;
        long after = 0;
        double time = pause(random, nature);
        while (time <= Math.min(end, observation + FOLLOWED)) {
            if (time <= observation) {
                before++;
                last = time;
            } else {
                after++;
            }
            end = random.nextUniform(0, 1) < nature.chanceToLeave() ? time : end;
            time += pause(random, nature);
        }
        return new Customer(new PurchaseStatistic(unit, before, last, observation, 1), end > observation, after);
    }

    private static double pause(RandomDataGenerator random, Nature nature) {
        return random.nextExponential(1 / Math.max(nature.rate(), 1e-12));
    }
}
