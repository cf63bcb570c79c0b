package dangol.jobs.quality;

import dangol.contract.Severity;
import dangol.contract.TableId;

/**
 * One rule of a contract as it was found on a table.
 *
 * @param failures rows that break the rule; for a rule on the whole table, 1 when it fails
 * @param found what was found where one number was expected, or empty
 */
public record CheckResult(
        TableId table, String rule, String description, Severity severity, long rows, long failures, String found) {

    public boolean holdsBack() {
        return failures > 0 && severity == Severity.ERROR;
    }
}
