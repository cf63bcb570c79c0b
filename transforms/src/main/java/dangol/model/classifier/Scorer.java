package dangol.model.classifier;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;

/** Log odds of an outcome from the columns of an {@link Encoding}, before calibration. Any thread may ask it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LogisticModel.class, name = "logistic_regression"),
    @JsonSubTypes.Type(value = BoostedTrees.class, name = "gradient_boosted_trees")
})
public sealed interface Scorer extends Serializable permits LogisticModel, BoostedTrees {

    /** The log odds. */
    double logOdds(double[] vector);

    /** By how much each column moves the log odds from where a customer of the sample's mean stands. */
    double[] contributions(double[] vector);
}
