package dangol.jobs.train;

import dangol.gold.ChurnFeatures;
import dangol.model.classifier.Traits;
import dangol.model.purchase.BgNbd;
import dangol.model.purchase.PurchaseStatistic;

/**
 * BG/NBD asked whether a customer buys nothing on the horizon's days. Customers with a contract are the naive baseline's.
 *
 * @param model fitted on all buyers of the day that tests, of whom it sees no outcome
 */
record PurchaseCandidate(BgNbd model, int horizonDays, Naive naive) {

    /**
     * Buying at a gamma rate while active, an active customer makes no purchase within t with probability
     * ((alpha + T) / (alpha + T + t))^(r + x) (Fader, Hardie and Lee 2005); whoever has left makes none.
     */
    double probability(Traits traits) {
        Double days = traits.number("first_purchase_days");
        if (days == null || "yes".equals(traits.text(ChurnFeatures.CONTRACT))) {
            return naive.probability(traits);
        }
        long repeats = Math.round(traits.number("purchase_days")) - 1;
        PurchaseStatistic customer =
                PurchaseStatistic.ofDays(model.unit(), repeats, days - traits.number("recency_days"), days);
        double until = model.alpha() + customer.observation();
        double none = Math.pow(until / (until + model.unit().fromDays(horizonDays)), model.r() + repeats);
        return 1 - model.probabilityAlive(customer) * (1 - none);
    }
}
