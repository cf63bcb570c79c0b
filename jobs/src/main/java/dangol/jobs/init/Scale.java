package dangol.jobs.init;

import dangol.jobs.init.MappingDraft.Line;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The scale of a score, by the values seen and the name, and the codes on it that are no answers. */
final class Scale {
    private static final int LONGEST_SHORT_SCALE = 10;

    private final ColumnSample column;
    private final Map<BigDecimal, String> answers = new TreeMap<>();
    private final List<String> codes;
    private final boolean recommendation;

    Scale(Vocabulary words, Sample sample, Guess guess) {
        column = guess.column("score").orElseThrow();
        recommendation = Vocabulary.says(
                column.name().replace('_', ' ') + " "
                        + sample.files().get(0).getFileName().toString().replaceAll("[\\d_.-]+", " "),
                words.scoreKinds().get("nps"));
        Map<BigDecimal, String> landed = column.numbersAsLanded();
        landed.forEach((number, text) -> {
            if (!words.missingCodes().contains(number.toPlainString())) {
                answers.put(number, text);
            }
        });
        BigDecimal most = answers.keySet().stream().reduce(BigDecimal.ZERO, BigDecimal::max);
        boolean hundred = most.intValue() > LONGEST_SHORT_SCALE;
        codes = landed.entrySet().stream()
                .filter(e -> words.missingCodes().contains(e.getKey().toPlainString()))
                .filter(e -> e.getKey().signum() < 0 || e.getKey().intValue() > (hundred ? 100 : LONGEST_SHORT_SCALE))
                .map(Map.Entry::getValue)
                .toList();
    }

    Line score(Function<ColumnSample, String> ref) {
        NumberForm form = column.numberForm().orElse(NumberForm.PLAIN);
        return codes.isEmpty()
                ? Line.sure(form.expression(ref.apply(column)))
                : Line.guessed(
                        form.expression(without(ref.apply(column), codes, column.isText())),
                        String.join(", ", codes) + (codes.size() == 1 ? " stands" : " stand") + " for no answer");
    }

    /** The expression that makes codes of missing values null, compared as they land. */
    static String without(String column, List<String> codes, boolean text) {
        String expression = column;
        for (String code : codes) {
            expression = "nullif(" + expression + ", " + (text ? "'" + code + "'" : code) + ")";
        }
        return expression;
    }

    Line least() {
        return Line.guessed(String.valueOf(lowest()), "the values looked at run " + seen());
    }

    Line most() {
        return Line.guessed(String.valueOf(highest()), "the values looked at run " + seen());
    }

    private int lowest() {
        int least =
                answers.keySet().stream().findFirst().map(BigDecimal::intValue).orElse(0);
        return recommendation && highest() == LONGEST_SHORT_SCALE || least <= 0
                ? Math.min(0, least)
                : highest() > LONGEST_SHORT_SCALE ? 0 : 1;
    }

    private int highest() {
        BigDecimal most = answers.keySet().stream().reduce(BigDecimal.ZERO, BigDecimal::max);
        if (recommendation && most.intValue() <= LONGEST_SHORT_SCALE) {
            return LONGEST_SHORT_SCALE;
        }
        return List.of(5, 7, LONGEST_SHORT_SCALE, 100).stream()
                .filter(top -> most.compareTo(BigDecimal.valueOf(top)) <= 0)
                .findFirst()
                .orElse(most.intValue() + 1);
    }

    private String seen() {
        return answers.isEmpty()
                ? "nowhere"
                : "from " + answers.values().iterator().next() + " to "
                        + answers.values().stream().reduce((a, b) -> b).orElseThrow();
    }
}
