package dangol.contract;

/**
 * A rule that every row of a table must satisfy.
 *
 * @param name short name, unique in the table
 * @param predicate Spark SQL over the table's columns; a row breaks the rule when it is false (null passes)
 * @param description the rule in words
 */
public record RowRule(String name, String predicate, Severity severity, String description) {}
