package dangol.jobs.run;

import dangol.jobs.lake.Release;
import java.util.List;

/**
 * How a run ended well.
 *
 * @param release what readers see now
 * @param changed false when there was nothing to do
 * @param warnings rules of severity warning that were broken, as sentences
 */
public record RunResult(Release release, boolean changed, List<String> warnings) {}
