package dangol;

import dangol.contract.TableId;
import java.util.List;

/**
 * Time alone changes what a table says of a customer: an input row counts, or ceases to count, when the as-of day reaches
 * its {@code day} plus one of the offsets.
 *
 * @param day DATE column of the input
 * @param offsetsDays 0: from its own day on; n: until n days after it
 */
public record Clock(TableId input, String day, List<Integer> offsetsDays) {
    public Clock {
        offsetsDays = List.copyOf(offsetsDays);
    }

    public static Clock of(TableId input, String day, Integer... offsetsDays) {
        return new Clock(input, day, List.of(offsetsDays));
    }
}
