package dangol.jobs.schedule;

import dangol.AsOf;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.run.RunResult;
import java.util.Set;

/** What a schedule runs. */
@FunctionalInterface
interface Work {
    /**
     * A day before the one that readers see is built as a past day and does not turn them back; the release is then as of their day.
     *
     * @param tables the gold tables that must be fresh afterwards, empty for all; more may be built
     * @throws dangol.jobs.run.LakeBusyException at once when another run holds the lake
     */
    RunResult run(Company company, AsOf asOf, Set<TableId> tables);

    /**
     * The same, and trains the churn classifier.
     *
     * @throws dangol.jobs.run.PastDayException when readers see a later day
     * @throws dangol.jobs.run.LakeBusyException at once when another run holds the lake
     */
    default RunResult train(Company company, AsOf asOf, Set<TableId> tables) {
        return run(company, asOf, tables);
    }
}
