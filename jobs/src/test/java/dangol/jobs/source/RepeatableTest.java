package dangol.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatableTest {
    private static final Set<String> COLUMNS = Set.of("receipt", "item", "sold_at", "current_time");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "row_number() OVER (PARTITION BY receipt ORDER BY item)",
                "concat(receipt, max(item) OVER w)",
                "coalesce(sold_at, now())",
                "current_date",
                "date_diff(CURRENT_DATE(), sold_at)",
                "unix_timestamp()",
                "uuid()",
                "receipt || cast(rand() AS STRING)"
            })
    void whatAsksMoreThanTheRowIsSeen(String expression) {
        assertThat(Repeatable.otherwise(expression, COLUMNS)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "concat(receipt, '-', item)",
                "current_time",
                "unix_timestamp(sold_at)",
                "transform(split(item, ','), x -> upper(x))",
                "CASE WHEN item = 'now()' THEN 'OVER' ELSE item END",
                "receipts.receipt"
            })
    void whatAsksTheRowAloneIsTaken(String expression) {
        assertThat(Repeatable.otherwise(expression, COLUMNS)).isEmpty();
    }
}
