package dangol.jobs.serve;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.delta.PreprocessTableWithDVsStrategy;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.Function1;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * What makes the sessions of a server read released tables and nothing else. Delta's own extensions are left out: their statements and
 * table functions read any path. Of them only the strategy is kept that hides rows that a deletion vector names.
 */
public final class ReadOnlyExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        extensions.injectResolutionRule(new Rows());
        extensions.injectCheckRule(new Checks());
        extensions.injectPlannerStrategy(new Strategies());
        return BoxedUnit.UNIT;
    }

    private static final class Rows extends AbstractFunction1<SparkSession, Rule<LogicalPlan>> {
        @Override
        public Rule<LogicalPlan> apply(SparkSession session) {
            return new ReleasedRows();
        }
    }

    private static final class Checks extends AbstractFunction1<SparkSession, Function1<LogicalPlan, BoxedUnit>> {
        @Override
        public Function1<LogicalPlan, BoxedUnit> apply(SparkSession session) {
            return new PlanGuard(session);
        }
    }

    private static final class Strategies extends AbstractFunction1<SparkSession, SparkStrategy> {
        @Override
        public SparkStrategy apply(SparkSession session) {
            return new PreprocessTableWithDVsStrategy(session);
        }
    }
}
