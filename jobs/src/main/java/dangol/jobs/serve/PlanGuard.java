package dangol.jobs.serve;

import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.LocalTempView$;
import org.apache.spark.sql.catalyst.analysis.ResolvedNamespace;
import org.apache.spark.sql.catalyst.analysis.ResolvedNonPersistentFunc;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.analysis.ResolvedTempView;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.FromAvro;
import org.apache.spark.sql.catalyst.expressions.FromProtobuf;
import org.apache.spark.sql.catalyst.expressions.PythonFuncExpression;
import org.apache.spark.sql.catalyst.expressions.SchemaOfAvro;
import org.apache.spark.sql.catalyst.expressions.SchemaOfXml;
import org.apache.spark.sql.catalyst.expressions.ToAvro;
import org.apache.spark.sql.catalyst.expressions.ToProtobuf;
import org.apache.spark.sql.catalyst.expressions.TryReflect;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.expressions.UserDefinedGenerator;
import org.apache.spark.sql.catalyst.expressions.XmlToStructs;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.AsOfJoin;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.CollectMetrics;
import org.apache.spark.sql.catalyst.plans.logical.CommandResult;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.DescribeColumn;
import org.apache.spark.sql.catalyst.plans.logical.DescribeFunction;
import org.apache.spark.sql.catalyst.plans.logical.DescribeNamespace;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.DeserializeToObject;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Range;
import org.apache.spark.sql.catalyst.plans.logical.RebalancePartitions;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.SetCatalogAndNamespace;
import org.apache.spark.sql.catalyst.plans.logical.ShowColumns;
import org.apache.spark.sql.catalyst.plans.logical.ShowFunctions;
import org.apache.spark.sql.catalyst.plans.logical.ShowNamespaces;
import org.apache.spark.sql.catalyst.plans.logical.ShowTableProperties;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Tail;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import org.apache.spark.sql.execution.command.CreateViewCommand;
import org.apache.spark.sql.execution.command.DescribeColumnCommand;
import org.apache.spark.sql.execution.command.DescribeFunctionCommand;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.DescribeTableCommand;
import org.apache.spark.sql.execution.command.DropTempViewCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;
import org.apache.spark.sql.execution.command.SetCommand;
import org.apache.spark.sql.execution.command.ShowCatalogsCommand;
import org.apache.spark.sql.execution.command.ShowCurrentNamespaceCommand;
import org.apache.spark.sql.execution.command.ShowFunctionsCommand;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Refuses every analyzed plan of a client that does more than read the release of its session. What is not in the list is refused,
 * however it was written: statements that change something, relations on files or other systems, scripts, functions of the client.
 */
final class PlanGuard extends AbstractFunction1<LogicalPlan, BoxedUnit> {
    private static final Set<Class<?>> QUERIES = Set.of(
            Aggregate.class,
            AsOfJoin.class,
            CTERelationDef.class,
            CTERelationRef.class,
            CollectMetrics.class,
            Deduplicate.class,
            Distinct.class,
            Except.class,
            Expand.class,
            Filter.class,
            Generate.class,
            GlobalLimit.class,
            Intersect.class,
            Join.class,
            LateralJoin.class,
            LocalLimit.class,
            LocalRelation.class,
            Offset.class,
            OneRowRelation.class,
            Project.class,
            Range.class,
            RebalancePartitions.class,
            Repartition.class,
            RepartitionByExpression.class,
            ResolvedHint.class,
            Sample.class,
            Sort.class,
            SubqueryAlias.class,
            Tail.class,
            Union.class,
            View.class,
            Window.class,
            WithCTE.class);

    /** They look into the catalog or change where the session's own names are looked for. */
    private static final Set<Class<?>> COMMANDS = Set.of(
            CommandResult.class,
            CreateViewCommand.class,
            DescribeColumn.class,
            DescribeColumnCommand.class,
            DescribeFunction.class,
            DescribeFunctionCommand.class,
            DescribeNamespace.class,
            DescribeQueryCommand.class,
            DescribeRelation.class,
            DescribeTableCommand.class,
            DropTempViewCommand.class,
            ExplainCommand.class,
            ResolvedNamespace.class,
            ResolvedNonPersistentFunc.class,
            ResolvedTable.class,
            ResolvedTempView.class,
            SetCatalogAndNamespace.class,
            SetCommand.class,
            ShowCatalogsCommand.class,
            ShowColumns.class,
            ShowCurrentNamespaceCommand.class,
            ShowFunctions.class,
            ShowFunctionsCommand.class,
            ShowNamespaces.class,
            ShowTableProperties.class,
            ShowTables.class);

    /** They call a class of the server by name, read a file that an option names, or run what the client sent. */
    private static final Set<Class<?>> REFUSED_EXPRESSIONS = Set.of(
            ApplyFunctionExpression.class,
            CallMethodViaReflection.class,
            FromAvro.class,
            FromProtobuf.class,
            PythonFuncExpression.class,
            SchemaOfAvro.class,
            SchemaOfXml.class,
            ToAvro.class,
            ToProtobuf.class,
            TryReflect.class,
            UserDefinedExpression.class,
            UserDefinedGenerator.class,
            XmlToStructs.class);

    private final SparkSession session;

    PlanGuard(SparkSession session) {
        this.session = session;
    }

    @Override
    public BoxedUnit apply(LogicalPlan plan) {
        if (!Served.isOwn(session)) {
            check(plan);
        }
        return BoxedUnit.UNIT;
    }

    private void check(LogicalPlan plan) {
        if (plan instanceof LogicalRelation relation) {
            if (!releaseOfSession().gave(relation.relation())) {
                throw Refusal.of("A relation that is no table of the release");
            }
        } else if (!QUERIES.contains(plan.getClass())
                && !COMMANDS.contains(plan.getClass())
                && !isRowsOfNothing(plan)) {
            throw Refusal.of("'" + Refusal.words(plan.nodeName()) + "'");
        }
        if (plan instanceof SetCommand set) {
            check(set);
        }
        if (plan instanceof CreateViewCommand view) {
            if (!view.viewType().equals(LocalTempView$.MODULE$)) {
                throw Refusal.of("A view that outlives the session");
            }
            check(view.plan());
        }
        CollectionConverters.asJava(plan.expressions()).forEach(PlanGuard::check);
        CollectionConverters.asJava(plan.subqueries()).forEach(this::check);
        CollectionConverters.asJava(plan.children()).forEach(this::check);
    }

    /** By such a plan the server works out how it makes rows of an answer, as {@code show} of a client asks for. */
    private static boolean isRowsOfNothing(LogicalPlan plan) {
        return plan instanceof DeserializeToObject rows
                && rows.child() instanceof LocalRelation relation
                && relation.data().isEmpty();
    }

    private PinnedRelease releaseOfSession() {
        return ((ReleaseCatalog) ((org.apache.spark.sql.classic.SparkSession) session)
                        .sessionState()
                        .catalogManager()
                        .catalog(ReleaseCatalog.NAME))
                .release();
    }

    private static void check(Expression expression) {
        if (REFUSED_EXPRESSIONS.stream().anyMatch(refused -> refused.isInstance(expression))) {
            throw Refusal.of("The function " + expression.prettyName());
        }
        CollectionConverters.asJava(expression.children()).forEach(PlanGuard::check);
    }

    private static void check(SetCommand set) {
        if (set.kv().isEmpty()) {
            throw Refusal.of("The list of all settings");
        }
        String key = set.kv().get()._1();
        boolean reads = set.kv().get()._2().isEmpty();
        if (reads ? !SessionSettings.isReadable(key) : !SessionSettings.isSettable(key)) {
            throw Refusal.of("The setting " + key);
        }
    }
}
