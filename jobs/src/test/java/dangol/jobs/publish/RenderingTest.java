package dangol.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final List<String> COLUMNS = List.of("name", "spend");
    private static final List<List<Object>> ROWS =
            List.of(List.of("단골", new BigDecimal("1234567890.10")), Arrays.asList("a \"b\", c", null));

    @Test
    void aTableAlignsKoreanAndNumbers() {
        assertThat(written(Rendering.TABLE)).isEqualTo("""
                        name      spend
                        --------  -------------
                        단골      1234567890.10
                        a "b", c
                        (2 rows)
                        """);
    }

    @Test
    void csvQuotesWhatItMust() {
        assertThat(written(Rendering.CSV)).isEqualTo("""
                        name,spend
                        단골,1234567890.10
                        "a ""b"", c",
                        """);
    }

    @Test
    void jsonKeepsMoneyExactAndNullsNull() {
        assertThat(written(Rendering.JSON))
                .contains("\"spend\" : 1234567890.10")
                .contains("\"spend\" : null");
    }

    /** As of SELECT c.state, f.state FROM a join. */
    @Test
    void jsonKeepsTheValuesOfColumnsWithTheSameName() {
        assertThat(written(Rendering.JSON, List.of("state", "state"), List.of(List.of("active", "churned"))))
                .contains("\"state\" : \"active\"", "\"state_1\" : \"churned\"");
    }

    private static String written(Rendering rendering) {
        return written(rendering, COLUMNS, ROWS);
    }

    private static String written(Rendering rendering, List<String> columns, List<List<Object>> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        rendering.write(columns, rows, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
