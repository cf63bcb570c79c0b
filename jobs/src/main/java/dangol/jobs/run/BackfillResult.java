package dangol.jobs.run;

import dangol.jobs.lake.Release;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;

/**
 * How a backfill ended.
 *
 * @param release what readers see now
 * @param built days that were built and released
 * @param failed days that were not, each with the reason
 */
public record BackfillResult(Release release, List<LocalDate> built, SortedMap<LocalDate, String> failed) {}
