package dangol.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.model.classifier.Traits;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a trial makes of customers of whom no model can be made; it does not come to ask Spark. */
class TrialTest {
    private static final Traits ALIKE = new Traits(Map.of("contract_days", 90.0), Map.of("contract", "yes"));

    @Test
    void customersWhoAreAllAlikeGiveNoClassifierAndAReason() {
        assertNoClassifier(Trial.of(null, 90, List.of(day(0))), Trial.CROSS_VALIDATION);
        assertNoClassifier(Trial.of(null, 90, List.of(day(0), day(90))), Trial.TEMPORAL);
    }

    private static void assertNoClassifier(Trial trial, String kind) {
        assertThat(trial.kind()).isEqualTo(kind);
        assertThat(trial.naive().quality().customers()).isEqualTo(500);
        assertThat(trial.classifiers()).hasSize(2).allSatisfy(t -> {
            assertThat(t.classifier()).isNull();
            assertThat(t.reason()).startsWith("Its scores do not rise with the churn");
            assertThat(t.quality().auc()).isEqualTo(.5);
        });
    }

    /** Subscribers of one day and one plan, of whom every fourth leaves. */
    private static List<Example> day(int before) {
        LocalDate day = LocalDate.of(2025, 10, 2).minusDays(before);
        return IntStream.range(0, 500)
                .mapToObj(i -> new Example("c-" + i, day, ALIKE, i % 4 == 0))
                .toList();
    }
}
