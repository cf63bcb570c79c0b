package dangol.jobs.simulate;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** The segment of a customer over time: set anew at every quarter from the spend of the year before. */
final class Segments {

    private static final long SILVER = Won.of(200_000);
    private static final long GOLD = Won.of(600_000);

    private Segments() {}

    /** A segment and when it began. */
    record Change(LocalDateTime at, String segment) {}

    /** The segments in order of time; the first begins with the registration. */
    static List<Change> of(Horizon horizon, Customer customer, Life life) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change(customer.registeredAt(), "bronze"));
        for (int quarter = horizon.quarter(customer.registeredAt()) + 1; quarter < horizon.quarters(); quarter++) {
            LocalDateTime day = horizon.quarterStart(quarter).atTime(3, 10);
            long spent = 0;
            for (Order order : life.orders()) {
                if (order.at().isBefore(day) && order.at().isAfter(day.minusDays(365))) {
                    spent += order.net();
                }
            }
            String segment = spent >= GOLD ? "gold" : spent >= SILVER ? "silver" : "bronze";
            if (!segment.equals(changes.get(changes.size() - 1).segment())) {
                changes.add(new Change(day, segment));
            }
        }
        return changes;
    }
}
