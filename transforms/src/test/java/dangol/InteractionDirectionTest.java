package dangol;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.silver.InteractionDay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The truth table of directions: who spoke to whom, and at whose end it counts; one computation for all lines. */
class InteractionDirectionTest {
    private static final LocalDate DAY = LocalDate.of(2024, 3, 1);

    @TestFactory
    Stream<DynamicTest> eachLineOfTheTruthTableHolds() throws IOException {
        List<Line> lines = lines();
        Facts facts = new Facts();
        lines.forEach(line -> line.addTo(facts));
        Map<String, List<String>> found = new HashMap<>();
        for (Row row : facts.compute(new InteractionDay(), DAY).collectAsList()) {
            String customer = row.getAs("customer_key");
            found.computeIfAbsent(customer, k -> new ArrayList<>())
                    .add(row.getAs("direction") + " " + row.getAs("interactions") + " " + row.getAs("received"));
        }
        return lines.stream()
                .map(line -> DynamicTest.dynamicTest(line.description(), () -> {
                    assertThat(found.getOrDefault(line.author(), List.of()))
                            .containsExactlyInAnyOrderElementsOf(line.expectedAt("author"));
                    assertThat(found.getOrDefault(line.other(), List.of()))
                            .containsExactlyInAnyOrderElementsOf(line.expectedAt("other"));
                }));
    }

    private static List<Line> lines() throws IOException {
        try (Stream<String> text = Files.lines(Path.of("src/test/resources/truth/interaction_direction.csv"))) {
            return text.skip(1).map(Line::new).toList();
        }
    }

    /** The parties of a line are customers of its own, so that every line can be told from the others. */
    private record Line(String csv) {
        private String cell(int i) {
            String[] cells = csv.split(",", -1);
            assertThat(cells).as(csv).hasSize(8);
            return cells[i];
        }

        String description() {
            return cell(0);
        }

        String author() {
            return "author of: " + description();
        }

        String other() {
            return "other of: " + description();
        }

        List<String> expectedAt(String party) {
            // Opening comes with every case; its own line says that it counts.
            boolean isLaterStep =
                    cell(1).startsWith("case_") && !cell(1).equals("case_opened") && party.equals("author");
            List<String> expected = new ArrayList<>();
            if (isLaterStep) {
                expected.add("C2F 1 0");
            }
            if (cell(6).equals(party)) {
                expected.add(cell(5) + " 1 0");
            }
            if (cell(7).equals(party)) {
                expected.add(cell(5) + " 0 1");
            }
            return expected;
        }

        private String authorKey() {
            return cell(2).equals("customer") ? author() : null;
        }

        private String otherKey() {
            return switch (cell(3)) {
                case "customer" -> other();
                case "same" -> author();
                default -> null;
            };
        }

        void addTo(Facts facts) {
            String event = cell(1);
            switch (event) {
                case "campaign_touch" ->
                    facts.add(event, "customer_key", authorKey(), "touched_on", DAY, "channel", "email");
                case "survey_response" -> facts.add(event, "customer_key", authorKey(), "responded_on", DAY);
                case "sale", "refund", "cancellation", "adjustment" ->
                    facts.add(
                            "transaction",
                            "transaction_id",
                            description(),
                            "customer_key",
                            authorKey(),
                            "kind",
                            event,
                            "occurred_on",
                            DAY);
                case "case_opened" -> facts.add("service_case", "customer_key", authorKey(), "opened_on", DAY);
                case "case_answered", "case_notified", "case_resolved" ->
                    facts.add(
                            "service_case",
                            "customer_key",
                            authorKey(),
                            "opened_on",
                            DAY,
                            event.substring("case_".length()) + "_on",
                            DAY);
                case "social_post" ->
                    facts.add(
                            event,
                            "customer_key",
                            authorKey(),
                            "author_is_firm",
                            cell(2).equals("firm"),
                            "addressee",
                            cell(4),
                            "other_customer_key",
                            otherKey(),
                            "posted_on",
                            DAY);
                case "referral" ->
                    facts.add(event, "customer_key", authorKey(), "other_customer_key", otherKey(), "referred_on", DAY);
                default -> throw new AssertionError("no such event: " + csv);
            }
        }
    }
}
