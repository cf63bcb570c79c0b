package dangol.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How numbers are written, by their texts alone. */
class NumberFormTest {
    private static NumberForm form(String... values) {
        return NumberForm.of(List.of(values)).orElseThrow();
    }

    @Test
    void twoPointsInANumberSeparateThousands() {
        assertThat(form("12.000", "8.500", "1.250.000").expression("amount")).isEqualTo("translate(amount, ',.', '.')");
        String[] most = new String[200];
        java.util.Arrays.fill(most, "12.000");
        most[7] = "1.250.000";
        most[8] = "900";
        assertThat(form(most).value("1.250.000"))
                .hasValueSatisfying(v -> assertThat(v).isEqualTo("1250000"));
        assertThat(form("12.000 €", "1.250.000 €", "900 €").value("12.000 €"))
                .hasValueSatisfying(v -> assertThat(v).isEqualTo("12000"));
    }

    @Test
    void onePointBeforeThreeDigitsInAllNumbersIsADoubt() {
        assertThat(form("12.000", "8.500").doubt()).startsWith("points may separate thousands");
        assertThat(form("12.000", "900", "-8.500").doubt()).startsWith("points may separate thousands");
        assertThat(form("12.000 €", "8.500 €").doubt()).startsWith("points may separate thousands");
        assertThat(form("12.000", "8.500").expression("amount")).isEqualTo("amount");
        assertThat(form("1.250", "0.500")).isEqualTo(NumberForm.PLAIN);
        assertThat(form("12.000", "8.5")).isEqualTo(NumberForm.PLAIN);
        assertThat(form("12", "8")).isEqualTo(NumberForm.PLAIN);
    }

    @Test
    void theGreatestAmountsAloneHaveSeparatorsOfThousands() {
        String[] most = new String[200];
        java.util.Arrays.fill(most, "12.50");
        most[7] = "1,234.50";
        assertThat(form(most).expression("amount")).isEqualTo("translate(amount, ',', '')");
        assertThat(form(most).doubt()).isEmpty();
        java.util.Arrays.fill(most, "12");
        most[7] = "1,234";
        assertThat(form(most).expression("amount")).isEqualTo("translate(amount, ',', '')");
        assertThat(form(most).doubt()).isEqualTo("commas separate thousands");
        most[7] = "1234,50";
        assertThat(form(most).expression("amount")).isEqualTo("translate(amount, ',.', '.')");
        java.util.Arrays.fill(most, "12.50");
        assertThat(form(most)).as("two forms: the rarer is set aside").isEqualTo(NumberForm.PLAIN);
        most[7] = "a, b";
        assertThat(form(most)).isEqualTo(NumberForm.PLAIN);
    }

    @Test
    void weightsWithThreeDecimalsAreNoThousands() {
        assertThat(form("1,000", "2,000", "0,350").expression("quantity")).isEqualTo("translate(quantity, ',.', '.')");
        assertThat(form("1,000", "2,000", "0,350").value("0,350"))
                .hasValueSatisfying(v -> assertThat(v).isEqualByComparingTo("0.35"));
        assertThat(form("1,000", "12,900").doubt()).isEqualTo("commas separate thousands");
    }
}
