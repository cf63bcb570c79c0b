package dangol.jobs.run;

import static org.apache.spark.sql.functions.col;

import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Format;
import dangol.jobs.company.Located;
import dangol.jobs.company.Mapping;
import dangol.jobs.lake.Lake;
import dangol.jobs.source.FeedReader;
import dangol.jobs.source.Landing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** How the columns of a feed differ from those that bronze holds of it. */
final class Drift {
    /** What bronze adds when rows land. */
    private static final Set<String> STAMPED = Set.of(Landing.BATCH_ID, Landing.INGESTED_AT);

    private final Workplace place;

    Drift(Workplace place) {
        this.place = place;
    }

    /** Columns that came new; bronze keeps them, and a mapping may name them from now on. */
    Set<String> added(Feed feed, StructType arrived) {
        Set<String> added = new LinkedHashSet<>();
        held(place, feed)
                .ifPresent(h -> Arrays.stream(arrived.fieldNames())
                        .filter(name -> column(h, name).isEmpty())
                        .forEach(added::add));
        return added;
    }

    /**
     * Why what arrived must not be taken, or nothing: a column that a mapping names is gone or has another type, or any column
     * has a type that bronze cannot hold beside its own. To take it would turn a fault of the source into empty columns, into
     * rows set aside, or into a batch that can never be written.
     *
     * @param paths the files that arrived; none for a database
     */
    Optional<String> fault(Feed feed, StructType arrived, List<String> paths, FeedReader reader) {
        Optional<StructType> held = held(place, feed);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        boolean mayLack = feed.format() == Format.JSON;
        List<String> faults = new ArrayList<>();
        for (StructField column : held.get().fields()) {
            Optional<StructField> now = column(arrived, column.name());
            boolean mapped = !STAMPED.contains(column.name()) && isMapped(feed, column.name());
            String gone = mapped ? filesWithout(column.name(), feed, paths, reader) : "";
            if (mapped && !mayLack && (now.isEmpty() || !gone.isEmpty())) {
                faults.add("column '" + column.name() + "' is missing" + (gone.isEmpty() ? "" : " in " + gone));
            } else if (now.filter(n -> mapped && isRetyped(column, n) || !Lake.holds(column, n))
                    .isPresent()) {
                faults.add("column '" + column.name() + "' was "
                        + column.dataType().sql() + " and is "
                        + now.get().dataType().sql());
            }
        }
        if (mayLack) {
            lost(feed, held.get(), arrived, paths, reader)
                    .forEach(column -> faults.add("column '" + column + "' is missing"));
        }
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of("feed '" + feed.name() + "' is stopped: " + String.join("; ", faults)
                        + ". Nothing of it is taken until the source or the mapping (" + feed.where() + ") is mended.");
    }

    /**
     * Columns without which the lines of JSON files cannot be what they were. A key that no line of a day has may be one that is
     * written only where it has a value; but not all that a required column is made of, or the customer, unless landed rows did
     * without.
     */
    private Set<String> lost(Feed feed, StructType held, StructType arrived, List<String> paths, FeedReader reader) {
        List<Need> unmet = place.company().mappings().stream()
                .filter(m -> reads(m, feed))
                .flatMap(m -> needs(m, feed, held))
                .filter(n -> !n.columns().isEmpty())
                .filter(n ->
                        n.columns().stream().allMatch(c -> column(arrived, c).isEmpty()))
                .filter(n -> !wasMetWithout(feed, n))
                .toList();
        if (unmet.isEmpty()) {
            return Set.of();
        }
        // A key that lines have, and none with a value, is not lost; what comes of it shows in quarantine.
        List<String> empty = reader.columns(feed, paths);
        return unmet.stream()
                .map(Need::columns)
                .filter(columns ->
                        columns.stream().noneMatch(c -> empty.stream().anyMatch(c::equalsIgnoreCase)))
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Something that a mapping has to find in a row.
     *
     * @param columns the held columns it may come from
     * @param met condition that is true for a row that has it
     */
    private record Need(Set<String> columns, String met) {}

    private static Stream<Need> needs(Mapping mapping, Feed feed, StructType held) {
        List<Need> needs = new ArrayList<>();
        Contracts.of(TableId.silver(mapping.entity())).columns().stream()
                .filter(c -> c.mapped() && c.required() && mapping.columns().containsKey(c.name()))
                .map(c -> List.of(mapping.columns().get(c.name())))
                .forEach(e -> needs.add(need(e, feed, held)));
        needs.add(need(List.copyOf(mapping.customer().values()), feed, held));
        // A row without its list, or for which the condition is null, leaves without a word.
        mapping.explode().values().forEach(e -> needs.add(need(List.of(e), feed, held)));
        if (mapping.filter() != null) {
            needs.add(new Need(
                    named(List.of(mapping.filter()), feed, held),
                    mapping.filter().text()));
        }
        return needs.stream();
    }

    private static Need need(List<Located> anyOf, Feed feed, StructType held) {
        String met = anyOf.stream().map(e -> "(" + e.text() + ") IS NOT NULL").collect(Collectors.joining(" OR "));
        return new Need(named(anyOf, feed, held), met);
    }

    private static Set<String> named(List<Located> expressions, Feed feed, StructType held) {
        return Arrays.stream(held.fieldNames())
                .filter(c -> !STAMPED.contains(c))
                .filter(c -> expressions.stream().anyMatch(e -> Mapping.names(e, feed.name(), c)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean wasMetWithout(Feed feed, Need need) {
        try {
            Dataset<Row> rows = place.lake()
                    .read(TableId.bronze(feed.name()))
                    .as(feed.name())
                    .filter(col(Landing.MALFORMED).isNull());
            for (String column : need.columns()) {
                rows = rows.filter(col(column).isNull());
            }
            return !rows.filter(need.met()).isEmpty();
        } catch (Exception e) {
            // It is made of what is looked up or taken out of a list, too.
            return false;
        }
    }

    private static String filesWithout(String column, Feed feed, List<String> paths, FeedReader reader) {
        return paths.stream()
                .filter(p -> feed.format() == Format.CSV)
                .filter(p -> reader.columns(feed, p).stream().noneMatch(column::equalsIgnoreCase))
                .map(p -> p.substring(p.lastIndexOf('/') + 1))
                .collect(Collectors.joining(", "));
    }

    /** As SQL finds columns: capitals make no difference. */
    private static Optional<StructField> column(StructType type, String name) {
        return Arrays.stream(type.fields())
                .filter(f -> f.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Fields within an object come and go with the rows; only what an object is must stay. */
    private static boolean isRetyped(StructField held, StructField arrived) {
        boolean nested = held.dataType() instanceof StructType && arrived.dataType() instanceof StructType
                || held.dataType() instanceof org.apache.spark.sql.types.ArrayType
                        && arrived.dataType() instanceof org.apache.spark.sql.types.ArrayType;
        return !nested
                && !held.dataType().asNullable().equals(arrived.dataType().asNullable());
    }

    private boolean isMapped(Feed feed, String column) {
        return place.company().mappings().stream().anyMatch(m -> reads(m, feed) && m.names(feed.name(), column));
    }

    static boolean reads(Mapping mapping, Feed feed) {
        return mapping.feed().equals(feed.name()) || mapping.join().containsKey(feed.name());
    }

    /** The columns that bronze holds of a feed, if it holds anything. */
    static Optional<StructType> held(Workplace place, Feed feed) {
        TableId bronze = TableId.bronze(feed.name());
        return place.lake().exists(bronze)
                ? Optional.of(place.lake().read(bronze).schema())
                : Optional.empty();
    }
}
