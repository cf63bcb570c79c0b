package dangol.jobs.simulate;

import dangol.jobs.simulate.CrmTables.Consent;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Campaign touches, leads and referrals, as the marketing tools export them. */
final class Marketing {

    static final String TOUCH_HEADER = "touch_id,campaign,channel,customer_no,e_mail,touched_at,opened_at,clicked_at";
    static final String LEAD_HEADER = "lead_no,created,origin,status,converted,customer_no,e_mail";
    static final String REFERRAL_HEADER = "referral_no,referrer_no,referee_no,referee_e_mail,referred_at,converted";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter KOREAN_TIME = DateTimeFormatter.ofPattern("uuuu.MM.dd HH:mm");
    private static final String[] CHANNELS = {"email", "sms", "push"};
    private static final double[] CHANNEL_WEIGHTS = {0.55, 0.25, 0.2};
    private static final String[] ORIGINS = {"newsletter", "search-ad", "event", "partner"};
    private static final double TOUCHED_IN_MONTH = 0.3;

    private final Horizon horizon;
    private final TextFeed touches;
    private final TextFeed leads;
    private final TextFeed referrals;

    Marketing(Horizon horizon, TextFeed touches, TextFeed leads, TextFeed referrals) {
        this.horizon = horizon;
        this.touches = touches;
        this.leads = leads;
        this.referrals = referrals;
    }

    void write(Customer customer, Consent consent, Chance chance, Chance dirt) {
        if (customer.inCrm()) {
            touches(customer, consent, chance, dirt);
            if (chance.with(0.18)) {
                convertedLead(customer, chance, dirt);
            }
        }
        if (chance.with(0.12)) {
            openLead(customer, chance, dirt);
        }
        if (customer.referrer() != null) {
            referral(
                    dirt,
                    Ids.of("F", customer.index(), 0),
                    customer.referrer(),
                    customer,
                    null,
                    customer.registeredAt().minusMinutes(chance.between(2, 50)));
        }
        if (chance.with(0.06)) {
            LocalDateTime at = customer.registeredAt().plusDays(chance.between(1, 300));
            if (horizon.covers(at)) {
                String stranger = "friend." + Long.toString(customer.index(), 36) + "@elsewhere.example";
                referral(dirt, Ids.of("F", customer.index(), 1), customer.number(), null, stranger, at);
            }
        }
    }

    private void touches(Customer customer, Consent consent, Chance chance, Chance dirt) {
        for (int month = horizon.month(customer.registeredAt()); month < horizon.months(); month++) {
            if (!chance.with(TOUCHED_IN_MONTH)) {
                continue;
            }
            LocalDateTime at = horizon.start()
                    .withDayOfMonth(1)
                    .plusMonths(month)
                    .plusDays(chance.between(0, 27))
                    .atTime(chance.between(9, 19), chance.between(0, 59), chance.between(0, 59));
            if (!horizon.covers(at) || !consent.covers(at)) {
                continue;
            }
            String channel = CHANNELS[chance.weighted(CHANNEL_WEIGHTS)];
            boolean byEmail = channel.equals("email");
            if (byEmail && customer.identity().email() == null) {
                continue;
            }
            LocalDateTime opened = chance.with(byEmail ? 0.35 : 0.15) ? at.plusMinutes(chance.between(1, 3000)) : null;
            LocalDateTime clicked =
                    opened != null && chance.with(0.25) ? opened.plusSeconds(chance.between(3, 90)) : null;
            Object[] row = {
                Ids.of("T", customer.index(), month),
                horizon.monthName(month) + (chance.with(0.7) ? "-offers" : "-news"),
                channel,
                byEmail ? "" : customer.number(),
                byEmail ? Sales.typed(customer.identity().email(), dirt) : "",
                at.format(TIME),
                time(opened, TIME),
                time(clicked, TIME)
            };
            send(touches, row, horizon.quarter(at), dirt);
        }
    }

    private void convertedLead(Customer customer, Chance chance, Chance dirt) {
        LocalDateTime created = customer.registeredAt().minusMinutes(chance.between(20, 60_000));
        boolean known = chance.with(0.8) || customer.identity().email() == null;
        if (!horizon.covers(created)) {
            return;
        }
        Object[] row = {
            Ids.of("D", customer.index(), 0),
            created.format(KOREAN_TIME),
            ORIGINS[chance.nextInt(ORIGINS.length)],
            "converted",
            customer.registeredAt().format(KOREAN_TIME),
            known ? customer.number() : "",
            known ? "" : customer.identity().email()
        };
        send(leads, row, 0, dirt);
    }

    private void openLead(Customer beside, Chance chance, Chance dirt) {
        LocalDateTime created = horizon.start()
                .plusDays(chance.nextInt(horizon.days()))
                .atTime(chance.between(8, 22), chance.between(0, 59));
        Object[] row = {
            Ids.of("D", beside.index(), 1),
            created.format(KOREAN_TIME),
            ORIGINS[chance.nextInt(ORIGINS.length)],
            chance.with(0.6) ? "open" : "lost",
            "",
            "",
            "lead." + Long.toString(beside.index(), 36) + "@elsewhere.example"
        };
        send(leads, row, 0, dirt);
    }

    private void referral(
            Chance dirt, String id, String referrer, Customer referee, String stranger, LocalDateTime at) {
        boolean byEmail = referee == null || (referee.identity().email() != null && dirt.with(0.5));
        String email = referee == null ? stranger : referee.identity().email();
        Object[] row = {
            id,
            referrer,
            byEmail ? "" : referee.number(),
            byEmail ? Sales.typed(email, dirt) : "",
            at.format(TIME),
            referee == null ? "N" : "Y"
        };
        send(referrals, row, 0, dirt);
    }

    private String time(LocalDateTime time, DateTimeFormatter format) {
        return time == null || !horizon.covers(time) ? "" : time.format(format);
    }

    private static void send(TextFeed feed, Object[] row, int period, Chance dirt) {
        feed.write(dirt, period, Csv.row(',', row), () -> Csv.broken(dirt, ',', row));
    }
}
