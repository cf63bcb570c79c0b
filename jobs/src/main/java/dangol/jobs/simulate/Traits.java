package dangol.jobs.simulate;

/**
 * What drives a customer.
 *
 * @param buyer false for those who registered and never buy
 * @param rate purchases a day while alive, at full satisfaction and in an average season
 * @param dropProbability probability of leaving after a purchase, before satisfaction plays its part
 * @param satisfaction satisfaction at the start, 0 to 1
 * @param basket how full the basket is; 1 is average
 * @param online share of purchases in the web shop or the app
 * @param guest share of online purchases made without logging in, known by e-mail only
 * @param categories weight of each category in the basket
 * @param needs need of each category in a quarter, in won
 * @param loyalty share of the need that does not go to a competitor while the customer is alive
 * @param panelist takes part in the consumer panel
 */
record Traits(
        boolean buyer,
        double rate,
        double dropProbability,
        double satisfaction,
        double basket,
        double online,
        double guest,
        double[] categories,
        double[] needs,
        double loyalty,
        boolean panelist) {}
