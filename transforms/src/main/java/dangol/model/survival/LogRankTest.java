package dangol.model.survival;

import java.io.Serializable;
import java.util.List;

/** Whether groups of customers stay equally long, by the log-rank test. */
public sealed interface LogRankTest extends Serializable {

    /**
     * The groups were compared.
     *
     * @param statistic chi-squared
     * @param pValue the probability of a statistic as great when all stay equally long
     * @param groups in the order given; those without a customer at risk at any event are left out
     */
    record Compared(double statistic, int degreesOfFreedom, double pValue, List<Group> groups) implements LogRankTest {
        public Compared {
            groups = List.copyOf(groups);
        }
    }

    /** One group: customers with a duration, how many were lost, and how many would be were all groups alike. */
    record Group(String name, long customers, long observed, double expected) implements Serializable {}

    /** Nothing to compare, and why, as a sentence. */
    record NotCompared(String reason) implements LogRankTest {}
}
