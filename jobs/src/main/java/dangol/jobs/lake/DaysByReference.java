package dangol.jobs.lake;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.LeafExecNode;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.ObjectType;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Keeps days out of the code that Spark generates. Spark writes a day into the code as a number, so a night's queries would be
 * generated, compiled and warmed up anew every night for the as-of day alone. As values that the code refers to, they leave it
 * as it was the night before. Plans are made, pruned and pushed down with the days in them; only what is compiled is different.
 */
public final class DaysByReference extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        extensions.injectColumnar(new Rules());
        return BoxedUnit.UNIT;
    }

    private static final class Rules extends AbstractFunction1<SparkSession, ColumnarRule> {
        @Override
        public ColumnarRule apply(SparkSession session) {
            return new ColumnarRule() {
                @Override
                public Rule<SparkPlan> preColumnarTransitions() {
                    return new Plans();
                }
            };
        }
    }

    private static final class Plans extends Rule<SparkPlan> {
        @Override
        public SparkPlan apply(SparkPlan plan) {
            return conf().wholeStageEnabled() ? plan.transformUp(new Nodes()) : plan;
        }
    }

    /** Scans keep their days: they skip files by them. */
    private static final class Nodes extends AbstractPartialFunction<SparkPlan, SparkPlan> {
        @Override
        public boolean isDefinedAt(SparkPlan node) {
            return !(node instanceof LeafExecNode);
        }

        @Override
        public SparkPlan apply(SparkPlan node) {
            return (SparkPlan) node.transformExpressions(new Days());
        }
    }

    private static final class Days extends AbstractPartialFunction<Expression, Expression> {
        @Override
        public boolean isDefinedAt(Expression expression) {
            return expression instanceof Literal day && day.dataType() instanceof DateType && day.value() != null;
        }

        @Override
        public Expression apply(Expression expression) {
            Literal day = (Literal) expression;
            return new Invoke(
                    new Literal(day.value(), new ObjectType(Integer.class)),
                    "intValue",
                    day.dataType(),
                    none(),
                    none(),
                    true,
                    false,
                    true);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> Seq<T> none() {
        return (Seq<T>) Nil$.MODULE$;
    }
}
