package dangol.jobs.faults;

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
import java.util.Properties;
import java.util.stream.Stream;

/** Lakes as folders, and what their releases hold. */
final class Lakes {
    private Lakes() {}

    /** All rows of all tables of gold and of the kept days, in one text; equal releases have equal ones. */
    static String fingerprint(Path duckDb) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + duckDb, readOnly);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(
                    "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN"
                            + " ('gold', 'history') ORDER BY 1")) {
                while (result.next()) {
                    tables.add(result.getString(1));
                }
            }
            StringBuilder fingerprint = new StringBuilder();
            for (String table : tables) {
                try (ResultSet result = statement.executeQuery(
                        "SELECT count(*), coalesce(sum(hash(CAST(t AS VARCHAR))), 0) FROM " + table + " t")) {
                    result.next();
                    fingerprint
                            .append(table)
                            .append(' ')
                            .append(result.getString(1))
                            .append(' ')
                            .append(result.getString(2))
                            .append('\n');
                }
            }
            return fingerprint.toString();
        }
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

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
