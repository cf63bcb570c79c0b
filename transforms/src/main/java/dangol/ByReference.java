package dangol;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.ObjectType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A method of a value that plans and generated code refer to. A literal would be written out in every plan, and so in Spark's
 * pages, event logs and messages.
 */
public final class ByReference {
    private ByReference() {}

    /**
     * What the method gives for each argument; null for null.
     *
     * @param value with an {@code equals} by which Spark knows that it computes the same thing twice
     * @param type a public class or interface of it, which the generated code names
     * @param method public; takes the argument as Spark holds it and never gives null
     * @param result what it gives
     * @param accepted the type that the argument is cast to
     */
    public static <T> Column call(
            T value, Class<T> type, String method, DataType result, Column argument, DataType accepted) {
        return ExpressionUtils.column(new Invoke(
                new Literal(value, new ObjectType(type)),
                method,
                result,
                only(Expression.class.cast(ExpressionUtils.expression(argument))),
                only(AbstractDataType.class.cast(accepted)),
                true,
                false,
                true));
    }

    private static <T> Seq<T> only(T one) {
        return CollectionConverters.asScala(List.of(one)).toSeq();
    }
}
