package dangol.model.purchase;

import java.io.Serializable;
import java.util.List;

/**
 * What came of fitting a model: a model at the maximum of its likelihood, or the reason why there is none. There is
 * nothing between: a search that did not converge gives no parameters.
 *
 * @param <M> the model
 */
public sealed interface Fit<M extends Serializable> extends Serializable {

    /**
     * A model whose search converged.
     *
     * @param estimates the parameters of the model in its own order, times in the unit of the model
     * @param logLikelihood at the estimates, over all customers
     * @param iterations of the search
     * @param customers how many customers it was fitted on
     */
    record Fitted<M extends Serializable>(
            M model, List<Estimate> estimates, double logLikelihood, int iterations, long customers) implements Fit<M> {
        /** Keeps the estimates as they are. */
        public Fitted {
            estimates = List.copyOf(estimates);
        }
    }

    /**
     * No model.
     *
     * @param explanation the reason with its figures, a sentence to be shown
     */
    record NotFitted<M extends Serializable>(Reason reason, String explanation) implements Fit<M> {}

    /**
     * An estimated parameter.
     *
     * @param standardError from the curvature of the log likelihood in the logarithm of the parameter (delta method)
     */
    record Estimate(String parameter, double value, double standardError) implements Serializable {}

    /** Why there is no model. */
    enum Reason {
        /** Fewer customers than the limit. */
        TOO_FEW_CUSTOMERS,
        /** Nobody bought again. */
        NO_REPEAT_PURCHASES,
        /** Fewer customers who bought again than the limit. */
        TOO_FEW_REPEAT_BUYERS,
        /** The search ended without a maximum. */
        DID_NOT_CONVERGE,
        /** The likelihood has no maximum inside: it rises as a parameter goes to 0 or to infinity. */
        PARAMETER_AT_BORDER,
        /** The fitted distribution of spend has no mean (Gamma-Gamma with q <= 1). */
        NO_MEAN_SPEND
    }
}
