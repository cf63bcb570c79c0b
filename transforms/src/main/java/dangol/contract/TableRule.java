package dangol.contract;

/**
 * A rule on a table as a whole, for example that its sums reconcile with another table's.
 *
 * @param query Spark SQL that returns one number; {@code {layer.table}} stands for a table as built by the run and {@code {as_of}} for its day
 * @param mustBe the number that the query must return, as text
 */
public record TableRule(String name, String query, String mustBe, Severity severity, String description) {}
