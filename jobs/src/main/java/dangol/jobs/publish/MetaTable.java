package dangol.jobs.publish;

import dangol.jobs.publish.ReleasedTable.Field;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The tables of schema {@code meta}: what a release holds, and what stands behind it. None holds personal data. */
enum MetaTable {
    RELEASE(
            "One row: the release that these tables show.",
            List.of("release"),
            field("release", "INTEGER", "Number of the release."),
            text("company", "The company's name in its YAML."),
            field("as_of", "DATE", "The logical day: only what happened up to its end counts."),
            field("released_at", "TIMESTAMP WITH TIME ZONE", "When the release was made.")),
    TABLES(
            "One row for each gold table of the release.",
            List.of("name"),
            text("name", "The table, as layer.name."),
            text("grain", "What a row is."),
            field("row_count", "BIGINT", "Rows on the day of the release [rows]."),
            field("as_of", "DATE", "The day of the release."),
            text("purpose", "What the table is for."),
            text("stale", "What the table lacks because a source was stopped; empty when nothing.")),
    CALENDAR(
            "One row: how the company counts days and weeks.",
            List.of("time_zone"),
            text("time_zone", "Whose midnight ends a day."),
            field(
                    "first_day_of_week",
                    "INTEGER",
                    "ISO day of the week on which a week begins, 1 = Monday to 7 = Sunday."),
            field(
                    "minimal_days",
                    "INTEGER",
                    "How many of its days must lie in a year for a week to be its first [days]."),
            text("region", "Country or part of one whose public holidays count; empty for none.")),
    HOLIDAY(
            "One row for each holiday of the calendar: public holidays of the company's country and days of its own.",
            List.of("day"),
            field("day", "DATE", "The day."),
            text("name", "What it is called.")),
    SOURCE(
            "One row for each feed of the company that ever brought anything: the last that it brought before the release.",
            List.of("feed"),
            text("feed", "The feed."),
            text("file", "Name of the last file; null for a database."),
            field("taken_at", "TIMESTAMP WITH TIME ZONE", "Start of the run that took it."),
            field("as_of", "DATE", "Logical day of that run."),
            field("rows", "BIGINT", "Rows that it brought then [rows].")),
    QUARANTINE(
            "One row for each day that was run, feed, entity and reason with rows in quarantine after it; the rows themselves are in no release.",
            List.of("as_of", "feed", "entity", "reason"),
            field("as_of", "DATE", "Logical day of the run."),
            text("feed", "The feed."),
            text("entity", "What the rows should have become."),
            text("reason", "Why they were set aside, without their values."),
            field("rows", "BIGINT", "Rows in quarantine after the run [rows].")),
    BROKEN_CHECK(
            "One row for each rule that was broken in the run that made the release; none when every check passed.",
            List.of("table_name", "rule"),
            text("table_name", "The table, as layer.name."),
            text("rule", "Name of the rule in the table's contract."),
            text("description", "What the rule asks."),
            text("severity", "warning, or error, which holds a release back until somebody decides."),
            field("rows", "BIGINT", "Rows of the table [rows]."),
            field("failures", "BIGINT", "Rows that break the rule; 1 for a broken rule on the whole table [rows].")),
    RESTATEMENT(
            "One row for each figure of a complete period that a release shows otherwise than the one before: of this release and of "
                    + "those of the 90 days before it.",
            List.of("release", "table_name", "row_key", "figure"),
            field("release", "BIGINT", "The release that changed the figure."),
            field("as_of", "DATE", "Its logical day."),
            field("compared_with", "BIGINT", "The release that had shown it otherwise."),
            text("table_name", "The table, as layer.name."),
            text("row_key", "Key of the row as JSON, without customer_key."),
            text("figure", "The column."),
            field("was", "DOUBLE", "The figure before; null when there was none."),
            field("is_now", "DOUBLE", "The figure since; null when there is none any more."),
            text("reason", "What made figures change."));

    static final String SCHEMA = "meta";

    private final String comment;
    private final List<String> key;
    private final List<Field> columns;

    MetaTable(String comment, List<String> key, Field... columns) {
        this.comment = comment;
        this.key = key;
        this.columns = List.of(columns);
    }

    private static Field field(String name, String type, String comment) {
        return new Field(name, type, comment);
    }

    private static Field text(String name, String comment) {
        return new Field(name, "VARCHAR", comment);
    }

    /** The table of a name; none for a table that an older or a newer program wrote. */
    static Optional<MetaTable> of(String schema, String table) {
        return schema.equals(SCHEMA)
                ? Arrays.stream(values())
                        .filter(t -> t.name().equals(table.toUpperCase(Locale.ROOT)))
                        .findFirst()
                : Optional.empty();
    }

    /** The table as meta.name. */
    String id() {
        return SCHEMA + "." + name().toLowerCase(Locale.ROOT);
    }

    String comment() {
        return comment;
    }

    List<String> key() {
        return key;
    }

    String commentOf(String column) {
        return columns.stream()
                .filter(c -> c.name().equals(column))
                .map(Field::comment)
                .findFirst()
                .orElse("");
    }

    /** Makes it, without rows. */
    void create(Statement statement) throws SQLException {
        statement.execute("CREATE TABLE " + id() + " ("
                + columns.stream().map(c -> c.name() + " " + c.type()).collect(Collectors.joining(", ")) + ")");
        statement.execute("COMMENT ON TABLE " + id() + " IS " + DuckDbFile.quoted(comment));
        for (Field column : columns) {
            statement.execute(
                    "COMMENT ON COLUMN " + id() + "." + column.name() + " IS " + DuckDbFile.quoted(column.comment()));
        }
    }

    /** Adds rows, each with its values in the order of the columns. */
    void insert(Statement statement, List<List<Object>> rows) throws SQLException {
        String places = columns.stream().map(c -> "?").collect(Collectors.joining(", "));
        try (var insert =
                statement.getConnection().prepareStatement("INSERT INTO " + id() + " VALUES (" + places + ")")) {
            for (List<Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    insert.setObject(i + 1, row.get(i));
                }
                insert.addBatch();
            }
            if (!rows.isEmpty()) {
                insert.executeBatch();
            }
        }
    }
}
