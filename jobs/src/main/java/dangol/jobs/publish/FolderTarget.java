package dangol.jobs.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.publish.ReleasedTable.Field;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Publishes a release as files: one for each table of gold and meta and each view of bi, and {@code manifest.json}, which says
 * what they are. The folder is written beside the one in place and takes its name when it is whole.
 */
public final class FolderTarget {
    /** The file that says what a published folder holds. */
    public static final String MANIFEST = "manifest.json";

    private static final String WRITER = "dangol publish";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** How tables are written. */
    public enum Format {
        /** Parquet, compressed with Zstandard. */
        PARQUET("(FORMAT parquet, COMPRESSION zstd)"),
        /** RFC 4180 in UTF-8 with a header line; null is empty, an empty text is {@code ""}. */
        CSV("(FORMAT csv, HEADER, NULLSTR '')");

        private final String options;

        Format(String options) {
            this.options = options;
        }

        private String ending() {
            return "." + name().toLowerCase(Locale.ROOT);
        }
    }

    private final Path folder;
    private final Format format;

    public FolderTarget(Path folder, Format format) {
        this.folder = folder.toAbsolutePath().normalize();
        this.format = format;
    }

    /**
     * Publishes a release.
     *
     * @param file the release's DuckDB file
     * @param wanted gold tables, with or without {@code gold.}; none for all
     * @throws TargetBusyException when another publish works on the same folder
     * @throws ConfigurationException when the release lacks a table, or the folder holds what this company did not publish
     */
    public Published publish(Path file, List<String> wanted) {
        try (ReleaseFile release = ReleaseFile.open(file)) {
            List<ReleasedTable> tables = release.tables(wanted);
            String company = release.head().company();
            refuseForeign(company);
            Files.createDirectories(folder.getParent());
            try (FileChannel channel =
                    FileChannel.open(beside("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock(channel);
                List<BiView> views =
                        BiView.of(tables.stream().map(ReleasedTable::id).collect(Collectors.toSet()));
                SiblingFolder sibling = new SiblingFolder(folder);
                try {
                    write(release, sibling.begin(), tables, views);
                    refuseForeign(company);
                    sibling.show();
                } finally {
                    sibling.discard();
                }
                return new Published(
                        release.head().release(),
                        release.head().asOf(),
                        folder.toString(),
                        tables.size(),
                        tables.stream().mapToLong(ReleasedTable::rows).sum(),
                        views.size(),
                        List.of());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot publish to " + folder + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot publish to " + folder + ": " + e.getMessage(), e);
        }
    }

    private void write(ReleaseFile release, Path draft, List<ReleasedTable> tables, List<BiView> views)
            throws SQLException, IOException {
        List<Map<String, Object>> written = new ArrayList<>();
        for (ReleasedTable table : tables) {
            written.add(write(release, draft, table));
        }
        for (BiView view : views) {
            written.add(write(release, draft, view));
        }
        JSON.writeValue(draft.resolve(MANIFEST).toFile(), manifest(release.head(), written));
    }

    private Path beside(String what) {
        return folder.resolveSibling("." + folder.getFileName() + ".dangol-" + what);
    }

    /** The lock ends with the channel, and with the program. */
    private void lock(FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new TargetBusyException("Another publish writes " + folder
                    + ".\n    -> Wait for its end and publish again; nothing was changed.");
        }
    }

    /** What somebody keeps in a folder, or another company published there, must not go with a typing error. */
    private void refuseForeign(String company) throws IOException {
        OwnFolder own = new OwnFolder(folder, "--to", "published release");
        JsonNode manifest = manifestThere();
        Set<String> written = new TreeSet<>();
        if (manifest.path("written_by").asText().equals(WRITER)) {
            written.add(MANIFEST);
            manifest.path("tables").forEach(t -> written.add(t.path("file").asText()));
        }
        own.refuseForeign(written);
        String there = manifest.path("company").asText();
        if (!written.isEmpty() && !there.equals(company)) {
            throw own.refusal("company '" + there + "' published there, and this release is of '" + company + "'.");
        }
    }

    private JsonNode manifestThere() throws IOException {
        Path manifest = folder.resolve(MANIFEST);
        try {
            return Files.isRegularFile(manifest) ? JSON.readTree(manifest.toFile()) : JSON.missingNode();
        } catch (JsonProcessingException e) {
            // Not what was written here.
            return JSON.missingNode();
        }
    }

    private Map<String, Object> write(ReleaseFile release, Path draft, ReleasedTable table)
            throws SQLException, IOException {
        Map<String, String> comments = new LinkedHashMap<>();
        table.columns().forEach(c -> comments.put(c.name(), c.comment()));
        return write(
                release,
                draft,
                table.id(),
                "SELECT "
                        + table.columns().stream()
                                .map(Field::name)
                                .map(PostgresFailure::quoted)
                                .collect(Collectors.joining(", "))
                        + " FROM " + table.id(),
                table.comment(),
                comments);
    }

    private Map<String, Object> write(ReleaseFile release, Path draft, BiView view) throws SQLException, IOException {
        return write(release, draft, BiView.SCHEMA + "." + view.name(), view.sql(), view.comment(), view.columns());
    }

    private Map<String, Object> write(
            ReleaseFile release, Path draft, String name, String select, String comment, Map<String, String> comments)
            throws SQLException, IOException {
        Path file = draft.resolve(name + format.ending());
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("table", name);
        entry.put("file", file.getFileName().toString());
        try (Statement statement = release.statement()) {
            statement.execute(
                    "COPY (" + select + ") TO '" + file.toString().replace("'", "''") + "' " + format.options);
            entry.put("rows", rows(statement, select));
            entry.put("bytes", Files.size(file));
            entry.put("sha256", sha256(file));
            entry.put("description", comment);
            entry.put("columns", columns(statement, select, comments));
        }
        return entry;
    }

    private static long rows(Statement statement, String select) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT count(*) FROM (" + select + ") t")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static List<Map<String, String>> columns(Statement statement, String select, Map<String, String> comments)
            throws SQLException {
        List<Map<String, String>> columns = new ArrayList<>();
        try (ResultSet result = statement.executeQuery("SELECT * FROM (" + select + ") t LIMIT 0")) {
            ResultSetMetaData meta = result.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                String name = meta.getColumnLabel(i);
                Map<String, String> column = new LinkedHashMap<>();
                column.put("name", name);
                column.put("type", meta.getColumnTypeName(i));
                column.put("description", comments.getOrDefault(name, ""));
                columns.add(column);
            }
        }
        return columns;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return DigestUtils.sha256Hex(in);
        }
    }

    private Map<String, Object> manifest(ReleaseFile.Head head, List<Map<String, Object>> tables) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("written_by", WRITER);
        manifest.put("company", head.company());
        manifest.put("release", head.release());
        manifest.put("as_of", head.asOf().toString());
        manifest.put("released_at", head.releasedAt());
        manifest.put("format", format.name().toLowerCase(Locale.ROOT));
        manifest.put("tables", tables);
        return manifest;
    }
}
