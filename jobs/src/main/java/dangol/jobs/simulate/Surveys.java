package dangol.jobs.simulate;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Survey answers, as the survey tool exports them: in its own time zone, keyed by e-mail, with -99 for no answer and 99
 * for not asked. Intentions overstate: people who are content say they will come back whether or not they will.
 */
final class Surveys {

    static final String HEADER =
            "response_id,survey,e_mail,touchpoint,responded_at,nps,csat,would_return,category," + "brands,comment,lang";
    static final ZoneId TOOL_ZONE = ZoneId.of("Europe/London");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final double ASKED_AFTER_PURCHASE = 0.07;
    private static final double ASKED_EACH_HALF_YEAR = 0.14;
    private static final double ASKED_ABOUT_WALLET = 0.03;
    private static final String NOT_ASKED = "99";

    private final Horizon horizon;
    private final TextFeed feed;
    private final Tally tally;

    Surveys(Horizon horizon, TextFeed feed, Tally tally) {
        this.horizon = horizon;
        this.feed = feed;
        this.tally = tally;
    }

    void write(Customer customer, Life life, List<Wallet> wallets, Chance chance, Chance dirt) {
        if (customer.identity().email() == null) {
            return;
        }
        int sequence = 0;
        for (Order order : life.orders()) {
            LocalDateTime at = order.at().plusHours(chance.between(6, 90));
            if (chance.with(ASKED_AFTER_PURCHASE) && horizon.covers(at)) {
                afterPurchase(customer, life, order, at, sequence++, chance, dirt);
            }
        }
        int last = horizon.days();
        for (int day = horizon.day(customer.registeredAt()) + 30; day < last; day += 182) {
            LocalDateTime at = horizon.start().plusDays(day).atTime(9, 0).plusMinutes(chance.between(0, 20_000));
            boolean involved = !life.orders().isEmpty();
            if (chance.with(involved ? ASKED_EACH_HALF_YEAR : ASKED_EACH_HALF_YEAR / 3) && horizon.covers(at)) {
                relationship(customer, life, at, sequence++, chance, dirt);
            }
        }
        if (!customer.traits().panelist()) {
            for (Wallet wallet : wallets) {
                LocalDateTime end =
                        horizon.quarterStart(wallet.quarter() + 1).atTime(12, 0).minusDays(chance.between(1, 12));
                if (chance.with(ASKED_ABOUT_WALLET) && horizon.covers(end) && end.isAfter(customer.registeredAt())) {
                    wallet(customer, wallet, end, sequence++, chance, dirt);
                }
            }
        }
    }

    private void afterPurchase(
            Customer customer, Life life, Order order, LocalDateTime at, int sequence, Chance chance, Chance dirt) {
        double satisfaction = life.satisfactionAt(at);
        long score = Math.round(1 + 4 * within(satisfaction + 0.14 * chance.nextGaussian()));
        String csat = answer(score, chance);
        send(
                dirt,
                at,
                row(
                        customer,
                        at,
                        sequence,
                        "transaction",
                        order.channel().label(),
                        NOT_ASKED,
                        csat,
                        intention(satisfaction, life.aliveAt(at), chance),
                        order.lines().get(0).category().label(),
                        "",
                        comment(customer, satisfaction, chance)));
    }

    private void relationship(
            Customer customer, Life life, LocalDateTime at, int sequence, Chance chance, Chance dirt) {
        double satisfaction = life.satisfactionAt(at);
        long score = Math.round(10 * within(satisfaction + 0.05 + 0.16 * chance.nextGaussian()));
        Object[] row = row(
                customer,
                at,
                sequence,
                "relationship",
                "relationship",
                answer(score, chance),
                NOT_ASKED,
                intention(satisfaction, life.aliveAt(at), chance),
                "",
                "",
                comment(customer, satisfaction, chance));
        if (dirt.with(TextFeed.MALFORMED)) {
            // A score outside the scale, put right in a second delivery.
            Object[] outside = row.clone();
            outside[5] = "12";
            send(dirt, at, outside);
            tally.add("surveys out of scale");
        }
        send(dirt, at, row);
    }

    private void wallet(Customer customer, Wallet wallet, LocalDateTime at, int sequence, Chance chance, Chance dirt) {
        List<String> names = new ArrayList<>();
        List<Long> spends = new ArrayList<>();
        names.add("own");
        spends.add(Math.max(0, wallet.own()));
        for (int i = 0; i < wallet.elsewhere().length; i++) {
            if (wallet.elsewhere()[i] > 0) {
                names.add(wallet.brand(i));
                spends.add(wallet.elsewhere()[i]);
            }
        }
        List<String> brands = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            long spend = spends.get(i);
            long rank = 1 + spends.stream().filter(other -> other > spend).count();
            // Remembered amounts: rounded, and now and then not remembered at all.
            String told = chance.with(0.04) ? "-99" : Long.toString(Math.round(spend / 500_000.0) * 5_000);
            brands.add(names.get(i) + ":" + rank + ":" + told);
        }
        send(
                dirt,
                at,
                row(
                        customer,
                        at,
                        sequence,
                        "wallet",
                        "panel-mail",
                        NOT_ASKED,
                        NOT_ASKED,
                        "",
                        wallet.category().label(),
                        String.join("|", brands),
                        ""));
    }

    private static Object[] row(
            Customer customer,
            LocalDateTime at,
            int sequence,
            String survey,
            String touchpoint,
            String nps,
            String csat,
            String intention,
            String category,
            String brands,
            String comment) {
        return new Object[] {
            Ids.of("Q", customer.index(), sequence),
            survey,
            customer.identity().email(),
            touchpoint,
            at.atOffset(Horizon.SEOUL).atZoneSameInstant(TOOL_ZONE).format(TIME),
            nps,
            csat,
            intention,
            category,
            brands,
            comment,
            customer.language()
        };
    }

    private void send(Chance dirt, LocalDateTime at, Object[] row) {
        row[2] = Sales.typed((String) row[2], dirt);
        feed.write(dirt, horizon.quarter(at), Csv.row(',', row), () -> Csv.broken(dirt, ',', row));
    }

    private static double within(double share) {
        return Math.min(1, Math.max(0, share));
    }

    private static String answer(long score, Chance chance) {
        if (chance.with(0.05)) {
            return chance.with(0.6) ? "-99" : "";
        }
        return Long.toString(score);
    }

    private static String intention(double satisfaction, boolean stays, Chance chance) {
        if (chance.with(0.05)) {
            return chance.with(0.5) ? "-99" : "";
        }
        // Even of those who have already left in their mind, most say yes.
        return chance.with((0.5 + 0.45 * Living.saturated(satisfaction)) * (stays ? 1 : 0.75)) ? "yes" : "no";
    }

    private static String comment(Customer customer, double satisfaction, Chance chance) {
        return chance.with(0.4) ? Phrases.comment(chance, customer.korean(), Sentiment.of(satisfaction, chance)) : "";
    }
}
