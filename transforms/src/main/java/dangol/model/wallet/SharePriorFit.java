package dangol.model.wallet;

import dangol.model.estimate.ParameterEstimate;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** What is known of the shares of wallet in a group of similar customers. */
public sealed interface SharePriorFit extends Serializable {

    /** A prior of the group's own customers; standard errors are of alpha and beta at the dispersion found. */
    record Fitted(SharePrior prior, List<ParameterEstimate> parameters, double logLikelihood, long customers)
            implements SharePriorFit {
        public Fitted {
            parameters = List.copyOf(parameters);
        }
    }

    /** The prior of a larger group, because the group's own customers do not make one; {@code reason} says why. */
    record Borrowed(SharePrior prior, String from, String reason) implements SharePriorFit {}

    /** No prior, and why, as a sentence. */
    record NotFitted(String reason) implements SharePriorFit {}

    /** The prior to estimate with. */
    default Optional<SharePrior> usable() {
        if (this instanceof Fitted fitted) {
            return Optional.of(fitted.prior());
        }
        return this instanceof Borrowed borrowed ? Optional.of(borrowed.prior()) : Optional.empty();
    }

    /** This fit, or the prior of the group around it where this has none. */
    default SharePriorFit orParent(String name, SharePriorFit parent) {
        if (!(this instanceof NotFitted own)) {
            return this;
        }
        if (parent instanceof Fitted fitted) {
            return new Borrowed(fitted.prior(), name, own.reason());
        }
        if (parent instanceof Borrowed borrowed) {
            return new Borrowed(
                    borrowed.prior(), borrowed.from(), own.reason() + " In " + name + ": " + borrowed.reason());
        }
        return new NotFitted(own.reason() + " In " + name + ": " + ((NotFitted) parent).reason());
    }
}
