package dangol.jobs.simulate;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/** The tables of the CRM's database: service cases, subscriptions, consents and relations. Times are local. */
final class CrmTables {

    private static final double SUBSCRIBES = 0.13;
    private static final List<String> PLANS = List.of("fresh-box", "care-plus", "free-delivery");
    private static final List<BigDecimal> FEES =
            List.of(new BigDecimal("39000.00"), new BigDecimal("12900.00"), new BigDecimal("4900.00"));

    private final Horizon horizon;
    private final DuckDb database;
    private final Tally tally;

    CrmTables(Horizon horizon, DuckDb database, Tally tally) {
        this.horizon = horizon;
        this.database = database;
        this.tally = tally;
        database.table(
                "service_cases",
                "case_no VARCHAR, customer_no VARCHAR, channel VARCHAR, topic VARCHAR, opened_at TIMESTAMP,"
                        + " answered_at TIMESTAMP, promised_by TIMESTAMP, resolved_at TIMESTAMP, notified_at TIMESTAMP,"
                        + " reopened_at TIMESTAMP, transfers INTEGER");
        database.table(
                "subscriptions",
                "subscription_no VARCHAR, customer_no VARCHAR, plan VARCHAR, started_on DATE, contract_ends_on DATE,"
                        + " ended_on DATE, end_reason VARCHAR, monthly_fee DECIMAL(12,2)");
        database.table(
                "consents",
                "consent_no VARCHAR, customer_no VARCHAR, purpose VARCHAR, granted BOOLEAN, decided_at TIMESTAMP");
        database.table(
                "relations",
                "relation_no VARCHAR, kind VARCHAR, customer_no VARCHAR, other_customer_no VARCHAR,"
                        + " household_no VARCHAR, since_on DATE, until_on DATE");
    }

    /** Writes all that the database holds of one customer, and returns when marketing was allowed. */
    Consent write(Customer customer, Life life, Chance chance) {
        life.cases().forEach(opened -> serviceCase(customer, opened));
        subscriptions(customer, life, chance);
        Household household = customer.household();
        if (household != null && customer.number().equals(household.head())) {
            LocalDate until = chance.with(0.06) ? horizon.until() : null;
            database.append(
                    "relations",
                    "L" + household.id(),
                    household.kind().label(),
                    household.head(),
                    household.member(),
                    household.id(),
                    household.since().toLocalDate(),
                    until);
            tally.add("crm relations");
        }
        return consents(customer, chance);
    }

    /** When marketing was allowed: from, and until when; null where it never was or still is. */
    record Consent(LocalDateTime from, LocalDateTime until) {

        boolean covers(LocalDateTime time) {
            return from != null && !time.isBefore(from) && (until == null || time.isBefore(until));
        }
    }

    private void serviceCase(Customer customer, ServiceCase opened) {
        database.append(
                "service_cases",
                opened.id(),
                customer.number(),
                opened.channel(),
                opened.topic(),
                opened.openedAt(),
                opened.answeredAt(),
                opened.promisedBy(),
                opened.resolvedAt(),
                opened.notifiedAt(),
                opened.reopenedAt(),
                opened.transfers());
        tally.add("crm service cases");
    }

    private void subscriptions(Customer customer, Life life, Chance chance) {
        if (!chance.with(SUBSCRIBES)) {
            return;
        }
        LocalDate started = customer.registeredAt().toLocalDate().plusDays(chance.between(0, 250));
        int plan = chance.nextInt(PLANS.size());
        int months = chance.with(0.7) ? 12 : 6;
        LocalDate ends = started.plusMonths(months);
        LocalDate ended = null;
        String reason = null;
        while (ended == null && !ends.isAfter(horizon.until())) {
            boolean alive = life.aliveAt(ends.atStartOfDay());
            if (chance.with(0.12)) {
                ended = ends.minusDays(chance.between(5, 150));
                reason = "cancelled early";
            } else if (chance.with(alive ? 0.28 : 0.75)) {
                ended = ends;
                reason = "contract end";
            } else {
                ends = ends.plusMonths(months);
            }
        }
        if (started.isAfter(horizon.until())) {
            return;
        }
        database.append(
                "subscriptions",
                Ids.of("U", customer.index(), 0),
                customer.number(),
                PLANS.get(plan),
                started,
                ends,
                ended,
                reason,
                FEES.get(plan));
        tally.add("crm subscriptions");
    }

    private Consent consents(Customer customer, Chance chance) {
        boolean marketing = chance.with(0.72);
        LocalDateTime decided = customer.registeredAt();
        consent(customer, 0, "marketing", marketing, decided);
        consent(customer, 1, "research", chance.with(0.8), decided);
        if (chance.with(0.5)) {
            consent(customer, 2, "profiling", chance.with(0.55), decided);
        }
        LocalDateTime changes = decided.plusDays(chance.between(20, 700)).plusSeconds(chance.nextInt(3600));
        if (!chance.with(0.12) || !horizon.covers(changes)) {
            return new Consent(marketing ? decided : null, null);
        }
        consent(customer, 3, "marketing", !marketing, changes);
        return marketing ? new Consent(decided, changes) : new Consent(changes, null);
    }

    private void consent(Customer customer, int sequence, String purpose, boolean granted, LocalDateTime at) {
        database.append("consents", Ids.of("K", customer.index(), sequence), customer.number(), purpose, granted, at);
        tally.add("crm consents");
    }
}
