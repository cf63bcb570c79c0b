package dangol.jobs.run;

import dangol.contract.TableId;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Format;
import dangol.jobs.company.Mapping;
import dangol.jobs.lake.Lake;
import dangol.jobs.source.FeedReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** How the columns of a feed differ from those that bronze holds of it. */
final class Drift {
    private final Workplace place;

    Drift(Workplace place) {
        this.place = place;
    }

    /** Columns that came new; bronze keeps them, and a mapping may name them from now on. */
    Set<String> added(Feed feed, StructType arrived) {
        Set<String> added = new LinkedHashSet<>();
        held(feed)
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
        Optional<StructType> held = held(feed);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        List<String> faults = new ArrayList<>();
        for (StructField column : held.get().fields()) {
            Optional<StructField> now = column(arrived, column.name());
            boolean mapped = isMapped(feed, column.name());
            String gone = mapped ? filesWithout(column.name(), feed, paths, reader) : "";
            if (mapped && (now.isEmpty() || !gone.isEmpty())) {
                faults.add("column '" + column.name() + "' is missing" + (gone.isEmpty() ? "" : " in " + gone));
            } else if (now.filter(n -> mapped && isRetyped(column, n) || !Lake.holds(column, n))
                    .isPresent()) {
                faults.add("column '" + column.name() + "' was "
                        + column.dataType().sql() + " and is "
                        + now.get().dataType().sql());
            }
        }
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of("feed '" + feed.name() + "' is stopped: " + String.join("; ", faults)
                        + ". Nothing of it is taken until the source or the mapping (" + feed.where() + ") is mended.");
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

    private Optional<StructType> held(Feed feed) {
        TableId bronze = TableId.bronze(feed.name());
        return place.lake().exists(bronze)
                ? Optional.of(place.lake().read(bronze).schema())
                : Optional.empty();
    }
}
