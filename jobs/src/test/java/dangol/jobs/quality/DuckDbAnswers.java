package dangol.jobs.quality;

import dangol.jobs.publish.ResultRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A DuckDB connection of a test as what answers the checks. */
public record DuckDbAnswers(Statement statement) implements Checks.Answers {
    @Override
    public List<List<Object>> rows(String sql) {
        try (ResultSet result = statement.executeQuery(sql)) {
            return ResultRows.of(result);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
