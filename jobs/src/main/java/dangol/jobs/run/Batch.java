package dangol.jobs.run;

import dangol.jobs.source.LandedFile;
import java.util.List;
import java.util.Map;

/**
 * New rows of all feeds that are taken together.
 *
 * @param number from 1; later batches win over earlier ones
 * @param files feed to the files it brings; a feed over JDBC that brings rows has no files
 */
public record Batch(long number, Map<String, List<LandedFile>> files) {}
