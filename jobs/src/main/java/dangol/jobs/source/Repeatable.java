package dangol.jobs.source;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Whether a row becomes the same whichever rows arrive with it and on whichever day it is mapped. */
final class Repeatable {
    /** Functions of the clock and of chance. */
    private static final Set<String> CHANGING = Set.of(
            "now",
            "curdate",
            "current_date",
            "current_time",
            "current_timestamp",
            "localtimestamp",
            "unix_timestamp",
            "rand",
            "random",
            "randn",
            "randstr",
            "uniform",
            "uuid",
            "shuffle",
            "monotonically_increasing_id",
            "spark_partition_id");

    private Repeatable() {}

    /**
     * What an expression asks besides its row; nothing for one that asks its row alone.
     *
     * @param columns names of the row's columns: SQL takes a name that is none of them for a function without brackets
     */
    static Optional<String> otherwise(String expression, Set<String> columns) {
        return all(CatalystSqlParser$.MODULE$.parseExpression(expression))
                .flatMap(e -> otherwise(e, columns).stream())
                .findFirst();
    }

    private static Optional<String> otherwise(Expression e, Set<String> columns) {
        if (e instanceof WindowExpression || e.getClass().getName().contains("UnresolvedWindowExpression")) {
            return Optional.of("other rows (OVER)");
        }
        if (e instanceof UnresolvedFunction function) {
            String name = last(function.nameParts());
            // With a text it is an instant's number and no clock.
            boolean isNumber =
                    name.equals("unix_timestamp") && !function.arguments().isEmpty();
            return isNumber ? Optional.empty() : changing(name);
        }
        if (e instanceof UnresolvedAttribute attribute && attribute.nameParts().size() == 1) {
            String name = last(attribute.nameParts());
            return columns.contains(name) ? Optional.empty() : changing(name);
        }
        return e.getClass().getSimpleName().startsWith("Current")
                ? Optional.of("the clock (" + e.prettyName() + ")")
                : Optional.empty();
    }

    private static Optional<String> changing(String name) {
        return CHANGING.contains(name) ? Optional.of("the clock or chance (" + name + ")") : Optional.empty();
    }

    private static String last(Seq<String> parts) {
        return parts.last().toLowerCase(Locale.ROOT);
    }

    private static Stream<Expression> all(Expression e) {
        return Stream.concat(
                Stream.of(e), CollectionConverters.asJava(e.children()).stream().flatMap(Repeatable::all));
    }
}
