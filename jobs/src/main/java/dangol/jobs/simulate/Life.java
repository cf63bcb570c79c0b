package dangol.jobs.simulate;

import java.time.LocalDateTime;
import java.util.List;

/**
 * What a customer did up to the last day.
 *
 * @param orders in order of time
 * @param moods satisfaction after each experience, in order of time; the first is that at registration
 * @param droppedAt the purchase after which the customer left for good; null while alive, and for those who never bought
 * @param recovered whether a kept promise or a win-back brought the customer back at least once
 */
record Life(List<Order> orders, List<ServiceCase> cases, List<Mood> moods, LocalDateTime droppedAt, boolean recovered) {

    /** Satisfaction from a time on, 0 to 1. */
    record Mood(LocalDateTime from, double satisfaction) {}

    boolean aliveAt(LocalDateTime time) {
        return droppedAt == null || time.isBefore(droppedAt);
    }

    double satisfactionAt(LocalDateTime time) {
        double satisfaction = moods.get(0).satisfaction();
        for (Mood mood : moods) {
            if (mood.from().isAfter(time)) {
                break;
            }
            satisfaction = mood.satisfaction();
        }
        return satisfaction;
    }
}
