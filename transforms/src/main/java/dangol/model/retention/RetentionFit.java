package dangol.model.retention;

import dangol.model.estimate.ParameterEstimate;
import java.io.Serializable;
import java.util.List;

/** The outcome of fitting a retention model. */
public sealed interface RetentionFit extends Serializable {

    /**
     * A model and how sure it is.
     *
     * @param logLikelihood of the customers' last periods, in natural logarithms
     * @param customers who began in the cohorts
     * @param periods of the cohort watched longest
     */
    record Fitted(
            RetentionModel model, List<ParameterEstimate> parameters, double logLikelihood, long customers, int periods)
            implements RetentionFit {
        public Fitted {
            parameters = List.copyOf(parameters);
        }
    }

    /** No model, and why, as a sentence. */
    record NotFitted(String reason) implements RetentionFit {}
}
