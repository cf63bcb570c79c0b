package dangol.jobs.simulate;

import dangol.jobs.simulate.Chance.Purpose;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Simulates a Korean chain of shops with its web shop: customers who live by known processes, the files that its systems
 * would write about them, with the usual dirt, and beside them the truth.
 *
 * <p>Customers are made in blocks of {@value #BLOCK}; households, referrals and conversations stay within a block. A
 * block is written and forgotten, so memory does not grow with the number of customers.
 */
public final class Simulation {

    static final int BLOCK = 1_000;

    /** Above every customer index, so that ids of things without a customer never meet those of a customer. */
    private static final long BEYOND_CUSTOMERS = 1L << 25;

    private static final double HOUSEHOLDS = 0.12;
    private static final double PASSERS_BY = 0.35;
    private static final double STOCK_CORRECTIONS = 0.02;

    private final SimulationOptions options;
    private final Horizon horizon;
    private final Season season;
    private final People people;

    public Simulation(SimulationOptions options) {
        this.options = options;
        this.horizon = Horizon.of(options);
        this.season = new Season(horizon);
        this.people = new People(horizon, options.seed());
    }

    /**
     * Writes all files.
     *
     * @throws IllegalArgumentException when the folder holds something that no simulation wrote
     * @throws UncheckedIOException when a file cannot be written
     */
    public SimulationSummary run(Progress progress) {
        OutputFolder folder = OutputFolder.prepare(options.out());
        Tally tally = new Tally();
        try {
            try (Feeds feeds = new Feeds(folder, horizon, tally)) {
                for (long first = 0; first < options.customers(); first += BLOCK) {
                    int size = (int) Math.min(BLOCK, options.customers() - first);
                    block(first, size, feeds);
                    progress.done(first + size);
                }
                feeds.finish();
            }
            folder.dropStage();
            return new SimulationSummary(folder.files(), tally.counts());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + options.out() + ": " + e.getMessage(), e);
        }
    }

    private void block(long first, int size, Feeds feeds) {
        long number = first / BLOCK;
        long outsider = BEYOND_CUSTOMERS + number;
        Chance dirt = Chance.of(options.seed(), Purpose.DIRT, number);
        Posts posts = new Posts(horizon, Chance.of(options.seed(), Purpose.POSTS, number), outsider);
        for (Customer customer : customers(first, size)) {
            posts.add(customer, one(customer, feeds, dirt));
        }
        posts.happen(size);
        posts.accounts().forEach(feeds.truth::account);
        posts.posts().forEach(post -> feeds.post(post, dirt));
        passersBy(outsider, size, feeds, dirt);
    }

    private List<Customer> customers(long first, int size) {
        Chance chance = Chance.of(options.seed(), Purpose.HOUSEHOLDS, first / BLOCK);
        List<Customer> customers = new ArrayList<>(size);
        Household household = null;
        for (int i = 0; i < size; i++) {
            long index = first + i;
            Customer neighbour = i == 0 ? null : chance.pick(customers);
            if (household != null) {
                customers.add(people.create(index, household, customers.get(i - 1), neighbour));
                household = null;
            } else {
                if (i + 1 < size && chance.with(HOUSEHOLDS)) {
                    household = household(index, chance);
                }
                customers.add(people.create(index, household, null, neighbour));
            }
        }
        return customers;
    }

    private Household household(long index, Chance chance) {
        double draw = chance.nextDouble();
        Household.Kind kind =
                draw < 0.4 ? Household.Kind.PAYER : draw < 0.9 ? Household.Kind.HOUSEHOLD : Household.Kind.BENEFICIARY;
        return new Household(
                "H" + Ids.digits(index + 1, 7),
                kind,
                Customer.number(index),
                Customer.number(index + 1),
                chance.with(0.35),
                chance.with(0.15),
                horizon.start().plusDays(chance.nextInt(horizon.days())).atStartOfDay());
    }

    private Life one(Customer customer, Feeds feeds, Chance dirt) {
        long seed = options.seed();
        long index = customer.index();
        Life life = Living.of(horizon, season, customer, Chance.of(seed, Purpose.LIFE, index));
        Spending spending = Spending.of(horizon, customer, life.orders());
        List<Segments.Change> segments = Segments.of(horizon, customer, life);
        Chance crm = Chance.of(seed, Purpose.CRM, index);
        feeds.customers.write(customer, segments, crm, dirt);
        CrmTables.Consent consent = feeds.crmTables.write(customer, life, crm);
        life.orders().forEach(order -> feeds.sales.write(order, dirt));
        List<Wallet> wallets = Wallet.of(horizon, customer, life, spending, Chance.of(seed, Purpose.WALLETS, index));
        for (Wallet wallet : wallets) {
            feeds.panel.write(customer, wallet);
            feeds.truth.wallet(customer, wallet, horizon);
        }
        feeds.surveys.write(customer, life, wallets, Chance.of(seed, Purpose.SURVEYS, index), dirt);
        feeds.marketing.write(customer, consent, Chance.of(seed, Purpose.MARKETING, index), dirt);
        feeds.truth.customer(customer, life, CustomerExport.last(segments), spending);
        return life;
    }

    /** Store receipts without a card by people the company does not know, and stock corrections at the till. */
    private void passersBy(long owner, int size, Feeds feeds, Chance dirt) {
        Chance chance = Chance.of(options.seed(), Purpose.ANONYMOUS, owner);
        double[] even = {3, 1, 0.5, 1};
        int sequence = 0;
        for (int i = 0; i < Math.round(size * PASSERS_BY); i++) {
            Order order = new Order(
                    Ids.of("R", owner, sequence++),
                    season.time(chance.nextDouble() * season.end(), 10, 21),
                    Channel.STORE,
                    chance.pick(Living.STORES),
                    SourceKey.NONE,
                    Basket.fill(chance, even, 0.8),
                    null,
                    null);
            feeds.sales.write(order, dirt);
            feeds.truth.passerBy(order);
        }
        for (int i = 0; i < Math.round(size * STOCK_CORRECTIONS); i++) {
            OrderLine line = Basket.fill(chance, even, 0.8).get(0);
            feeds.sales.stockCorrection(
                    Ids.of("R", owner, sequence++),
                    season.time(chance.nextDouble() * season.end(), 21, 22),
                    chance.pick(Living.STORES),
                    line,
                    dirt);
        }
    }
}
