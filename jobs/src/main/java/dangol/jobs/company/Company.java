package dangol.jobs.company;

import dangol.ModelPolicy;
import dangol.Policy;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A company's YAML, read and checked.
 *
 * @param file the YAML, for messages
 * @param sources folder or URI that file patterns are relative to
 * @param home folder or URI of the lake and all that belongs to it
 * @param models how models are fitted
 * @param quarantineLimitPercent share of a feed's rows that may go to quarantine before the run stops (percent)
 * @param customerKeySecret secret behind customer_key, or empty: one is made and kept in the lake's home
 * @param operations how the lake is kept
 */
public record Company(
        String name,
        String file,
        ZoneId timeZone,
        String currency,
        String sources,
        String home,
        Map<String, Feed> feeds,
        List<Mapping> mappings,
        int silentDays,
        double ownIntervals,
        int minPurchaseDays,
        List<Integer> intentionHorizonsDays,
        ModelPolicy models,
        double quarantineLimitPercent,
        String customerKeySecret,
        Operations operations) {

    public Company {
        mappings = List.copyOf(mappings);
        intentionHorizonsDays = List.copyOf(intentionHorizonsDays);
    }

    /** The definitions that the transforms use. */
    public Policy policy(String secret) {
        return new Policy(
                timeZone, currency, silentDays, ownIntervals, minPurchaseDays, intentionHorizonsDays, models, secret);
    }

    /** The same company with its files and its lake elsewhere. */
    public Company at(String otherSources, String otherHome) {
        return with(otherSources, otherHome, operations);
    }

    private Company with(String otherSources, String otherHome, Operations otherOperations) {
        return new Company(
                name,
                file,
                timeZone,
                currency,
                otherSources,
                otherHome,
                feeds,
                mappings,
                silentDays,
                ownIntervals,
                minPurchaseDays,
                intentionHorizonsDays,
                models,
                quarantineLimitPercent,
                customerKeySecret,
                otherOperations);
    }

    /**
     * Changes when a definition changes that the tables depend on, so that they are made anew; where the files and the lake
     * lie, as whom a database is asked, and how runs are watched over, are no such definitions. No secret is in it: releases tell it.
     */
    public String fingerprint() {
        String definitions = String.join(
                "|",
                name,
                timeZone.getId(),
                currency,
                String.valueOf(defined()),
                String.valueOf(mappings.stream().map(Mapping::anywhere).toList()),
                String.valueOf(silentDays),
                String.valueOf(ownIntervals),
                String.valueOf(minPurchaseDays),
                String.valueOf(intentionHorizonsDays),
                String.valueOf(models));
        return DigestUtils.sha256Hex(definitions).substring(0, 16);
    }

    private SortedMap<String, Feed> defined() {
        SortedMap<String, Feed> defined = new TreeMap<>();
        feeds.forEach((feedName, feed) -> defined.put(feedName, feed.anywhere()));
        return defined;
    }

    public Feed feed(String feedName) {
        return feeds.get(feedName);
    }

    public List<Mapping> mappingsOf(String entity) {
        return mappings.stream().filter(m -> m.entity().equals(entity)).toList();
    }
}
