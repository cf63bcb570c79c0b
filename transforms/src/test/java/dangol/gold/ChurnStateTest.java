package dangol.gold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The truth table of the churn state, N = 180 days, k = 3 own intervals, m = 3 purchase days; one computation for all lines. */
class ChurnStateTest {
    private static final LocalDate DAY = LocalDate.of(2025, 6, 30);

    @TestFactory
    Stream<DynamicTest> eachLineOfTheTruthTableHolds() throws IOException {
        List<Line> lines = lines();
        Given given = new Given();
        lines.forEach(line -> line.addTo(given));
        Map<String, Row> byDescription =
                given.compute(new Churn(), DAY, Given.policy(180, 3, 3)).collectAsList().stream()
                        .collect(Collectors.toMap(r -> r.getAs("customer_key"), r -> r));
        assertThat(byDescription).hasSameSizeAs(lines);
        return lines.stream()
                .map(line -> DynamicTest.dynamicTest(
                        line.description(),
                        () -> assertThat(Line.answers(byDescription.get(line.description())))
                                .isEqualTo(line.expected())));
    }

    private static List<Line> lines() throws IOException {
        try (Stream<String> text = Files.lines(Path.of("src/test/resources/truth/churn_state.csv"))) {
            return text.skip(1).map(Line::parse).toList();
        }
    }

    private record Line(
            String description, int knownDays, List<Integer> purchases, String contract, List<String> expected) {

        static Line parse(String csv) {
            String[] cells = csv.split(",", -1);
            assertThat(cells).as(csv).hasSize(9);
            List<Integer> purchases = cells[2].isEmpty()
                    ? List.of()
                    : Stream.of(cells[2].split(" ", -1)).map(Integer::valueOf).toList();
            return new Line(
                    cells[0],
                    Integer.parseInt(cells[1]),
                    purchases,
                    cells[3],
                    List.of(cells[4], cells[5], cells[6], cells[7], cells[8]));
        }

        void addTo(Given given) {
            given.customer(description, DAY.minusDays(knownDays), "store");
            purchases.forEach(ago -> given.purchase(description, DAY.minusDays(ago), "10.00"));
            if (!contract.equals("never")) {
                LocalDate ended = contract.equals("ended") ? DAY : null;
                given.subscription(description, DAY.minusDays(knownDays), ended);
            }
        }

        static List<String> answers(Row row) {
            return Stream.of(
                            "state",
                            "churned_contract",
                            "churned_silent_days",
                            "churned_own_interval",
                            "days_to_silent")
                    .map(column -> word(row.getAs(column)))
                    .toList();
        }

        private static String word(Object value) {
            if (value == null) {
                return "";
            }
            return value instanceof Boolean yes ? (yes ? "yes" : "no") : value.toString();
        }
    }
}
