package dangol;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.gold.InteractionFrequency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The truth table of month borders and exposure; one computation for all lines of an as-of day. */
class InteractionMonthBorderTest {

    @TestFactory
    Stream<DynamicTest> eachLineOfTheTruthTableHolds() throws IOException {
        List<String[]> lines = lines();
        Map<LocalDate, List<String[]>> byDay =
                lines.stream().collect(Collectors.groupingBy(l -> LocalDate.parse(l[3])));
        Map<String, List<String>> found = new HashMap<>();
        byDay.forEach((day, ofDay) -> {
            Facts facts = new Facts();
            ofDay.forEach(line -> add(facts, line));
            for (Row row : facts.compute(new InteractionFrequency(), day).collectAsList()) {
                String key = row.getAs("customer_key") + " " + row.getAs("month");
                assertThat(found.put(key, figures(row))).as(key).isNull();
            }
        });
        return lines.stream()
                .map(line -> DynamicTest.dynamicTest(
                        line[0],
                        () -> assertThat(found.get(line[0] + " " + line[4]))
                                .isEqualTo(List.of(line[5], line[6], line[7], line[8], line[9]))));
    }

    private static void add(Facts facts, String[] line) {
        facts.add("customer", "customer_key", line[0], "valid_from", "1900-01-01", "known_since", line[1]);
        for (String on : line[2].split(" ", -1)) {
            facts.add("campaign_touch", "customer_key", line[0], "channel", "email", "touched_on", on);
        }
    }

    private static List<String> figures(Row row) {
        List<String> figures = new ArrayList<>();
        for (String column :
                List.of("interactions", "active_days", "median_gap_days", "exposure_days", "is_complete")) {
            figures.add(Objects.toString(row.getAs(column), ""));
        }
        return figures;
    }

    private static List<String[]> lines() throws IOException {
        try (Stream<String> text = Files.lines(Path.of("src/test/resources/truth/interaction_month_border.csv"))) {
            return text.skip(1).map(l -> l.split(",", -1)).toList();
        }
    }
}
