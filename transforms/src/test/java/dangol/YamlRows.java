package dangol;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Rows written in YAML as a Dataset of a given schema: unnamed columns are null, instants are ISO 8601 with Z. */
final class YamlRows {
    private YamlRows() {}

    static Dataset<Row> dataset(JsonNode rows, StructType schema) {
        List<Row> made = new ArrayList<>();
        rows.forEach(r -> made.add(row(r, schema)));
        return TestSpark.session().createDataFrame(made, nullable(schema));
    }

    private static StructType nullable(StructType schema) {
        return (StructType) schema.asNullable();
    }

    private static Row row(JsonNode node, StructType schema) {
        Set<String> known = Set.of(schema.fieldNames());
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new AssertionError("'" + name + "' is none of the columns " + known);
            }
        }
        Object[] values = new Object[schema.size()];
        for (int i = 0; i < values.length; i++) {
            StructField field = schema.fields()[i];
            values[i] = value(node.path(field.name()), field.dataType());
        }
        return RowFactory.create(values);
    }

    private static Object value(JsonNode node, DataType type) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (type instanceof ArrayType array) {
            List<Object> items = new ArrayList<>();
            node.forEach(n -> items.add(value(n, array.elementType())));
            return items.toArray();
        }
        if (type instanceof StructType struct) {
            return row(node, struct);
        }
        if (type instanceof DecimalType decimal) {
            return node.decimalValue().signum() == 0 && node.isTextual()
                    ? new java.math.BigDecimal(node.asText()).setScale(decimal.scale())
                    : node.decimalValue().setScale(decimal.scale());
        }
        return scalar(node, type);
    }

    private static Object scalar(JsonNode node, DataType type) {
        if (type.equals(DataTypes.DateType)) {
            return Date.valueOf(LocalDate.parse(node.asText()));
        }
        if (type.equals(DataTypes.TimestampType)) {
            return Timestamp.from(Instant.parse(node.asText()));
        }
        if (type.equals(DataTypes.LongType)) {
            return node.asLong();
        }
        if (type.equals(DataTypes.IntegerType)) {
            return node.asInt();
        }
        if (type.equals(DataTypes.DoubleType)) {
            return node.asDouble();
        }
        if (type.equals(DataTypes.BooleanType)) {
            return node.asBoolean();
        }
        return node.asText();
    }
}
