package dangol.jobs.simulate;

import dangol.jobs.simulate.Identity.Standing;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What really is, for tests only: the pipeline never reads it. */
final class Truth implements Closeable {

    private final PeriodFiles customers;
    private final PeriodFiles lives;
    private final PeriodFiles spend;
    private final PeriodFiles wallets;
    private final PeriodFiles sentiment;
    private final PeriodFiles accounts;
    private final PeriodFiles totals;
    private final Tally tally;
    private long net;
    private long linkableNet;
    private long anonymousNet;
    private long transactions;

    Truth(Path folder, Tally tally) {
        this.tally = tally;
        customers = file(
                folder,
                "customers",
                "customer_no,registered_on,in_crm,buyer,bought,alive,recovered,lambda,p,satisfaction,segment,email,"
                        + "email_standing,card,card_standing,platform,handle,handle_standing,household_no,"
                        + "paid_for_by,panelist");
        lives = file(folder, "lives", "customer_no,bought_first_on,left_on");
        spend = file(folder, "spend", "customer_no,net_spend,linkable_net_spend,transactions,linkable_transactions");
        wallets = file(folder, "wallets", "customer_no,category,quarter,own,elsewhere,competitors");
        sentiment = file(folder, "sentiment", "post_id,sentiment,language");
        accounts = file(folder, "accounts", "account,customer_no,standing");
        totals = file(folder, "totals", "name,value");
    }

    private static PeriodFiles file(Path folder, String name, String header) {
        return new PeriodFiles(folder, period -> name + ".csv", 1, header);
    }

    private void row(String name, PeriodFiles file, Object... fields) {
        file.line(0, Csv.row(',', fields));
        tally.add("truth " + name);
    }

    void customer(Customer customer, Life life, String segment, Spending spending) {
        Traits traits = customer.traits();
        Identity identity = customer.identity();
        boolean bought = !life.orders().isEmpty();
        Household household = customer.household();
        row(
                "customers",
                customers,
                customer.number(),
                customer.registeredAt().toLocalDate(),
                customer.inCrm(),
                traits.buyer(),
                bought,
                bought ? life.droppedAt() == null : "",
                life.recovered(),
                decimals(6, traits.rate()),
                decimals(6, traits.dropProbability()),
                decimals(4, life.moods().get(life.moods().size() - 1).satisfaction()),
                segment,
                identity.email(),
                standing(identity.emailStanding()),
                identity.card(),
                standing(identity.cardStanding()),
                identity.platform(),
                identity.handle(),
                standing(identity.handleStanding()),
                household == null ? "" : household.id(),
                household != null && household.paidFor(customer.number()) ? household.head() : "",
                traits.panelist());
        if (bought) {
            row(
                    "lives",
                    lives,
                    customer.number(),
                    life.orders().get(0).at().toLocalDate(),
                    life.droppedAt() == null ? "" : life.droppedAt().toLocalDate());
        }
        row(
                "spend",
                spend,
                customer.number(),
                Won.decimal(spending.net()),
                Won.decimal(spending.linkableNet()),
                spending.transactions(),
                spending.linkableTransactions());
        net += spending.net();
        linkableNet += spending.linkableNet();
        transactions += spending.transactions();
    }

    void passerBy(Order order) {
        anonymousNet += order.net();
        transactions++;
    }

    void wallet(Customer customer, Wallet wallet, Horizon horizon) {
        List<String> brands = new ArrayList<>();
        for (int i = 0; i < wallet.elsewhere().length; i++) {
            if (wallet.elsewhere()[i] > 0) {
                brands.add(wallet.brand(i) + ":" + Won.text(wallet.elsewhere()[i]));
            }
        }
        row(
                "wallets",
                wallets,
                customer.number(),
                wallet.category().label(),
                horizon.quarterStart(wallet.quarter()),
                Won.decimal(wallet.own()),
                Won.decimal(wallet.elsewhereTotal()),
                String.join("|", brands));
    }

    void account(Account account) {
        Standing standing = account.customer() == null
                ? Standing.ABSENT
                : account.customer().identity().handleStanding();
        row(
                "accounts",
                accounts,
                account.platform() + ":" + account.handle(),
                account.customer() == null ? "" : account.customer().number(),
                account.customer() == null ? "nobody" : standing(standing));
    }

    void post(Post post) {
        if (post.author() != null) {
            row("sentiment", sentiment, post.id(), post.sentiment().label(), post.korean() ? "ko" : "en");
        }
    }

    private static String decimals(int places, double value) {
        return BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_UP).toPlainString();
    }

    private static String standing(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }

    /** Writes the totals; call once, when everything else was written. */
    void finish() {
        row("totals", totals, "net_spend_of_customers", Won.decimal(net));
        row("totals", totals, "linkable_net_spend_of_customers", Won.decimal(linkableNet));
        row("totals", totals, "net_spend_of_passers_by", Won.decimal(anonymousNet));
        row("totals", totals, "net_spend", Won.decimal(net + anonymousNet));
        row("totals", totals, "transactions", transactions);
        tally.counts().forEach((name, rows) -> {
            if (!name.startsWith("truth")) {
                row("totals", totals, "rows " + name, rows);
            }
        });
    }

    @Override
    public void close() throws IOException {
        for (PeriodFiles file : List.of(customers, lives, spend, wallets, sentiment, accounts, totals)) {
            file.close();
        }
    }
}
