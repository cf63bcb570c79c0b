package dangol.jobs.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which columns and fields JSON lines are read with; columns go by the names that they land under. */
final class JsonSchema {
    private JsonSchema() {}

    /**
     * What was found, and within its columns all fields that bronze holds there: fields come and go with the rows, and those of
     * objects in a list nobody else could fill.
     */
    static StructType completed(StructType found, StructType held) {
        return with(found, held, name -> false, name -> true);
    }

    /** What was found, and of all columns and fields, empty ones as well, those that are named. */
    static StructType named(StructType found, StructType all, Set<String> names) {
        return with(found, all, names::contains, names::contains);
    }

    /** True when every name is a column or field of some of the schemas. */
    static boolean have(Set<String> names, StructType... schemas) {
        Set<String> left = new HashSet<>(names);
        Arrays.stream(schemas).forEach(s -> left.removeAll(names(s)));
        return left.isEmpty();
    }

    private static Set<String> names(DataType type) {
        Set<String> names = new HashSet<>();
        if (type instanceof StructType struct) {
            FeedReader.landed(struct).forEach(n -> names.add(n.toLowerCase(Locale.ROOT)));
            Arrays.stream(struct.fields()).forEach(f -> names.addAll(names(f.dataType())));
        } else if (type instanceof ArrayType array) {
            names.addAll(names(array.elementType()));
        }
        return names;
    }

    private static StructType with(
            StructType found, StructType more, Predicate<String> columns, Predicate<String> fields) {
        List<String> names = FeedReader.landed(found);
        List<String> moreNames = FeedReader.landed(more);
        List<StructField> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            StructField field = found.fields()[i];
            DataType type = position(moreNames, names.get(i))
                    .map(at -> with(field.dataType(), more.fields()[at].dataType(), fields))
                    .orElse(field.dataType());
            all.add(new StructField(field.name(), type, true, field.metadata()));
        }
        for (int i = 0; i < moreNames.size(); i++) {
            String name = moreNames.get(i);
            if (position(names, name).isEmpty() && columns.test(name.toLowerCase(Locale.ROOT))) {
                all.add(more.fields()[i]);
            }
        }
        return new StructType(all.toArray(StructField[]::new));
    }

    private static DataType with(DataType found, DataType more, Predicate<String> fields) {
        if (found instanceof StructType foundFields && more instanceof StructType moreFields) {
            return with(foundFields, moreFields, fields, fields);
        }
        if (found instanceof ArrayType foundList && more instanceof ArrayType moreList) {
            return new ArrayType(with(foundList.elementType(), moreList.elementType(), fields), true);
        }
        return found;
    }

    private static Optional<Integer> position(List<String> names, String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
