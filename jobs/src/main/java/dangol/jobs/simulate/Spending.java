package dangol.jobs.simulate;

import dangol.jobs.simulate.Order.GivenBack;
import java.util.List;

/**
 * What a customer has really spent at the company, in hundredths of a won.
 *
 * @param net all purchases less what was given back
 * @param linkableNet the part that came with a key by which the customer can be known for certain
 * @param transactions number of purchases
 * @param own net by category and quarter
 */
record Spending(long net, long linkableNet, int transactions, int linkableTransactions, long[][] own) {

    static Spending of(Horizon horizon, Customer customer, List<Order> orders) {
        long net = 0;
        long linkable = 0;
        int linkableCount = 0;
        long[][] own = new long[Category.values().length][horizon.quarters()];
        for (Order order : orders) {
            net += order.net();
            if (customer.identity().leadsToCustomer(order.key().kind())) {
                linkable += order.net();
                linkableCount++;
            }
            int quarter = horizon.quarter(order.at());
            order.lines().forEach(line -> own[line.category().ordinal()][quarter] += line.amount());
            takeBack(horizon, own, order.cancellation());
            takeBack(horizon, own, order.refund());
        }
        return new Spending(net, linkable, orders.size(), linkableCount, own);
    }

    private static void takeBack(Horizon horizon, long[][] own, GivenBack back) {
        if (back != null) {
            int quarter = horizon.quarter(back.at());
            back.lines().forEach(line -> own[line.category().ordinal()][quarter] -= line.amount());
        }
    }
}
