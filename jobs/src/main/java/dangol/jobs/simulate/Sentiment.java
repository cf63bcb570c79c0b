package dangol.jobs.simulate;

import java.util.Locale;

/** What a text means to say. */
enum Sentiment {
    NEGATIVE,
    NEUTRAL,
    POSITIVE;

    /** The mood of a text written by somebody of this satisfaction. */
    static Sentiment of(double satisfaction, Chance chance) {
        double felt = satisfaction + 0.2 * chance.nextGaussian();
        return felt < 0.45 ? NEGATIVE : felt < 0.62 ? NEUTRAL : POSITIVE;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
