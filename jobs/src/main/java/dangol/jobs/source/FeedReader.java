package dangol.jobs.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.locate;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.url_decode;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dangol.jobs.company.DatabaseFault;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Format;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.HadoopFSUtils;

/**
 * Reads files of a feed as they are: CSV, lines and JSON primitives as text, Parquet and JDBC with their types, plus where each
 * row came from, a hash of it, and the raw text of what could not be read. Characters that a lake's column cannot carry
 * become '_' ({@code Customer ID} lands as {@code Customer_ID}).
 */
public final class FeedReader {
    private final SparkSession spark;
    /** Of objects whose names are the same but for capitals Spark would take one's names and read nothing of the others. */
    private final SparkSession sensitive;

    private final String root;

    /** @param root location of the company's sources, taken off the file names */
    public FeedReader(SparkSession spark, String root) {
        this.spark = spark;
        this.sensitive = spark.newSession();
        sensitive.conf().set("spark.sql.caseSensitive", "true");
        this.root = root.endsWith("/") ? root : root + "/";
    }

    /** False for the name of a file of which Spark would read nothing without a word, also where the file is named by itself. */
    public static boolean reads(String name) {
        return !HadoopFSUtils.shouldFilterOutPathName(name);
    }

    /** @param paths absolute locations of the files to read; not used for JDBC */
    public Dataset<Row> read(Feed feed, List<String> paths) {
        return read(feed, paths, new StructType(), Set.of());
    }

    /**
     * @param paths absolute locations of the files to read; not used for JDBC
     * @param held the columns that bronze holds of the feed
     * @param named the columns and fields that mappings name, see {@link NamedColumns}; JSON has them also where they are empty in
     *     all rows
     * @throws UnreadableException when the files cannot be read as they are
     */
    public Dataset<Row> read(Feed feed, List<String> paths, StructType held, Set<String> named) {
        try {
            return withHash(cleanNames(rows(feed, paths, held, named)));
        } catch (Exception e) {
            throw feed.format() == Format.JDBC
                    ? unchecked(e)
                    : UnreadableException.of(e).<RuntimeException>map(u -> u).orElseGet(() -> unchecked(e));
        }
    }

    /** Spark's exceptions are checked ones that Scala does not declare. */
    private static RuntimeException unchecked(Exception e) {
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e.getMessage(), e);
    }

    private Dataset<Row> rows(Feed feed, List<String> paths, StructType held, Set<String> named) {
        return switch (feed.format()) {
            case CSV -> csv(feed, paths);
            case JSON -> json(feed, paths, held, named);
            case PARQUET -> withFile(parquet(feed, paths)).withColumn(Landing.MALFORMED, text(null));
            case LINES -> lines(feed, paths);
            case JDBC -> jdbc(feed);
        };
    }

    /** The columns of one CSV file, by the names they land under. */
    public List<String> columns(Feed feed, String path) {
        return landed(CsvHeader.read(spark, feed, path));
    }

    /** The columns of JSON files, also those that are empty in all rows, by the names they land under. */
    public List<String> columns(Feed feed, List<String> paths) {
        return landed(found(feed, paths, false));
    }

    /** Files are named one by one: brackets and stars in a name are part of it. */
    private DataFrameReader reader(Feed feed) {
        return reader(spark, feed);
    }

    private static DataFrameReader reader(SparkSession session, Feed feed) {
        DataFrameReader reader = session.read().option("__globPaths__", "false");
        feed.options().forEach(reader::option);
        return reader;
    }

    private Dataset<Row> csv(Feed feed, List<String> paths) {
        Map<List<String>, List<String>> byHeader = new LinkedHashMap<>();
        for (String path : paths) {
            byHeader.computeIfAbsent(columns(feed, path), h -> new ArrayList<>())
                    .add(path);
        }
        Dataset<Row> all = null;
        for (Map.Entry<List<String>, List<String>> group : byHeader.entrySet()) {
            StructType schema = new StructType();
            for (String name : group.getKey()) {
                schema = schema.add(name, DataTypes.StringType);
            }
            Dataset<Row> rows = withFile(reader(feed)
                    .option("multiLine", String.valueOf(isReadWhole(feed)))
                    .option("header", String.valueOf(CsvHeader.present(feed)))
                    // Names are given by place, so that those in the file need not be what they land under.
                    .option("enforceSchema", "true")
                    .option("mode", "PERMISSIVE")
                    .option("columnNameOfCorruptRecord", Landing.MALFORMED)
                    .schema(schema.add(Landing.MALFORMED, DataTypes.StringType))
                    .csv(group.getValue().toArray(String[]::new)));
            all = all == null ? rows : all.unionByName(rows, true);
        }
        return all;
    }

    /** Lines are told apart by single bytes, which are no characters where each has two or four. */
    private static boolean isReadWhole(Feed feed) {
        Map<String, String> options = CsvHeader.options(feed);
        String encoding = options.getOrDefault("encoding", options.getOrDefault("charset", "UTF-8"));
        boolean isWide = encoding.toUpperCase(Locale.ROOT).matches("UTF[-_]?(16|32).*");
        return Boolean.parseBoolean(options.getOrDefault("multiLine", String.valueOf(isWide)));
    }

    private Dataset<Row> json(Feed feed, List<String> paths, StructType held, Set<String> named) {
        // What is empty in all rows has no type. Spark would take it for a text, and bronze could never hold
        // the object or the list that comes the day after.
        StructType columns = JsonSchema.completed(found(feed, paths, true), held);
        if (!JsonSchema.have(named, columns, held)) {
            columns = JsonSchema.named(columns, found(feed, paths, false), named);
        }
        Dataset<Row> rows = withFile(json(spark, feed).schema(columns).json(paths.toArray(String[]::new)));
        return List.of(rows.columns()).contains(Landing.MALFORMED)
                ? rows
                : rows.withColumn(Landing.MALFORMED, text(null));
    }

    /** @param withoutEmpty leaves out what is empty in all rows */
    private StructType found(Feed feed, List<String> paths, boolean withoutEmpty) {
        return json(sensitive, feed)
                .option("dropFieldIfAllNull", String.valueOf(withoutEmpty))
                .json(paths.toArray(String[]::new))
                .schema();
    }

    private static DataFrameReader json(SparkSession session, Feed feed) {
        return reader(session, feed)
                .option("mode", "PERMISSIVE")
                .option("primitivesAsString", "true")
                .option("columnNameOfCorruptRecord", Landing.MALFORMED);
    }

    private Dataset<Row> parquet(Feed feed, List<String> paths) {
        return reader(feed)
                .option("mergeSchema", String.valueOf(paths.size() > 1))
                .parquet(paths.toArray(String[]::new));
    }

    private Dataset<Row> lines(Feed feed, List<String> paths) {
        Dataset<Row> lines = withFile(reader(feed).text(paths.toArray(String[]::new)));
        Column line = col("value");
        String regex = "^(?:" + feed.pattern().regex() + ")$";
        Column matches = line.rlike(regex);
        List<Column> columns = new ArrayList<>();
        List<String> groups = feed.pattern().groups();
        for (int i = 0; i < groups.size(); i++) {
            columns.add(when(matches, regexp_extract(line, regex, i + 1)).as(groups.get(i)));
        }
        columns.add(when(matches, text(null)).otherwise(line).as(Landing.MALFORMED));
        columns.add(col(Landing.SOURCE_FILE));
        return lines.filter(org.apache.spark.sql.functions.trim(line).notEqual(""))
                .select(columns.toArray(Column[]::new));
    }

    private Dataset<Row> jdbc(Feed feed) {
        try {
            Map<String, String> options = new LinkedHashMap<>(feed.options());
            // Spark hands what it does not know to the driver, and some refuse what they do not know.
            options.remove(Feed.WATERMARK);
            DataFrameReader reader = spark.read().format("jdbc").options(options);
            if (feed.options().getOrDefault("url", "").startsWith("jdbc:duckdb:")) {
                reader.option(DuckDbConnections.OPTION, DuckDbConnections.NAME);
            }
            return reader.load()
                    .withColumn(Landing.SOURCE_FILE, lit(feed.options().get("url")))
                    .withColumn(Landing.MALFORMED, text(null));
        } catch (Exception e) {
            // Drivers throw SQLException, which Scala does not declare.
            throw DatabaseFault.of(
                    e,
                    feed.where(),
                    "feed '" + feed.name() + "' cannot be read over JDBC: " + firstLine(e),
                    "Check 'url:', 'table:' or 'query:', and that the database is up.");
        }
    }

    private Dataset<Row> withFile(Dataset<Row> rows) {
        // Encoded in the file's URI: blanks and letters beyond ASCII come back as %xx.
        // Nearly no name has any, and this is done for every row.
        Column uri = col("_metadata.file_path");
        Column path = when(uri.contains("%").or(uri.contains("+")), url_decode(regexp_replace(uri, "\\+", "%2B")))
                .otherwise(uri);
        String folder = root.replaceFirst("^file:/+", "/");
        Column found = locate(folder, path);
        Column relative = when(found.gt(0), substring(path, found.plus(folder.length()), length(path)))
                .otherwise(path);
        return rows.withColumn(Landing.SOURCE_FILE, relative);
    }

    private static Dataset<Row> cleanNames(Dataset<Row> rows) {
        StructType clean = clean(rows.schema());
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < clean.length(); i++) {
            StructField field = rows.schema().fields()[i];
            DataType type = clean.fields()[i].dataType();
            Column column = rows.col("`" + field.name().replace("`", "``") + "`");
            columns.add((type.equals(field.dataType()) ? column : column.cast(type)).as(clean.fields()[i].name()));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    /** The names that columns, or the fields of an object, land under. Of names that become the same the later one gets a mark. */
    static List<String> landed(List<String> names) {
        Set<String> taken = new LinkedHashSet<>();
        List<String> landed = new ArrayList<>();
        for (String given : names) {
            String name = clean(given);
            while (!taken.add(name.toLowerCase(Locale.ROOT))) {
                name += "_";
            }
            landed.add(name);
        }
        return landed;
    }

    static List<String> landed(StructType type) {
        return landed(List.of(type.fieldNames()));
    }

    /** A name that Delta and SQL take without quoting. */
    static String clean(String name) {
        String clean = name.strip().replaceAll("[^\\p{L}\\p{N}_]", "_");
        return clean.isEmpty() ? "_" : clean;
    }

    private static StructType clean(StructType type) {
        List<String> names = landed(type);
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            fields.add(new StructField(names.get(i), clean(type.fields()[i].dataType()), true, Metadata.empty()));
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    private static DataType clean(DataType type) {
        if (type instanceof StructType struct) {
            return clean(struct);
        }
        if (type instanceof ArrayType array) {
            return new ArrayType(clean(array.elementType()), true);
        }
        return type;
    }

    /**
     * The hash stands for the row's content alone: equal rows of two files or two deliveries have equal hashes, whatever columns
     * other rows beside them have and in which order.
     */
    private static Dataset<Row> withHash(Dataset<Row> rows) {
        Map<String, StructField> byName = new TreeMap<>();
        for (StructField field : rows.schema().fields()) {
            if (!field.name().equals(Landing.SOURCE_FILE)) {
                byName.put(field.name().toLowerCase(Locale.ROOT), field);
            }
        }
        List<Column> content = new ArrayList<>();
        byName.forEach((name, field) -> {
            Column text = asText(field);
            // What is empty in all rows of a file is there or not, as a text, an object or a list: nobody can tell.
            Column isThere = text.isNotNull();
            if (isNested(field.dataType())) {
                isThere = text.notEqual("{}").and(text.notEqual("[]"));
            } else if (field.dataType().equals(DataTypes.StringType)) {
                isThere = text.notEqual("");
            }
            // xxhash64 passes over nulls; without its name, ('x', null) and (null, 'x') would be the same row.
            content.add(when(isThere, lit(number(name))));
            content.add(when(isThere, text));
        });
        return rows.withColumn(Landing.ROW_HASH, xxhash64(content.toArray(Column[]::new)));
    }

    /** A name as a number, which costs less to hash for each row than a text. */
    private static long number(String name) {
        return XXH64.hashUTF8String(UTF8String.fromString(name), 0);
    }

    private static Column asText(StructField field) {
        Column column = col("`" + field.name() + "`");
        return isNested(field.dataType()) ? to_json(column) : column.cast("string");
    }

    private static boolean isNested(DataType type) {
        return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
    }

    private static Column text(String value) {
        return lit(value).cast("string");
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }
}
