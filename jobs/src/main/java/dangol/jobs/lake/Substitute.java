package dangol.jobs.lake;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** A plan in the place of another that has the same columns. */
public final class Substitute {
    private Substitute() {}

    /** @return the columns of {@code plan} under the identities that the rest of the query already knows those of {@code old} by */
    public static LogicalPlan of(LogicalPlan plan, LogicalPlan old) {
        List<Attribute> have = CollectionConverters.asJava(plan.output());
        List<Attribute> known = CollectionConverters.asJava(old.output());
        List<NamedExpression> columns = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            columns.add(
                    have.get(i).exprId().equals(known.get(i).exprId())
                            ? have.get(i)
                            : new Alias(
                                    have.get(i),
                                    known.get(i).name(),
                                    known.get(i).exprId(),
                                    known.get(i).qualifier(),
                                    Option.empty(),
                                    list(List.<String>of())));
        }
        return new Project(list(columns), plan);
    }

    private static <T> Seq<T> list(List<T> items) {
        return CollectionConverters.asScala(items).toSeq();
    }
}
