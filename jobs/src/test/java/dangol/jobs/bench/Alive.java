package dangol.jobs.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Locale;

/** P(alive) of the shown model beside who really was still a customer, which only the simulator knows. */
final class Alive {
    private Alive() {}

    /**
     * A Markdown table with a row for each tenth of the buyers, from the least to the most likely to be there.
     *
     * @param truth the simulator's folder of truths
     * @param release the DuckDB file of a release
     * @param day the day it is as of
     */
    static String table(Path truth, Path release, LocalDate day) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement duckdb = connection.createStatement()) {
            duckdb.execute("ATTACH '" + release + "' AS released (READ_ONLY)");
            duckdb.execute("CREATE TEMP TABLE judged AS SELECT c.p_alive AS p,"
                    + " CAST(l.left_on IS NULL OR CAST(l.left_on AS DATE) > DATE '" + day + "' AS INTEGER) AS alive"
                    + " FROM released.gold.churn c JOIN read_csv('" + truth.resolve("lives.csv")
                    + "', columns = {customer_no: 'VARCHAR', bought_first_on: 'VARCHAR', left_on: 'DATE'}, header = true) l"
                    + " ON c.customer_key = substr(sha256('simulated|customer_id:' || l.customer_no), 1, 20)"
                    + " WHERE c.p_alive IS NOT NULL");
            text.append("| tenth | buyers | P(alive), mean | really there |\n|---:|---:|---:|---:|\n");
            rows(
                    duckdb,
                    "SELECT CAST(tenth AS VARCHAR), count(*), avg(p), avg(alive) FROM"
                            + " (SELECT *, ntile(10) OVER (ORDER BY p) AS tenth FROM judged) GROUP BY tenth ORDER BY tenth",
                    text);
            rows(duckdb, "SELECT 'all', count(*), avg(p), avg(alive) FROM judged", text);
        }
        return text.toString();
    }

    private static void rows(Statement duckdb, String select, StringBuilder text) throws SQLException {
        try (ResultSet result = duckdb.executeQuery(select)) {
            while (result.next()) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %,d | %.4f | %.4f |%n",
                        result.getString(1),
                        result.getLong(2),
                        result.getDouble(3),
                        result.getDouble(4)));
            }
        }
    }
}
