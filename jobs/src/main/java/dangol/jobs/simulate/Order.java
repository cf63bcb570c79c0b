package dangol.jobs.simulate;

import java.time.LocalDateTime;
import java.util.List;

/**
 * A purchase, with what became of it.
 *
 * @param store null online
 * @param cancellation the whole order given back within a day; null for most
 * @param refund one line given back later; null for most
 */
record Order(
        String id,
        LocalDateTime at,
        Channel channel,
        String store,
        SourceKey key,
        List<OrderLine> lines,
        GivenBack cancellation,
        GivenBack refund) {

    /** Goods given back under a number of their own. */
    record GivenBack(String id, LocalDateTime at, List<OrderLine> lines) {

        long amount() {
            return lines.stream().mapToLong(OrderLine::amount).sum();
        }
    }

    long amount() {
        return lines.stream().mapToLong(OrderLine::amount).sum();
    }

    /** What the customer has paid in the end. */
    long net() {
        return amount() - (cancellation == null ? 0 : cancellation.amount()) - (refund == null ? 0 : refund.amount());
    }
}
