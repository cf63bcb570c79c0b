package dangol.jobs.faults;

import dangol.jobs.TestRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;

/** Lakes as folders, and what their releases hold. */
final class Lakes {
    private Lakes() {}

    /** All rows of all tables of gold and of the kept days, in one text; equal releases have equal ones. */
    static String fingerprint(Path duckDb) throws SQLException {
        return tables(duckDb, "gold", "history").toString();
    }

    /** All rows of gold in a release's file, by table. */
    static Map<String, String> gold(Path duckDb) throws SQLException {
        return tables(duckDb, "gold");
    }

    private static Map<String, String> tables(Path duckDb, String... schemas) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        Map<String, String> tables = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + duckDb, readOnly);
                Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(
                    "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN ('"
                            + String.join("', '", schemas) + "')")) {
                while (result.next()) {
                    names.add(result.getString(1));
                }
            }
            for (String name : names) {
                tables.put(name, rows(statement, name));
            }
        }
        return tables;
    }

    private static String rows(Statement statement, String table) throws SQLException {
        try (ResultSet result = statement.executeQuery(
                "SELECT count(*), coalesce(sum(hash(CAST(t AS VARCHAR))), 0) FROM " + table + " t")) {
            result.next();
            return result.getString(1) + " " + result.getString(2);
        }
    }

    /** The same of a folder that was published. */
    static Map<String, String> published(Path folder) throws IOException, SQLException {
        Map<String, String> gold = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("gold."))
                    .toList()) {
                String table = file.getFileName().toString().replace(".parquet", "");
                gold.put(table, rows(statement, "read_parquet('" + file + "')"));
            }
        }
        return gold;
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Forgets what Delta keeps of every table that it saw, some megabytes each, too. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path log : logs(folder)) {
                DeltaLog.invalidateCache(
                        TestRuns.spark(),
                        new org.apache.hadoop.fs.Path(log.getParent().toUri()));
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<Path> logs(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.endsWith("_delta_log")).toList();
        }
    }
}
