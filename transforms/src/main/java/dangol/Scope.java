package dangol;

/** By which key the rows of a table depend on its inputs: what must be built again when some input rows change. */
public enum Scope {
    /** The rows of a customer depend on the input rows of this customer only. */
    CUSTOMER,
    /** The rows of a month depend on that month's customers and events. */
    MONTH,
    /** The rows of a cohort depend on the customers who started in it. */
    COHORT,
    /** Any input row may change any output row. */
    WHOLE
}
