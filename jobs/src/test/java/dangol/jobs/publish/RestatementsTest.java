package dangol.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures that a release shows otherwise than the one before. */
class RestatementsTest {
    @TempDir
    Path folder;

    /** After an upgrade the release before has the tables and columns of the program that made it. */
    @Test
    void aReleaseOfAnOlderProgramIsComparedInWhatItHolds() throws Exception {
        Path older = folder.resolve("older.duckdb");
        try (SampleRelease sample = SampleRelease.begin(older, 1)) {
            row(sample, 3);
            sample.execute("ALTER TABLE gold.churn_rate DROP COLUMN revenue_lost");
            sample.row("gold.cohort", "segment", "all", "active", 1);
            sample.execute("ALTER TABLE gold.cohort RENAME COLUMN segment TO grp");
            sample.execute("CREATE TABLE gold.moods AS SELECT * FROM gold.churn_rate");
        }
        Path newer = folder.resolve("newer.duckdb");
        try (SampleRelease sample = SampleRelease.begin(newer, 2)) {
            row(sample, 4);
            sample.row("gold.cohort", "segment", "all", "active", 2);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + newer);
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + older + "' AS before (READ_ONLY)");
            assertThat(Restatements.of(
                            List.of("gold.churn", "gold.churn_rate", "gold.cohort", "gold.moods"),
                            sql -> answer(connection, sql)))
                    .containsExactly(new Restatement(
                            "gold.churn_rate",
                            "{\"month\":\"2025-01-01\",\"segment\":\"all\",\"definition\":\"contract\"}",
                            "churned",
                            3.0,
                            4.0));
        }
    }

    private static void row(SampleRelease sample, long churned) throws SQLException {
        sample.row("gold.churn_rate", "segment", "all", "definition", "contract", "churned", churned);
    }

    private static List<List<Object>> answer(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return ResultRows.of(result);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
