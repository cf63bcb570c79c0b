package dangol.jobs.simulate;

import dangol.jobs.simulate.Life.Mood;
import dangol.jobs.simulate.Order.GivenBack;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets one customer live. Purchases follow BG/NBD (Fader, Hardie, Lee 2005): a gamma-distributed rate, and after each
 * purchase a beta-distributed probability of leaving. Satisfaction bends both, flat at the top: the step from content
 * to delighted changes less than the step from cross to content. Bad experiences open service cases; a kept promise
 * brings back half of those who were about to leave.
 */
final class Living {

    static final List<String> STORES = List.of("Gangnam", "Hongdae", "Jamsil", "Haeundae", "Songdo", "Suwon");
    private static final List<String> CASE_CHANNELS = List.of("phone", "chat", "email", "store");
    private static final List<String> TOPICS = List.of("delivery", "quality", "refund", "app", "staff");
    private static final double BAD_EXPERIENCE = 0.07;
    private static final double WON_BACK = 0.06;

    private final Horizon horizon;
    private final Season season;
    private final Customer customer;
    private final Chance chance;
    private final List<Order> orders = new ArrayList<>();
    private final List<ServiceCase> cases = new ArrayList<>();
    private final List<Mood> moods = new ArrayList<>();
    private final String homeStore;
    private double satisfaction;
    private LocalDateTime droppedAt;
    private boolean recovered;
    private int sequence;

    private Living(Horizon horizon, Season season, Customer customer, Chance chance) {
        this.horizon = horizon;
        this.season = season;
        this.customer = customer;
        this.chance = chance;
        this.homeStore = chance.pick(STORES);
        this.satisfaction = customer.traits().satisfaction();
    }

    static Life of(Horizon horizon, Season season, Customer customer, Chance chance) {
        return new Living(horizon, season, customer, chance).live();
    }

    /** How much satisfaction counts, 0 to 1: concave, so that more of it counts less and less. */
    static double saturated(double satisfaction) {
        return (1 - Math.exp(-4 * satisfaction)) / (1 - Math.exp(-4));
    }

    private Life live() {
        moods.add(new Mood(customer.registeredAt(), satisfaction));
        if (customer.traits().buyer()) {
            buy();
        } else if (chance.with(0.04)) {
            LocalDateTime asks = customer.registeredAt().plusDays(chance.between(1, 200));
            if (horizon.covers(asks)) {
                open(asks, "account");
            }
        }
        return new Life(List.copyOf(orders), List.copyOf(cases), List.copyOf(moods), droppedAt, recovered);
    }

    private void buy() {
        double now = season.at(horizon.day(customer.registeredAt())) + chance.nextDouble() * 0.2;
        if (customer.inCrm() && chance.with(0.45)) {
            now += chance.exponential(20);
        }
        while (now < season.end()) {
            Order order = order(now);
            orders.add(order);
            boolean recoverable = experience(order);
            double leave = customer.traits().dropProbability() * (1.9 - saturated(satisfaction));
            if (chance.with(leave)) {
                if (recoverable && chance.with(0.5)) {
                    recovered = true;
                } else if (chance.with(WON_BACK)) {
                    now += chance.between(190, 420);
                    recovered = now < season.end();
                    if (!recovered) {
                        droppedAt = order.at();
                    }
                } else {
                    droppedAt = order.at();
                    return;
                }
            }
            double rate = customer.traits().rate() * (0.72 + 0.35 * saturated(satisfaction));
            now += chance.exponential(1 / rate);
        }
    }

    /** Takes in how the purchase went; true when a case came of it that the company settled as promised. */
    private boolean experience(Order order) {
        boolean bad = chance.with(BAD_EXPERIENCE);
        change(order.at(), bad ? -0.28 : 0.05 * (1 - satisfaction));
        if (!chance.with(bad ? 0.55 : 0.012)) {
            return false;
        }
        LocalDateTime opens = order.at().plusMinutes(chance.between(30, 4000));
        if (!horizon.covers(opens)) {
            return false;
        }
        ServiceCase opened = open(opens, chance.pick(TOPICS));
        boolean kept = opened.keptPromise();
        change(opened.resolvedAt() == null ? opens : opened.resolvedAt(), kept ? 0.22 : -0.12);
        return kept;
    }

    private void change(LocalDateTime at, double by) {
        satisfaction = Math.min(0.99, Math.max(0.02, satisfaction + by));
        // Cases end later than the next purchase begins: the list must stay in order of time.
        LocalDateTime last = moods.get(moods.size() - 1).from();
        moods.add(new Mood(at.isBefore(last) ? last : at, satisfaction));
    }

    private ServiceCase open(LocalDateTime opened, String topic) {
        LocalDateTime answered = opened.plusMinutes(Math.round(chance.logNormal(150, 1.1)));
        LocalDateTime promised = opened.plusDays(3);
        LocalDateTime resolved =
                chance.with(0.93) ? answered.plusMinutes(Math.round(chance.logNormal(1300, 1.0))) : null;
        LocalDateTime notified =
                resolved != null && chance.with(0.85) ? resolved.plusMinutes(chance.between(1, 600)) : null;
        LocalDateTime reopened =
                resolved != null && chance.with(0.08) ? resolved.plusMinutes(chance.between(700, 9000)) : null;
        ServiceCase made = new ServiceCase(
                Ids.of("S", customer.index(), sequence++),
                chance.pick(CASE_CHANNELS),
                topic,
                opened,
                known(answered),
                promised,
                known(resolved),
                known(notified),
                known(reopened),
                chance.poisson(0.5));
        cases.add(made);
        return made;
    }

    private LocalDateTime known(LocalDateTime time) {
        return time != null && horizon.covers(time) ? time : null;
    }

    private Order order(double now) {
        Traits traits = customer.traits();
        boolean online = chance.with(traits.online());
        LocalDateTime at = online ? season.time(now, 0, 24) : season.time(now, 10, 21);
        Channel channel = !online ? Channel.STORE : chance.with(0.55) ? Channel.APP : Channel.WEB;
        String store = online ? null : chance.with(0.85) ? homeStore : chance.pick(STORES);
        List<OrderLine> lines = Basket.fill(chance, traits.categories(), traits.basket());
        String id = Ids.of(online ? "W" : "R", customer.index(), sequence++);
        GivenBack cancellation = null;
        GivenBack refund = null;
        if (chance.with(online ? 0.025 : 0.008)) {
            cancellation = back(online, at.plusMinutes(chance.between(3, online ? 900 : 40)), lines);
        } else if (chance.with(0.06)) {
            OrderLine line = chance.pick(lines);
            long pieces = line.product().weighed() ? 1 : chance.between(1, (int) line.pieces());
            refund = back(online, at.plusMinutes(chance.between(1440, 20_000)), List.of(line.part(pieces)));
        }
        return new Order(id, at, channel, store, key(online), lines, cancellation, refund);
    }

    private GivenBack back(boolean online, LocalDateTime at, List<OrderLine> lines) {
        String id = Ids.of(online ? "W" : "R", customer.index(), sequence++);
        return horizon.covers(at) ? new GivenBack(id, at, lines) : null;
    }

    private SourceKey key(boolean online) {
        Identity identity = customer.identity();
        if (online) {
            return identity.email() != null && chance.with(customer.traits().guest())
                    ? new SourceKey(SourceKey.Kind.EMAIL, identity.email())
                    : new SourceKey(SourceKey.Kind.CUSTOMER_NUMBER, customer.number());
        }
        return identity.card() != null && chance.with(0.9)
                ? new SourceKey(SourceKey.Kind.CARD, identity.card())
                : SourceKey.NONE;
    }
}
