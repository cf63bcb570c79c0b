package dangol.model.estimate;

import java.io.Serializable;
import java.util.List;

/** The outcome of a search for a maximum of a likelihood. */
public sealed interface Estimate extends Serializable {

    /**
     * A maximum: parameters in the order of the likelihood, asymptotic standard errors by the observed information and the
     * delta method, and the log-likelihood there.
     */
    record Converged(List<Double> parameters, List<Double> standardErrors, double logLikelihood) implements Estimate {
        public Converged {
            parameters = List.copyOf(parameters);
            standardErrors = List.copyOf(standardErrors);
        }
    }

    /** No maximum that can be told from its surroundings; {@code reason} is a sentence for a reader of tables. */
    record NotConverged(String reason) implements Estimate {}
}
