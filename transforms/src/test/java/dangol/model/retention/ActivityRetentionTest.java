package dangol.model.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dangol.model.retention.ActivityRetention.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActivityRetentionTest {
    /** Donors of 1995, as published by Fader, Hardie and Shang 2010: alpha 1.204, beta .750, gamma .657, delta 2.783. */
    private static final ActivityRetention DONORS =
            new ActivityRetention(1.204 / (1.204 + .750), new ShiftedBetaGeometric(.657, 2.783));

    @Test
    void theModelBehindTheSharesIsFound() {
        List<Cell> cells = IntStream.rangeClosed(1, 11)
                .mapToObj(t -> new Cell(t, 1_000_000_000L, Math.round(DONORS.share(t) * 1e9)))
                .toList();
        ActivityRetention found = ActivityRetention.fit(cells).orElseThrow();
        assertThat(found.activity()).isCloseTo(DONORS.activity(), within(1e-4));
        assertThat(found.leaving().alpha()).isCloseTo(.657, within(1e-3));
        assertThat(found.leaving().beta()).isCloseTo(2.783, within(5e-3));
    }

    /** Customers drawn one by one: cells of a cohort depend on each other, the mean curve does not suffer. */
    @Test
    void aCohortOfDrawnCustomersIsCarriedOn() {
        int customers = 20_000;
        var random = new java.util.SplittableRandom(11);
        long[] active = new long[25];
        for (int i = 0; i < customers; i++) {
            double buys = beta(random, 2, 3);
            double leaves = beta(random, 1, 9);
            for (int t = 1; t < active.length && random.nextDouble() >= leaves; t++) {
                active[t] += random.nextDouble() < buys ? 1 : 0;
            }
        }
        List<Cell> known = new ArrayList<>();
        for (int t = 1; t <= 12; t++) {
            known.add(new Cell(t, customers, active[t]));
        }
        ActivityRetention found = ActivityRetention.fit(known).orElseThrow();
        for (int t = 13; t < active.length; t++) {
            assertThat(found.share(t)).as("month " + t).isCloseTo(active[t] / (double) customers, within(.015));
        }
    }

    /** Ten years of monthly cohorts, in whatever order they come. */
    @Test
    void cohortsCountByTheirSums() {
        var random = new java.util.SplittableRandom(5);
        List<Cell> cells = new ArrayList<>();
        for (int cohort = 1; cohort < 120; cohort++) {
            for (int t = 1; t <= cohort; t++) {
                long customers = random.nextLong(200, 400);
                cells.add(new Cell(t, customers, Math.round(customers * DONORS.share(t) * random.nextDouble(.8, 1.2))));
            }
        }
        List<Cell> sums = IntStream.range(1, 120)
                .mapToObj(t -> new Cell(
                        t,
                        cells.stream()
                                .filter(c -> c.period() == t)
                                .mapToLong(Cell::customers)
                                .sum(),
                        cells.stream()
                                .filter(c -> c.period() == t)
                                .mapToLong(Cell::active)
                                .sum()))
                .toList();
        List<Cell> shuffled = new ArrayList<>(cells);
        java.util.Collections.shuffle(shuffled, new java.util.Random(5));
        assertThat(ActivityRetention.fit(shuffled)).isPresent().isEqualTo(ActivityRetention.fit(sums));
    }

    @Test
    void tooLittleGivesNothing() {
        assertThat(ActivityRetention.fit(List.of(new Cell(1, 100, 50), new Cell(2, 100, 40))))
                .isEmpty();
        assertThat(ActivityRetention.fit(List.of(new Cell(1, 100, 0), new Cell(2, 100, 0), new Cell(3, 100, 0))))
                .isEmpty();
        assertThatThrownBy(() -> new Cell(0, 10, 5)).hasMessageContaining("count periods from 1 on");
        assertThatThrownBy(() -> new Cell(1, 10, 11)).hasMessageContaining("each customer once");
    }

    /** Of whole shapes, as the k-th smallest of a + b - 1 uniform numbers. */
    private static double beta(java.util.SplittableRandom random, int a, int b) {
        return random.doubles(a + b - 1L).sorted().skip(a - 1L).findFirst().orElseThrow();
    }
}
