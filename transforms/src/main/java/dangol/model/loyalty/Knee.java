package dangol.model.loyalty;

import java.io.Serializable;

/** Whether a satisfaction-loyalty curve bends at a score. */
public sealed interface Knee extends Serializable {

    /**
     * It does.
     *
     * @param score where it bends
     * @param slopeBefore log-odds of returning for each point below the knee
     * @param slopeAfter log-odds of returning for each point above it
     * @param pValue the probability of such a bend on a straight curve, corrected for the scores tried
     */
    record Found(double score, double slopeBefore, double slopeAfter, double pValue) implements Knee {}

    /** It does not, or nothing can be told; {@code reason} says which, as a sentence. */
    record NotFound(String reason) implements Knee {}
}
