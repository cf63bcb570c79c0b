package dangol.jobs.run;

import dangol.jobs.publish.Restatement;
import java.util.List;

/**
 * The figures of complete periods that a release shows otherwise than the one before: written down before readers see it, so that
 * no failure after that moment loses them.
 *
 * @param comparedWith the release before
 * @param why what made them change
 */
record Restated(long release, long comparedWith, String why, List<Restatement> figures) {
    Restated {
        figures = List.copyOf(figures);
    }
}
