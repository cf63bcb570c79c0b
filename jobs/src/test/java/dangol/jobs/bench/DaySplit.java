package dangol.jobs.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Splits the files of a simulated company into what had arrived the evening before a day, and what arrives with the day: its
 * rows in files of their own, and the database as it then is.
 */
final class DaySplit {
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final DateTimeFormatter BLANK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final String TIME = "(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)";

    /**
     * A text feed.
     *
     * @param row finds the row's time in its first group; a line without one goes with the line before it
     * @param master who the customers are: kept whole when the history is cut
     */
    private record Text(String glob, boolean header, boolean master, Pattern row, Function<String, LocalDate> day) {}

    private static final List<Text> TEXTS = List.of(
            new Text("crm/customers-*.csv", true, true, Pattern.compile(";" + TIME + "$"), DaySplit::local),
            new Text(
                    "crm/{cards,handles}.csv",
                    true,
                    true,
                    Pattern.compile(";(\\d{4}-\\d\\d-\\d\\d)"),
                    LocalDate::parse),
            new Text(
                    "shop/*.jsonl",
                    false,
                    false,
                    Pattern.compile("\"updated_at\":\"([^\"]{20})\""),
                    t -> Instant.parse(t).atZone(SEOUL).toLocalDate()),
            new Text(
                    "social/*.jsonl",
                    false,
                    false,
                    // A line may be cut off anywhere: only a whole time says a day.
                    Pattern.compile("\"created_at\":(?:null,\"ts\":(?=\\d{13})|\"(?=\\d{4}-\\d\\d-\\d\\d))([0-9T:-]+)"),
                    t -> t.indexOf('-') > 0
                            ? LocalDate.parse(t.substring(0, 10))
                            : Instant.ofEpochMilli(Long.parseLong(t))
                                    .atZone(SEOUL)
                                    .toLocalDate()),
            new Text(
                    "surveys/*.csv",
                    true,
                    false,
                    Pattern.compile("^Q\\d+,[^,]*,[^,]*,[^,]*," + TIME),
                    t -> LocalDateTime.parse(t, BLANK)
                            .atZone(ZoneId.of("Europe/London"))
                            .withZoneSameInstant(SEOUL)
                            .toLocalDate()),
            new Text("marketing/{touches-*,referrals}.csv", true, false, Pattern.compile("," + TIME), DaySplit::local),
            new Text(
                    "marketing/leads.csv",
                    true,
                    false,
                    Pattern.compile(",(\\d{4}\\.\\d\\d\\.\\d\\d) "),
                    t -> LocalDate.parse(t.replace('.', '-'))));

    private static LocalDate local(String time) {
        return LocalDate.parse(time.substring(0, 10));
    }

    private final Path raw;
    private final LocalDate from;
    private final LocalDate day;
    private final Path before;
    private final Path arriving;

    /**
     * @param raw what the simulator wrote
     * @param from events of earlier days are left out
     * @param before folder for what has arrived until the evening before
     * @param arriving folder for what arrives with the day
     */
    DaySplit(Path raw, LocalDate from, LocalDate day, Path before, Path arriving) {
        this.raw = raw;
        this.from = from;
        this.day = day;
        this.before = before;
        this.arriving = arriving;
    }

    void run() throws IOException, SQLException {
        for (Text text : TEXTS) {
            for (Path file : files(text.glob())) {
                split(text, file);
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement duckdb = connection.createStatement()) {
            for (Path file : files("pos/*.parquet")) {
                String rows = "SELECT * FROM '" + file + "'";
                copy(
                        duckdb,
                        rows + " WHERE coalesce(sold_at < DATE '" + day + "' AND sold_at >= DATE '" + from + "', true)",
                        before.resolve(raw.relativize(file)));
                copy(duckdb, rows + " WHERE sold_at >= DATE '" + day + "'", arriving.resolve(named(file)));
            }
            for (Path file : files("panel/*.parquet")) {
                copy(
                        duckdb,
                        "SELECT * FROM '" + file + "' WHERE period_start >= DATE '" + from + "'",
                        before.resolve(raw.relativize(file)));
            }
            database(duckdb);
        }
    }

    private List<Path> files(String glob) throws IOException {
        var matcher = raw.getFileSystem().getPathMatcher("glob:" + raw + "/" + glob);
        try (Stream<Path> files = Files.walk(raw, 2)) {
            return files.filter(matcher::matches).sorted().toList();
        }
    }

    private Path named(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return raw.relativize(file).resolveSibling(name.substring(0, dot) + "-" + day + name.substring(dot));
    }

    private void split(Text text, Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                Lines early = new Lines(before.resolve(raw.relativize(file)));
                Lines late = new Lines(arriving.resolve(named(file)))) {
            if (text.header()) {
                String header = in.readLine();
                early.header = header;
                late.header = header;
            }
            LocalDate of = from;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Matcher matcher = text.row().matcher(line);
                if (matcher.find()) {
                    of = text.day().apply(matcher.group(1));
                }
                if (!of.isBefore(day)) {
                    late.write(line);
                } else if (text.master() || !of.isBefore(from)) {
                    early.write(line);
                }
            }
        }
    }

    /** A file that comes to be with its first line. */
    private static final class Lines implements Closeable {
        private final Path file;
        private String header;
        private BufferedWriter out;

        Lines(Path file) {
            this.file = file;
        }

        void write(String line) throws IOException {
            if (out == null) {
                Files.createDirectories(file.getParent());
                out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                if (header != null) {
                    out.write(header);
                    out.write('\n');
                }
            }
            out.write(line);
            out.write('\n');
        }

        @Override
        public void close() throws IOException {
            if (out != null) {
                out.close();
            }
        }
    }

    private static void copy(Statement duckdb, String rows, Path file) throws SQLException, IOException {
        try (ResultSet count = duckdb.executeQuery("SELECT count(*) FROM (" + rows + ")")) {
            count.next();
            if (count.getLong(1) == 0) {
                return;
            }
        }
        Files.createDirectories(file.getParent());
        duckdb.execute("COPY (" + rows + ") TO '" + file + "' (FORMAT parquet)");
    }

    /** The database of the evening before holds the rows that had begun by then; that of the day holds all. */
    private void database(Statement duckdb) throws SQLException, IOException {
        for (Path target : List.of(before.resolve("crm/crm.duckdb"), arriving.resolve("crm/crm.duckdb"))) {
            Files.createDirectories(target.getParent());
            Files.deleteIfExists(target);
            LocalDate until = target.startsWith(arriving) ? day.plusDays(1) : day;
            duckdb.execute("ATTACH '" + raw.resolve("crm/crm.duckdb") + "' AS held (READ_ONLY)");
            duckdb.execute("ATTACH '" + target + "' AS given");
            // Relations name who belongs together and are no events.
            for (String table : List.of(
                    "service_cases:opened_at", "subscriptions:started_on", "consents:decided_at", "relations:")) {
                String[] parts = table.split(":", 2);
                String rows = parts[1].isEmpty()
                        ? ""
                        : " WHERE " + parts[1] + " < DATE '" + until + "' AND " + parts[1] + " >= DATE '" + from + "'";
                duckdb.execute("CREATE TABLE given." + parts[0] + " AS SELECT * FROM held." + parts[0] + rows);
            }
            duckdb.execute("DETACH given");
            duckdb.execute("DETACH held");
        }
    }

    /** The day from which on a third of all transaction lines happened. */
    static LocalDate lastThird(Path raw) throws SQLException {
        String lines = "SELECT CAST(placed_at AS DATE) AS day, len(lines) AS n FROM read_json('" + raw
                + "/shop/*.jsonl', format = 'newline_delimited', ignore_errors = true,"
                + " columns = {placed_at: 'TIMESTAMP', lines: 'JSON[]'})"
                + " UNION ALL SELECT CAST(sold_at AS DATE), 1 FROM '" + raw
                + "/pos/*.parquet' WHERE sold_at IS NOT NULL";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement duckdb = connection.createStatement();
                ResultSet result = duckdb.executeQuery(
                        "SELECT max(day) FROM (SELECT day, sum(sum(n)) OVER (ORDER BY day DESC) AS later, sum(sum(n))"
                                + " OVER () AS total FROM (" + lines
                                + ") WHERE day IS NOT NULL GROUP BY day) WHERE later >= total / 3")) {
            result.next();
            return result.getObject(1, LocalDate.class);
        }
    }

    /** Puts files over those of another folder: as further names of the same files where the disk allows it, else as copies. */
    static void lay(Path over, Path target) {
        try (Stream<Path> files = Files.walk(over)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = target.resolve(over.relativize(file));
                Files.createDirectories(to.getParent());
                Files.deleteIfExists(to);
                try {
                    Files.createLink(to, file);
                } catch (UnsupportedOperationException | FileSystemException e) {
                    Files.copy(file, to);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
