package dangol.jobs.company;

/** How a feed's files are written. */
public enum Format {
    CSV,
    /** One JSON object a line. */
    JSON,
    PARQUET,
    /** Text lines taken apart by a regular expression with named groups. */
    LINES,
    JDBC
}
