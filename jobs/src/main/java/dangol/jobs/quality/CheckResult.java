package dangol.jobs.quality;

import dangol.contract.Severity;
import dangol.contract.TableId;
import java.util.List;

/**
 * One rule of a contract as it was found on a table.
 *
 * @param failures rows that break the rule; for a rule on the whole table, 1 when it fails
 * @param found what was found where one number was expected, or empty
 * @param examples the first keys, in order, of rows that break the rule; without personal data
 */
public record CheckResult(
        TableId table,
        String rule,
        String description,
        Severity severity,
        long rows,
        long failures,
        String found,
        List<String> examples) {

    public CheckResult {
        examples = List.copyOf(examples);
    }

    public boolean broken() {
        return failures > 0;
    }

    public boolean holdsBack() {
        return broken() && severity == Severity.ERROR;
    }

    /** What was found, in one line. */
    public String sentence() {
        return table + ", " + rule + ": " + (found.isEmpty() ? failures + " of " + rows + " rows" : found) + " ("
                + description + ")";
    }
}
