package dangol.model.retention;

import dangol.model.estimate.Estimate;
import dangol.model.estimate.MaximumLikelihood;
import dangol.model.estimate.ParameterEstimate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Of all cohorts together: who left in which period, and after how many periods the others were last seen. */
final class RetentionLikelihood {
    private final long[] lost;
    private final long[] left;
    private final long customers;
    private final int periods;

    RetentionLikelihood(List<CohortSurvivors> cohorts) {
        periods = cohorts.stream().mapToInt(CohortSurvivors::periods).max().orElse(0);
        customers = cohorts.stream().mapToLong(CohortSurvivors::customers).sum();
        lost = new long[periods + 1];
        left = new long[periods + 1];
        for (CohortSurvivors cohort : cohorts) {
            for (int t = 1; t <= cohort.periods(); t++) {
                lost[t] += cohort.survivors().get(t - 1) - cohort.survivors().get(t);
            }
            left[cohort.periods()] += cohort.survivors().get(cohort.periods());
        }
    }

    RetentionFit fit(List<String> names, List<double[]> starts, Function<double[], RetentionModel> model) {
        return unfit(names.size())
                .<RetentionFit>map(RetentionFit.NotFitted::new)
                .orElseGet(() -> fitted(names, MaximumLikelihood.ofPositive(p -> of(model.apply(p)), starts), model));
    }

    private RetentionFit fitted(List<String> names, Estimate estimate, Function<double[], RetentionModel> model) {
        if (estimate instanceof Estimate.Converged found) {
            double[] values =
                    found.parameters().stream().mapToDouble(Double::doubleValue).toArray();
            List<ParameterEstimate> parameters = IntStream.range(0, values.length)
                    .mapToObj(i -> new ParameterEstimate(
                            names.get(i), values[i], found.standardErrors().get(i)))
                    .toList();
            return new RetentionFit.Fitted(model.apply(values), parameters, found.logLikelihood(), customers, periods);
        }
        return new RetentionFit.NotFitted(((Estimate.NotConverged) estimate).reason());
    }

    private Optional<String> unfit(int parameters) {
        long losses = IntStream.rangeClosed(1, periods).mapToLong(t -> lost[t]).sum();
        if (customers == 0) {
            return Optional.of("There is no customer in the cohorts.");
        }
        if (periods < parameters) {
            return Optional.of("Too few periods: " + parameters + " are needed, " + periods + " have passed.");
        }
        if (losses == 0) {
            return Optional.of("Nobody was lost, so nothing tells how soon customers leave.");
        }
        if (lost[1] == customers) {
            return Optional.of("Everybody was lost in the first period, so nothing tells how long customers can stay.");
        }
        return Optional.empty();
    }

    /** Σ lost(t) ln(S(t-1) - S(t)) + Σ left(t) ln S(t). */
    double of(RetentionModel model) {
        double logSurvival = 0;
        double sum = 0;
        for (int t = 1; t <= periods; t++) {
            double logRate = model.logRetentionRate(t);
            if (lost[t] > 0) {
                sum += lost[t] * (logSurvival + Math.log(-Math.expm1(logRate)));
            }
            logSurvival += logRate;
            if (left[t] > 0) {
                sum += left[t] * logSurvival;
            }
        }
        return sum;
    }
}
