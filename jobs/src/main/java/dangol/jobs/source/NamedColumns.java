package dangol.jobs.source;

import dangol.jobs.company.Feed;
import dangol.jobs.company.Located;
import dangol.jobs.company.Mapping;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedExtractValue;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedNamedLambdaVariable;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.types.DataTypes;
import scala.jdk.javaapi.CollectionConverters;

/** The names of columns of a feed, and of fields within them, that mappings use; in small letters. */
public final class NamedColumns {
    private static final Set<String> OWN = Set.of(
            Landing.BATCH_ID,
            Landing.SOURCE_FILE,
            Landing.ROW_HASH,
            Landing.INGESTED_AT,
            Landing.MALFORMED,
            Landing.OCCURRENCE);

    private final Set<String> names = new HashSet<>();
    private final String feed;
    private final Mapping mapping;

    private NamedColumns(String feed, Mapping mapping) {
        this.feed = feed;
        this.mapping = mapping;
    }

    /** @param mappings those that read the feed; where they join several, a column without a feed's name may be any of theirs */
    public static Set<String> of(Feed feed, List<Mapping> mappings) {
        Set<String> all = new HashSet<>();
        feed.key().forEach(k -> all.add(k.toLowerCase(Locale.ROOT)));
        for (Mapping mapping : mappings) {
            NamedColumns named = new NamedColumns(feed.name(), mapping);
            mapping.expressions().flatMap(e -> parsed(e).stream()).forEach(named::add);
            all.addAll(named.names);
        }
        all.removeAll(OWN);
        return all;
    }

    /** What cannot be parsed names nothing; the analysis of the mapping tells what is wrong with it. */
    private static Optional<Expression> parsed(Located expression) {
        try {
            return Optional.of(CatalystSqlParser$.MODULE$.parseExpression(expression.text()));
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    private void add(Expression expression) {
        if (expression instanceof UnresolvedAttribute attribute) {
            List<String> parts = CollectionConverters.asJava(attribute.nameParts());
            String first = parts.get(0).toLowerCase(Locale.ROOT);
            if (first.equals(feed) || mapping.explode().containsKey(first)) {
                addAll(parts.subList(1, parts.size()));
            } else if (!first.equals(mapping.feed()) && !mapping.join().containsKey(first)) {
                addAll(parts);
            }
        } else if (expression instanceof UnresolvedNamedLambdaVariable variable) {
            List<String> parts = CollectionConverters.asJava(variable.nameParts());
            addAll(parts.subList(1, parts.size()));
        } else {
            if (expression instanceof UnresolvedExtractValue value
                    && value.extraction().dataType().equals(DataTypes.StringType)) {
                addAll(List.of(value.extraction().toString()));
            }
            CollectionConverters.asJava(expression.children()).forEach(this::add);
        }
    }

    private void addAll(List<String> parts) {
        parts.forEach(p -> names.add(p.toLowerCase(Locale.ROOT)));
    }
}
