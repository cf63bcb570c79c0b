package dangol.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run says, on the stream that it says it on. */
class ProgressTest {
    @Test
    void aStepIsALineWithItsNumberAlsoWhenItHadNothingToDo() throws IOException {
        assertThat(said(false).lines())
                .containsExactly(
                        "Looking at the sources …",
                        "  [ 1/2] silver.transaction                      1,200 rows     2.5 s",
                        "  [ 2/2] gold.churn                          unchanged");
    }

    @Test
    void everyLineIsAnObjectWhenTheLogIsJson() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : said(true).lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines)
                .extracting(l -> l.path("message").asText())
                .containsExactly("Looking at the sources …", "silver.transaction: 1200 rows", "gold.churn: unchanged");
        assertThat(lines)
                .extracting(l -> l.path("step").asText())
                .containsExactly("", "silver.transaction", "gold.churn");
        assertThat(lines).allMatch(l -> l.hasNonNull("time") && l.hasNonNull("level"));
    }

    /** All that comes on standard error, by whichever way it goes there. */
    private static String said(boolean json) throws IOException {
        PrintStream usual = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            JsonLog.choose(json);
            Progress progress = new Progress(System.err);
            progress.expect(2);
            progress.say("Looking at the sources …");
            progress.done("silver.transaction", 1200, Duration.ofMillis(2500));
            progress.skipped("gold.churn");
        } finally {
            JsonLog.choose(false);
            System.setErr(usual);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
