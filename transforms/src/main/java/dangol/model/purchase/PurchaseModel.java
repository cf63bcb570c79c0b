package dangol.model.purchase;

import java.io.Serializable;

/**
 * A model of repeat purchases with its parameters: customers buy at random at a rate of their own until they leave
 * unseen. A small immutable value; any thread may ask it. All times are in the unit of the model.
 */
public sealed interface PurchaseModel extends Serializable permits BgNbd, MbgNbd, ParetoNbd {

    /** The unit of time of the parameters, and of every time given to the model. */
    TimeUnit unit();

    /** Repeat purchases expected of a new customer within a time t after the first purchase. */
    double expectedPurchases(double time);

    /**
     * The probability that a customer of these statistics has not left by the end of observation, within [0, 1].
     *
     * @throws IllegalArgumentException when the statistics are in another unit
     */
    double probabilityAlive(PurchaseStatistic customer);

    /**
     * Purchases expected of a customer of these statistics within a time t after the end of observation; never negative.
     *
     * @throws IllegalArgumentException when the statistics are in another unit
     */
    double expectedPurchases(PurchaseStatistic customer, double time);

    /**
     * The probability that a customer of these statistics buys within a time t after the end of observation, within [0, 1].
     *
     * @throws IllegalArgumentException when the statistics are in another unit
     */
    double probabilityOfPurchase(PurchaseStatistic customer, double time);

    /**
     * The predictive interval of the number of purchases within a time t after the end of observation: the equal-tailed
     * quantiles of its distribution given the customer's statistics. The parameters are taken as known, so it is a
     * little short when they come from few customers.
     *
     * @param level the probability to be covered, such as 0.9
     * @throws IllegalArgumentException when the statistics are in another unit or the level is not above 0 and at most 0.999999
     */
    CountInterval interval(PurchaseStatistic customer, double time, double level);

    /** The part of a customer's log likelihood that depends on x alone; with {@link #logTimes} it makes the whole. */
    double logFrequency(long frequency);

    /** The part of a customer's log likelihood that depends on the times too. */
    double logTimes(long frequency, double recency, double observation);

    /**
     * The log likelihood of a sample: the sum over its customers, of the purchase times as they were seen.
     *
     * @throws IllegalArgumentException when the sample is in another unit
     */
    default double logLikelihood(PurchaseSample sample) {
        PurchaseSample.requireUnit(unit(), sample.unit());
        double sum = 0;
        long frequency = -1;
        double ofFrequency = 0;
        for (PurchaseStatistic row : sample.rows()) {
            if (row.frequency() != frequency) {
                frequency = row.frequency();
                ofFrequency = logFrequency(frequency);
            }
            sum += row.customers() * (ofFrequency + logTimes(frequency, row.recency(), row.observation()));
        }
        return sum;
    }
}
