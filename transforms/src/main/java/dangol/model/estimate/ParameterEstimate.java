package dangol.model.estimate;

import java.io.Serializable;

/** One parameter of a fitted model with its asymptotic standard error; both are in the parameter's own unit. */
public record ParameterEstimate(String name, double value, double standardError) implements Serializable {}
