package dangol.jobs.source;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import dangol.jobs.company.Feed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.SparkSession;

/** The column names of a CSV file, read without starting a Spark job for every file. */
final class CsvHeader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    /** What Spark has for a sign that is written as an empty text. */
    private static final char NONE = '\0';

    private CsvHeader() {}

    static boolean present(Feed feed) {
        return Boolean.parseBoolean(options(feed).getOrDefault("header", "true"));
    }

    /** The options by their names in any case, as Spark takes them. */
    static Map<String, String> options(Feed feed) {
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(feed.options());
        return options;
    }

    static List<String> read(SparkSession spark, Feed feed, String file) {
        String[] first = firstRecord(spark.sparkContext().hadoopConfiguration(), feed, file);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < first.length; i++) {
            String name = first[i] == null ? "" : first[i];
            names.add(present(feed) && !name.isBlank() ? name : "_c" + i);
        }
        if (new LinkedHashSet<>(names).size() < names.size()) {
            throw new UnreadableException(
                    file + ": two columns of the header have the same name: " + String.join(", ", names) + ".",
                    "Rename one in the export.");
        }
        return names;
    }

    private static String[] firstRecord(Configuration configuration, Feed feed, String file) {
        Map<String, String> options = options(feed);
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat()
                .setDelimiter(options.getOrDefault("sep", options.getOrDefault("delimiter", ","))
                        .replace("\\t", "\t"));
        settings.getFormat().setQuote(sign(options.getOrDefault("quote", "\"")));
        // Without the option Spark takes a line that begins with '#' for any other.
        char comment = sign(options.getOrDefault("comment", ""));
        settings.setCommentProcessingEnabled(comment != NONE);
        settings.getFormat().setComment(comment);
        settings.setMaxCharsPerColumn(100_000);
        settings.setMaxColumns(20_000);
        CsvParser parser = new CsvParser(settings);
        try (BufferedReader reader = open(configuration, feed, new Path(file))) {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            parser.beginParsing(reader);
            String[] record = parser.parseNext();
            parser.stopParsing();
            return record == null ? new String[0] : record;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static BufferedReader open(Configuration configuration, Feed feed, Path path) throws IOException {
        InputStream in = path.getFileSystem(configuration).open(path);
        CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
        Map<String, String> options = options(feed);
        Charset charset = Charset.forName(options.getOrDefault("encoding", options.getOrDefault("charset", "UTF-8")));
        return new BufferedReader(new InputStreamReader(codec == null ? in : codec.createInputStream(in), charset));
    }

    private static char sign(String option) {
        return option.isEmpty() ? NONE : option.charAt(0);
    }
}
