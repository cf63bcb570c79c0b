package dangol.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryMemoryTest {
    private static final String MANY_TEXTS =
            "SELECT count(*) FROM (SELECT DISTINCT md5(range::VARCHAR) FROM range(400000))";
    private static final String LIMIT = "SELECT current_setting('memory_limit')";
    private static final String THREADS = "SELECT current_setting('threads')";

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        // Nowhere to put what does not fit, so that it is the memory that counts.
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET temp_directory = ''");
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void whatDoesNotFitIsAskedAgainWithMore() throws SQLException {
        QueryMemory memory = new QueryMemory(8, 400);
        Object threads = single(THREADS);
        memory.limit(connection);
        Object little = single(LIMIT);

        assertThatThrownBy(() -> single(MANY_TEXTS)).hasMessageContaining("Out of Memory");
        assertThat(memory.rows(connection, MANY_TEXTS)).isEqualTo(List.of(List.of(400_000L)));
        assertThat(single(LIMIT)).as("limit for the next query").isEqualTo(little);
        assertThat(single(THREADS)).isEqualTo(threads);
    }

    @Test
    void whatNeverFitsSaysWhatToAllow() throws SQLException {
        QueryMemory memory = new QueryMemory(8, 9);
        memory.limit(connection);

        assertThatThrownBy(() -> memory.rows(connection, MANY_TEXTS))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("does not fit into 9 MB")
                .hasMessageContaining("--spark spark.dangol.duckDbMegabytes=18");
        assertThat(memory.rows(connection, "SELECT 1")).isEqualTo(List.of(List.of(1)));
    }

    @Test
    void otherErrorsAreNoQuestionOfMemory() throws SQLException {
        QueryMemory memory = new QueryMemory(8, 400);
        memory.limit(connection);

        assertThatThrownBy(() -> memory.rows(connection, "SELECT x FROM nowhere"))
                .hasMessageContaining("nowhere");
    }

    private Object single(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return ResultRows.of(result).get(0).get(0);
        }
    }
}
