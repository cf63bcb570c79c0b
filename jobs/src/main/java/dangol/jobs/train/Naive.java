package dangol.jobs.train;

import dangol.gold.ChurnFeatures;
import dangol.model.classifier.Traits;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The baseline 'same as last period': who bought nothing on the horizon's days before the day churns as often as such
 * customers did, who bought as often as those did; with a contract, as often as all with one.
 *
 * @param rates share of the training's examples that churned, by group
 */
record Naive(int horizonDays, Map<String, Double> rates, double all) {

    static Naive of(int horizonDays, List<Example> examples) {
        Map<String, Double> rates = examples.stream()
                .collect(Collectors.groupingBy(
                        e -> group(horizonDays, e.traits()), Collectors.averagingDouble(e -> e.churned() ? 1 : 0)));
        double all = examples.stream()
                .mapToDouble(e -> e.churned() ? 1 : 0)
                .average()
                .orElse(0);
        return new Naive(horizonDays, rates, all);
    }

    double probability(Traits traits) {
        return rates.getOrDefault(group(horizonDays, traits), all);
    }

    private static String group(int horizonDays, Traits traits) {
        if ("yes".equals(traits.text(ChurnFeatures.CONTRACT))) {
            return "contract";
        }
        Double recency = traits.number("recency_days");
        return recency != null && recency < horizonDays ? "bought" : "silent";
    }
}
