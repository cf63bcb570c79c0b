package dangol.jobs.init;

import dangol.jobs.company.Format;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks into files with DuckDB: how they are written, their columns, and the first rows of the first, middle and last file. */
final class Sampler implements AutoCloseable {
    /** No form of file: why no feed can be made of it, and what helps. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    /** Words that may stand for no value, written just like this. */
    private static final List<String> MISSING = List.of("NULL", "NA", "\\N", "NaN", "None");

    /** No columns of the folders' names (dt=2024-01-01): they never land. */
    private static final String NO_FOLDERS = ", hive_partitioning = false";

    private static final int ROWS = 12_000;
    private static final int SNIFFED = 20_480;
    private static final int PROSE = 30;

    private static final long WHOLE_BYTES = 512L << 20;

    private final Connection connection;
    /** Queries of all rows by the first file and the array whose elements are the rows. */
    private final Map<List<?>, String> everything = new HashMap<>();

    private final Map<Path, String> headers = new HashMap<>();
    private final List<Path> temporary = new ArrayList<>();

    Sampler() {
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:");
            execute("SET threads = 1");
            execute("SET memory_limit = '600MB'");
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB does not start: " + e.getMessage(), e);
        }
    }

    /** @throws UnusableException when no rows can be made of the files */
    Sample look(List<Path> files) throws UnusableException {
        try {
            return switch (SourceFiles.ending(files.get(0))) {
                case "parquet" -> parquet(files);
                case "json", "jsonl", "ndjson" -> json(files, false).orElseThrow();
                default -> text(files);
            };
        } catch (SQLException e) {
            throw new UnusableException(
                    "it cannot be read: " + firstLine(e) + " Mend the file, or write its feed by hand.");
        } catch (IOException e) {
            throw new UnusableException("it cannot be read: " + e.getMessage() + ". Check that it is whole.");
        }
    }

    /** The header of a file, see {@link Header#of}. */
    String header(Path file) {
        return headers.computeIfAbsent(file, Header::of);
    }

    /** JSON whose rows are the elements of its only array of objects; none where there is no such array, or more than one. */
    Optional<Sample> elements(List<Path> files) {
        if (!List.of("json", "jsonl", "ndjson").contains(SourceFiles.ending(files.get(0)))) {
            return Optional.empty();
        }
        try {
            return json(files, true);
        } catch (SQLException | IOException | UnusableException e) {
            // Then the rows are those of the file, which were read before.
            return Optional.empty();
        }
    }

    private Sample parquet(List<Path> files) throws SQLException, UnusableException {
        List<String> parts = new ArrayList<>();
        for (Path file : few(files)) {
            parts.add("(SELECT * FROM read_parquet(" + quoted(file) + NO_FOLDERS + ") LIMIT "
                    + ROWS / few(files).size() + ")");
        }
        execute("CREATE OR REPLACE TABLE looked AS " + String.join(" UNION ALL BY NAME ", parts));
        everything.put(
                List.of(files.get(0), Map.of()),
                "SELECT * FROM read_parquet(" + all(files) + NO_FOLDERS + ", union_by_name = true)");
        List<String> names = new ArrayList<>();
        List<String> expressions = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (Map.Entry<String, String> column :
                described("SELECT * FROM looked").entrySet()) {
            names.add(column.getKey());
            expressions.add(identifier(column.getKey()));
            types.add(column.getValue());
        }
        names.replaceAll(n -> n.replace('.', '_'));
        return sample(
                files,
                Format.PARQUET,
                new LinkedHashMap<>(),
                "",
                Map.of(),
                landed(names),
                types,
                expressions,
                new ArrayList<>());
    }

    private Optional<Sample> json(List<Path> files, boolean elements)
            throws SQLException, IOException, UnusableException {
        if (!TextEncoding.of(files.get(0)).charset().equals(java.nio.charset.StandardCharsets.UTF_8)) {
            throw new UnusableException("its text is not in UTF-8. Export it in UTF-8.");
        }
        try (Reader in = reader(files.get(0), TextEncoding.of(files.get(0)))) {
            int first;
            do {
                first = in.read();
            } while (first >= 0 && (Character.isWhitespace(first) || first == '\uFEFF'));
            if (first == '[') {
                throw new UnusableException("it is one JSON array, not one object a line. Convert it:  jq -c '.[]' '"
                        + files.get(0).getFileName() + "' > NEW_FILE.jsonl");
            }
        }
        List<String> paths = few(files).stream().map(Sampler::quoted).toList();
        String list = "[" + String.join(", ", paths) + "]";
        execute("CREATE OR REPLACE TABLE typed AS SELECT * FROM read_json(" + list
                + NO_FOLDERS
                + ", format = 'newline_delimited', union_by_name = true, ignore_errors = true, maximum_object_size = 33554432) LIMIT "
                + ROWS);
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            lines.add("(SELECT json FROM read_ndjson_objects(" + path + ", ignore_errors = true) LIMIT "
                    + ROWS / paths.size() + ")");
        }
        execute("CREATE OR REPLACE TABLE lines AS " + String.join(" UNION ALL ", lines));
        List<String> names = new ArrayList<>();
        List<String> types = new ArrayList<>();
        List<String> expressions = new ArrayList<>();
        Map<String, String> arrays = new LinkedHashMap<>();
        fields("SELECT * FROM typed", "", "json", "$", names, types, expressions, arrays);
        Map<String, String> explode = new LinkedHashMap<>();
        String looked = "SELECT json, NULL AS element FROM lines";
        if (elements && arrays.size() != 1) {
            return Optional.empty();
        }
        if (elements) {
            Map.Entry<String, String> array = arrays.entrySet().iterator().next();
            String alias = alias(array.getKey(), names);
            explode.put(alias, array.getKey());
            looked = "SELECT json, unnest(json_extract(json, '" + array.getValue() + "[*]')) AS element FROM lines";
            int at = names.indexOf(array.getKey());
            names.remove(at);
            types.remove(at);
            expressions.remove(at);
            fields(
                    "SELECT unnest(e) FROM (SELECT unnest(" + path(array.getKey()) + ") AS e FROM typed)",
                    alias + ".",
                    "element",
                    "$",
                    names,
                    types,
                    expressions,
                    arrays);
        }
        execute("CREATE OR REPLACE TABLE looked AS SELECT * FROM (" + looked + ") LIMIT " + ROWS);
        String whole = "(SELECT json FROM read_ndjson_objects(" + all(files) + ", ignore_errors = true))";
        everything.put(
                List.of(files.get(0), explode),
                selected(expressions) + " FROM (" + looked.replace("FROM lines", "FROM " + whole) + ")");
        return Optional.of(sample(
                files,
                Format.JSON,
                new LinkedHashMap<>(),
                "",
                explode,
                landed(names),
                types,
                expressions,
                new ArrayList<>()));
    }

    /** The fields of objects one by one, with their paths; arrays of objects are told apart. */
    private void fields(
            String query,
            String prefix,
            String from,
            String path,
            List<String> names,
            List<String> types,
            List<String> expressions,
            Map<String, String> arrays)
            throws SQLException {
        for (Map.Entry<String, String> field : described(query).entrySet()) {
            String name = prefix + field.getKey();
            String at = path + "." + "\"" + field.getKey().replace("'", "''") + "\"";
            if (field.getValue().startsWith("STRUCT") && !field.getValue().endsWith("]")) {
                fields(
                        "SELECT unnest(" + identifier(field.getKey()) + ") FROM (" + query + ")",
                        name + ".",
                        from,
                        at,
                        names,
                        types,
                        expressions,
                        arrays);
                continue;
            }
            if (field.getValue().startsWith("STRUCT") && from.equals("json")) {
                arrays.put(name, at);
            }
            names.add(name);
            types.add(
                    field.getValue().endsWith("]") || field.getValue().startsWith("MAP")
                            ? field.getValue()
                            : "VARCHAR");
            expressions.add("json_extract_string(" + from + ", '" + at + "')");
        }
    }

    private static String path(String name) {
        return String.join(
                ".",
                java.util.Arrays.stream(name.split("\\."))
                        .map(Sampler::identifier)
                        .toList());
    }

    private static String alias(String array, List<String> names) {
        String last = array.substring(array.lastIndexOf('.') + 1).replaceAll("[^\\p{L}\\p{N}_]", "_");
        String single =
                last.length() > 3 && last.endsWith("s") ? last.substring(0, last.length() - 1) : last + "_element";
        return names.contains(single) ? single + "_element" : single;
    }

    private Sample text(List<Path> files) throws SQLException, IOException, UnusableException {
        TextEncoding encoding = TextEncoding.of(files.get(0));
        if (!encoding.fault().isEmpty()) {
            throw new UnusableException(encoding.fault());
        }
        Optional<BlankSeparated> blanks = BlankSeparated.of(firstLines(files.get(0), encoding));
        return blanks.isPresent() && encoding.option().isEmpty() ? lines(files, blanks.get()) : csv(files, encoding);
    }

    private Sample lines(List<Path> files, BlankSeparated form) throws SQLException, UnusableException {
        List<String> parts = new ArrayList<>();
        for (Path file : few(files)) {
            parts.add("(SELECT line FROM read_csv(" + quoted(file)
                    + ", columns = {'line': 'VARCHAR'}, header = false, delim = '\\t', quote = '', escape = '', auto_detect = false, ignore_errors = true) LIMIT "
                    + ROWS / few(files).size() + ")");
        }
        execute("CREATE OR REPLACE TABLE looked AS SELECT regexp_split_to_array(trim(line), '\\s+') AS fields FROM ("
                + String.join(" UNION ALL ", parts) + ") WHERE trim(line) <> ''" + (form.headed() ? " OFFSET 1" : ""));
        List<String> expressions = new ArrayList<>();
        for (int i = 1; i <= form.names().size(); i++) {
            expressions.add("fields[" + i + "]");
        }
        List<String> notes = new ArrayList<>();
        notes.add("guessed: fields stand between blanks"
                + (form.headed() ? "" : " and have no names; write better ones into the pattern"));
        return sample(
                files,
                Format.LINES,
                new LinkedHashMap<>(),
                form.pattern(),
                Map.of(),
                form.names(),
                texts(form.names()),
                expressions,
                notes,
                form.headed());
    }

    private Sample csv(List<Path> files, TextEncoding encoding) throws SQLException, IOException, UnusableException {
        Dialect dialect = dialect(files.get(0), encoding);
        if (dialect.skipped > 0) {
            throw new UnusableException("its header is not on the first line. Take the " + dialect.skipped
                    + " line(s) above it off:  tail -n +" + (dialect.skipped + 1) + " '"
                    + files.get(0).getFileName() + "' > NEW_FILE");
        }
        List<String> raw = headerOf(utf8(files.get(0), encoding), dialect);
        boolean headed =
                dialect.header || raw.stream().noneMatch(c -> c.strip().matches("[-+]?[\\d.,:/]*\\d[\\d.,:/]*"));
        if (headed
                && new HashSet<>(raw.stream().filter(c -> !c.isBlank()).toList()).size()
                        < raw.stream().filter(c -> !c.isBlank()).count()) {
            throw new UnusableException("two columns of its header have the same name. Rename one in the export.");
        }
        String from = load(files, encoding, dialect, raw, headed);
        Sample sample = rows(files, from, raw, headed, "");
        List<String> missing = missing(sample.columns());
        if (!missing.isEmpty()) {
            sample = rows(files, from, raw, headed, missing.get(0));
            sample.options().put("nullValue", missing.get(0));
            sample.notes()
                    .add("guessed: " + missing.get(0) + " stands for no value"
                            + (missing.size() == 1
                                    ? ""
                                    : ", and so may " + String.join(", ", missing.subList(1, missing.size()))
                                            + ", which nullif must take away"));
        }
        if (files.stream().anyMatch(f -> !header(f).equals(header(files.get(0))))) {
            sample.notes().add("guessed: one feed, although some files lack columns that others have");
        }
        describe(sample, dialect, encoding);
        return sample;
    }

    /** Reads some rows; the query of all of them is given back, or nothing where DuckDB cannot read them. */
    private String load(List<Path> files, TextEncoding encoding, Dialect dialect, List<String> raw, boolean headed)
            throws SQLException, IOException {
        List<String> parts = new ArrayList<>();
        for (Path file : few(files)) {
            Path readable = utf8(file, encoding);
            List<String> own = header(file).equals(header(files.get(0))) ? raw : headerOf(readable, dialect);
            parts.add("(" + reading(List.of(readable), dialect, own, raw, headed) + " LIMIT "
                    + ROWS / few(files).size() + ")");
        }
        execute("CREATE OR REPLACE TABLE looked AS " + String.join(" UNION ALL ", parts));
        if (!encoding.option().isEmpty()) {
            return "";
        }
        Map<String, List<Path>> byHeader = new LinkedHashMap<>();
        files.forEach(
                f -> byHeader.computeIfAbsent(header(f), h -> new ArrayList<>()).add(f));
        List<String> all = new ArrayList<>();
        for (List<Path> same : byHeader.values()) {
            List<String> own = same.contains(files.get(0)) ? raw : headerOf(same.get(0), dialect);
            all.add(reading(same, dialect, own, raw, headed));
        }
        return "(" + String.join(" UNION ALL ", all) + ")";
    }

    /**
     * @param own the columns of these files
     * @param wanted the columns of the query, in its order; null where the files have none of them
     */
    private static String reading(
            List<Path> files, Dialect dialect, List<String> own, List<String> wanted, boolean headed) {
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < own.size(); i++) {
            columns.append(i == 0 ? "" : ", ").append("'c").append(i).append("': 'VARCHAR'");
        }
        List<String> places = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            int place = own.equals(wanted) ? i : own.indexOf(wanted.get(i));
            places.add(place < 0 ? "NULL::VARCHAR" : "c" + place);
        }
        return selected(places) + " FROM read_csv(" + all(files) + dialect.options() + ", header = " + headed
                + ", columns = {" + columns
                + "}, auto_detect = false, ignore_errors = true, null_padding = false, max_line_size = 16777216"
                + NO_FOLDERS + ")";
    }

    /** @param missing the word that stands for no value, or empty */
    private Sample rows(List<Path> files, String from, List<String> raw, boolean headed, String missing)
            throws SQLException, UnusableException {
        List<String> names = new ArrayList<>();
        List<String> expressions = new ArrayList<>();
        for (int i = 0; i < raw.size(); i++) {
            names.add(headed && !raw.get(i).isBlank() ? raw.get(i).replace('.', '_') : "_c" + i);
            expressions.add(missing.isEmpty() ? "c" + i : "nullif(c" + i + ", '" + missing + "')");
        }
        if (!from.isEmpty()) {
            everything.put(List.of(files.get(0), Map.of()), selected(expressions) + " FROM " + from);
        }
        return sample(
                files,
                Format.CSV,
                new LinkedHashMap<>(),
                "",
                Map.of(),
                landed(names),
                texts(names),
                expressions,
                new ArrayList<>(),
                headed);
    }

    /** The words that stand for no value, the most frequent first: they stand among numbers, times or identifiers, or in several columns. */
    private static List<String> missing(List<ColumnSample> columns) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String word : MISSING) {
            List<ColumnSample> holding =
                    columns.stream().filter(c -> c.values().contains(word)).toList();
            long amongOthers = holding.stream().filter(c -> isStrange(word, c)).count();
            if (amongOthers > 0 || holding.stream().filter(c -> !isOfCodes(c)).count() > 1) {
                counts.put(
                        word,
                        holding.stream()
                                .flatMap(c -> c.values().stream())
                                .filter(word::equals)
                                .count());
            }
        }
        return counts.keySet().stream()
                .sorted(Comparator.comparing(w -> -counts.get(w)))
                .toList();
    }

    private static boolean isStrange(String word, ColumnSample column) {
        ColumnSample rest = new ColumnSample(
                column.name(),
                column.type(),
                column.given().stream().filter(v -> !v.equals(word)).toList());
        return !rest.given().isEmpty()
                && (rest.numberForm().isPresent()
                        || rest.timeForm(false).isPresent()
                        || rest.given().stream().allMatch(v -> v.strip().matches("[\\w-]*\\d[\\w-]*")));
    }

    /** NA is Namibia among other countries. */
    private static boolean isOfCodes(ColumnSample column) {
        return column.given().stream().allMatch(v -> v.matches("[A-Z]{2}"));
    }

    private static void describe(Sample sample, Dialect dialect, TextEncoding encoding) {
        Map<String, String> options = sample.options();
        if (!dialect.delimiter.equals(",")) {
            options.put("delimiter", dialect.delimiter);
        }
        if (!dialect.quote.equals("\"")) {
            options.put("quote", dialect.quote);
        }
        if (!sample.headed()) {
            options.put("header", "false");
            sample.notes().add("guessed: the first line holds values, so that there are no names");
        }
        if (!encoding.option().isEmpty()) {
            options.put("encoding", encoding.option());
            sample.notes().add("guessed: the encoding, from bytes that are no UTF-8");
        }
        boolean breaks = sample.columns().stream().anyMatch(ColumnSample::holdsLineBreaks);
        boolean prose = sample.columns().stream()
                .anyMatch(c -> c.averageLength() >= PROSE && c.given().stream().anyMatch(v -> v.contains(" ")));
        if (breaks || prose) {
            options.put("multiLine", "true");
            if (!breaks) {
                sample.notes().add("guessed: long texts may hold line breaks");
            }
        }
        boolean quotes =
                sample.columns().stream().anyMatch(c -> c.given().stream().anyMatch(v -> v.contains("\"")));
        if ((breaks || prose || quotes) && !dialect.quote.isEmpty() && !dialect.escape.equals("\\")) {
            options.put("escape", dialect.quote);
        }
    }

    /** @param quote empty where a quotation mark is a letter like any other */
    private record Dialect(String delimiter, String quote, String escape, boolean header, int skipped) {
        String options() {
            String escaped = escape.isEmpty() && !quote.isEmpty() ? "\"" : escape;
            return ", delim = '" + delimiter.replace("'", "''") + "', quote = '" + quote.replace("'", "''")
                    + "', escape = '" + escaped.replace("'", "''") + "'";
        }
    }

    private Dialect dialect(Path file, TextEncoding encoding) throws SQLException, IOException {
        Dialect sniffed = sniffed(utf8(file, encoding));
        // Where none is seen there may still be some further on.
        return sniffed.quote.isEmpty() && !holdsQuotes(file, encoding)
                ? new Dialect(sniffed.delimiter, "\"", sniffed.escape, sniffed.header, sniffed.skipped)
                : sniffed;
    }

    private static boolean holdsQuotes(Path file, TextEncoding encoding) throws IOException {
        try (BufferedReader in = new BufferedReader(reader(file, encoding))) {
            return in.lines().limit(SNIFFED).anyMatch(l -> l.indexOf('"') >= 0);
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Dialect sniffed(Path file) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT Delimiter, Quote, Escape, HasHeader, SkipRows FROM sniff_csv("
                                + quoted(file) + ", sample_size = " + SNIFFED + ", ignore_errors = true)")) {
            found.next();
            return new Dialect(
                    mark(found.getString(1), ","),
                    mark(found.getString(2), ""),
                    mark(found.getString(3), ""),
                    found.getBoolean(4),
                    found.getInt(5));
        }
    }

    private static String mark(String sniffed, String fallback) {
        return sniffed == null || sniffed.equals("(empty)") || sniffed.equals("\0") || sniffed.isEmpty()
                ? fallback
                : sniffed.replace("\\t", "\t");
    }

    private List<String> headerOf(Path file, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT * FROM read_csv(" + quoted(file) + dialect.options() + NO_FOLDERS
                                + ", header = false, all_varchar = true, ignore_errors = true, max_line_size = 16777216) LIMIT 1")) {
            List<String> cells = new ArrayList<>();
            if (row.next()) {
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    cells.add(row.getString(i) == null ? "" : row.getString(i));
                }
            }
            return cells;
        }
    }

    private static String selected(List<String> expressions) {
        List<String> columns = new ArrayList<>();
        expressions.forEach(e -> columns.add(e + " AS c" + columns.size()));
        return "SELECT " + String.join(", ", columns);
    }

    private static String all(List<Path> files) {
        return "[" + String.join(", ", files.stream().map(Sampler::quoted).toList()) + "]";
    }

    /**
     * The last day in a column that has come: of all rows where the files are not too large and of one plain form, else of the rows
     * looked at. A contract that begins next month, or a year that was mistyped, is not how far the records go.
     */
    Optional<LocalDate> lastDay(Sample sample, ColumnSample column, TimeForm form) {
        List<String> values = new ArrayList<>(column.given());
        String from = everything.get(List.of(sample.files().get(0), sample.explode()));
        try {
            if (from != null && size(sample.files()) <= WHOLE_BYTES) {
                values.addAll(moments(from, sample.columns().indexOf(column), form));
            }
        } catch (SQLException | IOException e) {
            // The day is only a proposal; the rows looked at give one too.
            return latest(values, form);
        }
        return latest(values, form);
    }

    private static Optional<LocalDate> latest(List<String> values, TimeForm form) {
        return values.stream()
                .flatMap(v -> form.day(v).stream())
                .filter(day -> !day.isAfter(today()))
                .max(LocalDate::compareTo);
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    private static long size(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** Of values that sort like their times the last one that has come; of others one for each text of a day. */
    private List<String> moments(String from, int column, TimeForm form) throws SQLException {
        String name = identifier(new ArrayList<>(described(from).keySet()).get(column));
        LocalDate tomorrow = today().plusDays(1);
        long seconds = tomorrow.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        String of = "SELECT max(" + name + ")::VARCHAR FROM (" + from + ")";
        String query = switch (form.pattern()) {
            case TimeForm.CAST -> of + " WHERE " + name + "::VARCHAR < '" + tomorrow + "'";
            case "yyyyMMdd", "yyyyMMddHHmm", "yyyyMMddHHmmss" ->
                of + " WHERE " + name + "::VARCHAR < '" + tomorrow.format(DateTimeFormatter.BASIC_ISO_DATE) + "'";
            case TimeForm.SECONDS -> of + " WHERE TRY_CAST(" + name + " AS DOUBLE) < " + seconds;
            case TimeForm.MILLIS -> of + " WHERE TRY_CAST(" + name + " AS DOUBLE) < " + 1000 * seconds;
            default -> of + " GROUP BY regexp_extract(" + name + "::VARCHAR, '^[^:]{1,12}')";
        };
        List<String> moments = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                moments.add(rows.getString(1) == null ? "" : rows.getString(1));
            }
        }
        return moments;
    }

    /** DuckDB reads UTF-8 alone; text in another encoding is looked at in a copy of its beginning. */
    private Path utf8(Path file, TextEncoding encoding) throws IOException {
        if (encoding.option().isEmpty()) {
            return file;
        }
        Path copy = Files.createTempFile("dangol-init", ".csv");
        temporary.add(copy);
        char[] head = new char[TextEncoding.LOOKED_AT_BYTES];
        try (Reader in = reader(file, encoding);
                Writer out = Files.newBufferedWriter(copy)) {
            int length = in.read(head, 0, head.length);
            int filled = length;
            while (length > 0 && filled < head.length) {
                length = in.read(head, filled, head.length - filled);
                filled += Math.max(0, length);
            }
            String text = new String(head, 0, Math.max(0, filled));
            out.write(filled < head.length ? text : text.substring(0, text.lastIndexOf('\n') + 1));
        }
        return copy;
    }

    private static List<String> firstLines(Path file, TextEncoding encoding) throws IOException {
        try (BufferedReader in = new BufferedReader(reader(file, encoding))) {
            return in.lines().filter(l -> !l.isBlank()).limit(500).toList();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Reader reader(Path file, TextEncoding encoding) throws IOException {
        return new InputStreamReader(TextEncoding.open(file), encoding.charset());
    }

    private Sample sample(
            List<Path> files,
            Format format,
            Map<String, String> options,
            String pattern,
            Map<String, String> explode,
            List<String> names,
            List<String> types,
            List<String> expressions,
            List<String> notes)
            throws SQLException, UnusableException {
        return sample(files, format, options, pattern, explode, names, types, expressions, notes, true);
    }

    private Sample sample(
            List<Path> files,
            Format format,
            Map<String, String> options,
            String pattern,
            Map<String, String> explode,
            List<String> names,
            List<String> types,
            List<String> expressions,
            List<String> notes,
            boolean headed)
            throws SQLException, UnusableException {
        List<List<String>> values = new ArrayList<>();
        names.forEach(n -> values.add(new ArrayList<>()));
        Set<List<String>> seen = new HashSet<>();
        boolean repeats = false;
        String query = "SELECT "
                + String.join(
                        ", ",
                        expressions.stream().map(e -> "(" + e + ")::VARCHAR").toList()) + " FROM looked";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) {
                    row.add(rows.getString(i + 1));
                    values.get(i).add(row.get(i));
                }
                repeats |= !seen.add(row);
            }
        }
        if (seen.isEmpty()) {
            throw new UnusableException("it holds no rows that could be read.");
        }
        List<ColumnSample> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(new ColumnSample(names.get(i), types.get(i), values.get(i)));
        }
        return new Sample(files, format, options, pattern, explode, columns, repeats, headed, notes);
    }

    /** The names under which columns land; section 3 of the reference of a company's YAML. */
    static List<String> landed(List<String> names) {
        Set<String> taken = new HashSet<>();
        List<String> landed = new ArrayList<>();
        for (String name : names) {
            List<String> parts = new ArrayList<>();
            for (String part : name.contains(".") ? List.of(name.split("\\.")) : List.of(name)) {
                String clean = part.strip().replaceAll("[^\\p{L}\\p{N}_]", "_");
                parts.add(clean.isEmpty() ? "_" : clean);
            }
            String clean = String.join(".", parts);
            while (!taken.add(clean.toLowerCase(Locale.ROOT))) {
                clean += "_";
            }
            landed.add(clean);
        }
        return landed;
    }

    private static List<String> texts(List<String> names) {
        return names.stream().map(n -> "VARCHAR").toList();
    }

    private static List<Path> few(List<Path> files) {
        return new ArrayList<>(
                new LinkedHashSet<>(List.of(files.get(0), files.get(files.size() / 2), files.get(files.size() - 1))));
    }

    private Map<String, String> described(String query) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet columns = statement.executeQuery("DESCRIBE " + query)) {
            while (columns.next()) {
                types.put(columns.getString(1), columns.getString(2));
            }
        }
        return types;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(Path file) {
        return "'" + file.toString().replace("'", "''") + "'";
    }

    private static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    }

    @Override
    public void close() {
        try {
            connection.close();
            for (Path copy : temporary) {
                Files.deleteIfExists(copy);
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("Cannot clean up: " + e.getMessage(), e);
        }
    }
}
