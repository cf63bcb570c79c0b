package dangol.jobs.lake;

/**
 * What a write did.
 *
 * @param rows rows written
 * @param version version of the Delta table after it
 */
public record WriteResult(long rows, long version) {}
