package dangol.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The types of contracts as Spark's, by the names that SQL gives them. Spark's own parser knows them all, but takes a second to
 * load, which every command line that reads a contract would wait for.
 */
final class PhysicalType {
    private static final Map<String, DataType> SIMPLE = Map.of(
            "STRING", DataTypes.StringType,
            "DOUBLE", DataTypes.DoubleType,
            "BIGINT", DataTypes.LongType,
            "INT", DataTypes.IntegerType,
            "BOOLEAN", DataTypes.BooleanType,
            "DATE", DataTypes.DateType,
            "TIMESTAMP", DataTypes.TimestampType);

    private PhysicalType() {}

    static DataType of(String text) {
        DataType simple = SIMPLE.get(text);
        if (simple != null) {
            return simple;
        }
        if (text.matches("DECIMAL\\(\\d+,\\d+\\)")) {
            String[] digits =
                    text.substring("DECIMAL(".length(), text.length() - 1).split(",");
            return DataTypes.createDecimalType(Integer.parseInt(digits[0]), Integer.parseInt(digits[1]));
        }
        if (text.startsWith("ARRAY<") && text.endsWith(">")) {
            return new ArrayType(of(inside(text)), true);
        }
        if (text.startsWith("STRUCT<") && text.endsWith(">")) {
            return new StructType(
                    parts(inside(text)).stream().map(PhysicalType::field).toArray(StructField[]::new));
        }
        return DataType.fromDDL(text);
    }

    private static StructField field(String text) {
        int colon = text.indexOf(':');
        return new StructField(text.substring(0, colon), of(text.substring(colon + 1)), true, Metadata.empty());
    }

    private static String inside(String text) {
        return text.substring(text.indexOf('<') + 1, text.length() - 1);
    }

    /** What stands between the commas that are in no bracket. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
