package dangol.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The files of a simulated company, delivered in random parts: every record in one of them, some of them once more later, and a
 * handful in one more part after the last.
 */
final class SplitFiles {
    private static final double REPEATED = 0.05;

    /** So small a share of the records comes after all others. */
    private static final int ONE_IN_SO_MANY = 800;

    private final Path from;
    private final Path to;
    private final int parts;
    private final Random chance;
    private final long split;

    SplitFiles(Path from, Path to, int parts, Random chance) {
        this.from = from;
        this.to = to;
        this.parts = parts;
        this.chance = chance;
        this.split = chance.nextLong();
    }

    /** Puts part {@code number}, from 0 to {@code parts}, in the place of the parts before it; databases grow by it. */
    void deliver(int number) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                String name = file.getFileName().toString();
                if (name.endsWith(".parquet")) {
                    parquet(file, target, number);
                } else if (name.endsWith(".duckdb")) {
                    database(file, target, number);
                } else if (name.endsWith(".csv") || name.endsWith(".jsonl")) {
                    text(file, target, number);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isIn(int record, Path file, int number) {
        // Asked for each part in turn: the same record must always fall into the same one.
        long place = ((long) from.relativize(file).toString().hashCode() << 32) + record;
        SplittableRandom own = new SplittableRandom(split ^ place);
        int part = own.nextInt(ONE_IN_SO_MANY) == 0 ? parts : own.nextInt(parts);
        return part == number || part < number && number < parts && chance.nextDouble() < REPEATED;
    }

    private void text(Path file, Path target, int number) throws IOException {
        List<String> records = records(Files.readString(file));
        List<String> part = new ArrayList<>();
        boolean headed = file.toString().endsWith(".csv");
        for (int i = headed ? 1 : 0; i < records.size(); i++) {
            if (isIn(i, file, number)) {
                part.add(records.get(i));
            }
        }
        java.util.Collections.shuffle(part, chance);
        if (headed) {
            part.add(0, records.get(0));
        }
        if (part.size() > (headed ? 1 : 0) || number == 0) {
            Files.writeString(target, String.join("", part));
        }
    }

    /** Lines, except where a quoted field goes on over several. */
    private static List<String> records(String text) {
        List<String> records = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            }
            if (c == '\n' && !quoted) {
                records.add(text.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (start < text.length()) {
            records.add(text.substring(start) + "\n");
        }
        return records;
    }

    private void parquet(Path file, Path target, int number) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            int rows = one(statement, "SELECT count(*) FROM '" + file + "'");
            String wanted = wanted(rows, file, number);
            if (!wanted.isEmpty() || number == 0) {
                statement.execute("COPY (SELECT * EXCLUDE (file_row_number) FROM read_parquet('" + file
                        + "', file_row_number = true) WHERE file_row_number IN (" + (wanted.isEmpty() ? "-1" : wanted)
                        + ")) TO '" + target + "' (FORMAT parquet)");
            }
        }
    }

    private void database(Path file, Path target, int number) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + target);
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + file + "' AS source (READ_ONLY)");
            List<String> tables = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(
                    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'source' ORDER BY 1")) {
                while (result.next()) {
                    tables.add(result.getString(1));
                }
            }
            for (String table : tables) {
                statement.execute("CREATE TABLE IF NOT EXISTS " + table + " AS FROM source." + table + " LIMIT 0");
                int rows = one(statement, "SELECT count(*) FROM source." + table);
                List<String> wanted = new ArrayList<>();
                for (int i = 0; i < rows; i++) {
                    if (new Random(31L * table.hashCode() + i).nextInt(parts) == number) {
                        wanted.add(String.valueOf(i));
                    }
                }
                if (!wanted.isEmpty()) {
                    statement.execute("INSERT INTO " + table + " SELECT * FROM source." + table + " WHERE rowid IN ("
                            + String.join(", ", wanted) + ")");
                }
            }
        }
    }

    private String wanted(int rows, Path file, int number) {
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            if (isIn(i, file, number)) {
                wanted.add(String.valueOf(i));
            }
        }
        return String.join(", ", wanted);
    }

    private static int one(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getInt(1);
        }
    }
}
