package dangol.jobs.publish;

/**
 * A figure of a complete period that a release shows otherwise than the one before.
 *
 * @param table the table, as layer.name
 * @param key key of the row as JSON
 * @param figure the column
 * @param was null when there was none
 * @param now null when there is none any more
 */
public record Restatement(String table, String key, String figure, Double was, Double now) {}
