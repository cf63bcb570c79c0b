package dangol.jobs.publish;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What stands behind a release besides its tables. It holds no values of rows: reasons and rules name columns only.
 *
 * @param sources the last that each feed brought
 * @param quarantine rows set aside, by day that was run
 * @param broken rules that were broken in the run that made the release
 * @param restated figures that the release shows otherwise than the one before
 * @param comparedWith the release before; null when there was none to compare with
 * @param why what made figures change
 */
public record Evidence(
        List<Source> sources,
        List<SetAside> quarantine,
        List<Broken> broken,
        List<Restatement> restated,
        Long comparedWith,
        String why) {

    public Evidence {
        sources = List.copyOf(sources);
        quarantine = List.copyOf(quarantine);
        broken = List.copyOf(broken);
        restated = List.copyOf(restated);
    }

    /**
     * The last that a feed brought.
     *
     * @param file its name without its folder; null for a database
     */
    public record Source(String feed, String file, Instant takenAt, LocalDate asOf, long rows) {}

    /** Rows in quarantine after a day was run, for one reason. */
    public record SetAside(LocalDate asOf, String feed, String entity, String reason, long rows) {}

    /** A broken rule. */
    public record Broken(String table, String rule, String description, String severity, long rows, long failures) {}
}
