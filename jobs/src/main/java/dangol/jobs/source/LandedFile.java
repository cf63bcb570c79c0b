package dangol.jobs.source;

/**
 * A file of a feed as it was taken.
 *
 * @param path relative to the company's sources
 * @param bytes its size
 * @param modified modification time (milliseconds since 1970, UTC)
 * @param sha256 of its content, hexadecimal
 */
public record LandedFile(String path, long bytes, long modified, String sha256) {}
