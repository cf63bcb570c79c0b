package dangol.jobs.publish;

import static dangol.jobs.publish.DuckDbFile.quoted;

import dangol.jobs.lake.RowNumbers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Rows in a table's Parquet files as DuckDB reads them: all but those that Delta has marked as gone.
 *
 * @param paths the files
 * @param gone for each file, in the same order, those of its rows that are none of the table's any more
 */
record DataRows(List<Path> paths, List<RowNumbers> gone) {
    /** A database in memory beside the file that is made. */
    static final String BESIDE = "sources";

    static void prepare(Statement statement) throws SQLException {
        statement.execute("ATTACH ':memory:' AS " + BESIDE);
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    /**
     * What to write after FROM.
     *
     * @param options of {@code read_parquet}, each after a comma
     */
    String in(Statement statement, String options) throws SQLException {
        return gone.stream().allMatch(RowNumbers::isEmpty)
                ? "read_parquet([" + list() + "]" + options + ")"
                : numbered(statement, options, "ANTI");
    }

    /** What to write after FROM to get the rows that are gone, and those only. */
    String goneIn(Statement statement) throws SQLException {
        return numbered(statement, "", "SEMI");
    }

    private String list() {
        return paths.stream().map(p -> quoted(p.toString())).collect(Collectors.joining(", "));
    }

    private String numbered(Statement statement, String options, String join) throws SQLException {
        String table = "gone_" + UUID.randomUUID().toString().replace("-", "");
        statement.execute("CREATE TABLE " + BESIDE + ".main." + table + " (path VARCHAR, row_number BIGINT)");
        try (DuckDBAppender rows =
                statement.getConnection().unwrap(DuckDBConnection.class).createAppender(BESIDE, "main", table)) {
            for (int i = 0; i < paths.size(); i++) {
                for (long number : gone.get(i).toArray()) {
                    rows.beginRow()
                            .append(paths.get(i).toString())
                            .append(number)
                            .endRow();
                }
            }
        }
        return "(SELECT data.* EXCLUDE (filename, file_row_number) FROM read_parquet([" + list() + "]" + options
                + ", filename = true, file_row_number = true) AS data " + join + " JOIN " + BESIDE + ".main." + table
                + " AS gone ON gone.path = data.filename AND gone.row_number = data.file_row_number)";
    }
}
