package dangol.model.estimate;

import java.io.Serializable;
import java.util.List;

/** The outcome of a search for a maximum of a likelihood. */
public sealed interface Estimate extends Serializable {

    /**
     * A maximum.
     *
     * @param parameters in the order of the likelihood
     * @param standardErrors of the parameters, asymptotic: by the observed information and the delta method
     * @param logCovariance of the parameters' natural logarithms, by the observed information
     * @param logLikelihood at the maximum
     */
    record Converged(
            List<Double> parameters,
            List<Double> standardErrors,
            List<List<Double>> logCovariance,
            double logLikelihood)
            implements Estimate {
        public Converged {
            parameters = List.copyOf(parameters);
            standardErrors = List.copyOf(standardErrors);
            logCovariance = logCovariance.stream().map(List::copyOf).toList();
        }
    }

    /** No maximum that can be told from its surroundings; {@code reason} is a sentence for a reader of tables. */
    record NotConverged(String reason) implements Estimate {}
}
