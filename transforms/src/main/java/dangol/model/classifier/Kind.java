package dangol.model.classifier;

/** What a feature is, which says how it becomes columns. */
public enum Kind {
    /** A number, taken as it is. */
    NUMBER,
    /** A number of which only the order of magnitude matters: ln(1 + x), negative ones mirrored. */
    MAGNITUDE,
    /** One of some names. */
    CATEGORY,
    /** A number when every value of the sample is one, else a category. Only before a sample is seen. */
    OPEN
}
