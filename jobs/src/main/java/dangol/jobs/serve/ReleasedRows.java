package dangol.jobs.serve;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
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
            DataSourceV2Relation relation = (DataSourceV2Relation) node;
            LogicalPlan rows =
                    ((ServedTable) relation.table()).rows().queryExecution().analyzed();
            List<NamedExpression> columns = new ArrayList<>();
            for (int i = 0; i < relation.output().size(); i++) {
                columns.add(as(rows.output().apply(i), relation.output().apply(i)));
            }
            return new Project(list(columns), rows);
        }

        /** The column under the identity that the rest of the query already knows it by. */
        private static Alias as(Attribute column, AttributeReference known) {
            return new Alias(
                    column, known.name(), known.exprId(), known.qualifier(), Option.empty(), list(List.<String>of()));
        }

        private static <T> Seq<T> list(List<T> items) {
            return CollectionConverters.asScala(items).toSeq();
        }
    }
}
