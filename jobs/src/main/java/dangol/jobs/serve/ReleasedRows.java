package dangol.jobs.serve;

import dangol.jobs.lake.Substitute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.runtime.AbstractPartialFunction;

/** Puts the rows of the release in the place of a table of the catalog. */
final class ReleasedRows extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.resolveOperatorsUp(new Replacement());
    }

    private static final class Replacement extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isDefinedAt(LogicalPlan node) {
            return node instanceof DataSourceV2Relation relation && relation.table() instanceof ServedTable;
        }

        @Override
        public LogicalPlan apply(LogicalPlan node) {
            ServedTable table = (ServedTable) ((DataSourceV2Relation) node).table();
            return Substitute.of(table.rows().queryExecution().analyzed(), node);
        }
    }
}
