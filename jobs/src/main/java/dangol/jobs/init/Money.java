package dangol.jobs.init;

import dangol.jobs.init.MappingDraft.Line;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Amount and kind of the lines of a transaction: what was sold, what came back, and with which sign. */
final class Money {
    private final Vocabulary words;
    private final Sample sample;
    private final Guess guess;
    private final Function<ColumnSample, String> ref;

    Money(Vocabulary words, Sample sample, Guess guess, Function<ColumnSample, String> ref) {
        this.words = words;
        this.sample = sample;
        this.guess = guess;
        this.ref = ref;
    }

    Line amount() {
        Line plain = plainAmount();
        if (onlyRefunds() && !negative()) {
            return Line.guessed("-abs(" + plain.expression() + ")", "money back stands without its sign");
        }
        Map<String, List<String>> kinds = kinds();
        List<String> back = new ArrayList<>(kinds.getOrDefault("refund", List.of()));
        back.addAll(kinds.getOrDefault("cancellation", List.of()));
        if (back.isEmpty() || guess.column("kind").isEmpty() || negative()) {
            return plain;
        }
        String kind = ref.apply(guess.column("kind").orElseThrow());
        return Line.guessed(
                "CASE WHEN " + in(kind, back) + " THEN -abs(" + plain.expression() + ") ELSE " + plain.expression()
                        + " END",
                "money back stands without its sign");
    }

    private Line plainAmount() {
        Optional<ColumnSample> amount = guess.column("amount");
        Optional<ColumnSample> price = guess.column("unit_price");
        Optional<ColumnSample> quantity = guess.column("quantity");
        if (amount.isPresent()) {
            boolean total = OrderTotal.isAmount(guess::column)
                    || !sample.explode().isEmpty() && !sample.isElement(amount.get());
            return number(
                    amount.get(),
                    total
                            ? "it is the same on all lines of an order: if it is the order's total, it counts once for each line"
                            : guess.certain("amount") ? "" : "by its name or its values");
        }
        if (price.isPresent() && quantity.isPresent()) {
            return Line.guessed(
                    number(quantity.get(), "").expression() + " * "
                            + number(price.get(), "").expression(),
                    "no amount of the line, so quantity times price");
        }
        return number(price.orElseThrow(), "the price is taken for the amount of the line");
    }

    private Line number(ColumnSample column, String doubt) {
        NumberForm form = column.numberForm().orElse(NumberForm.PLAIN);
        String why = form.doubt().isEmpty() ? doubt : form.doubt();
        String expression = form.expression(ref.apply(column));
        return why.isEmpty() ? Line.sure(expression) : Line.guessed(expression, why);
    }

    /** Files of returns hold nothing else. */
    private boolean onlyRefunds() {
        String file = sample.files().get(0).getFileName().toString().replaceAll("[\\d_.-]+", " ");
        return Vocabulary.says(file, words.values().get("refund"))
                || Vocabulary.says(file, List.of("refunds", "returns"));
    }

    /** The expression of transaction.kind. */
    Line kind() {
        if (onlyRefunds()) {
            return Line.guessed("'refund'", "by the name of the files");
        }
        Map<String, List<String>> kinds = kinds();
        String amount = plainAmount().expression();
        if (guess.column("kind").isPresent() && !kinds.isEmpty()) {
            return Line.guessed(
                    byValue(ref.apply(guess.column("kind").get()), kinds),
                    "by the words found" + (where().isPresent() ? "" : "; all others are sales"));
        }
        List<String> undone = undone();
        String cancelled = undone.isEmpty()
                ? ""
                : " WHEN " + in(ref.apply(guess.column("status").orElseThrow()), undone) + " THEN 'adjustment'";
        if (negative()) {
            return Line.guessed(
                    // A text beside a whole number is cut off to one: '-0.50' would be 0.
                    "CASE WHEN " + amount + " < 0.0 THEN 'refund'" + cancelled + " ELSE 'sale' END",
                    "negative amounts are money back"
                            + (cancelled.isEmpty() ? "" : ", and what was cancelled or paid back is no sale"));
        }
        return cancelled.isEmpty()
                ? Line.guessed("'sale'", "no amount looked at is negative")
                : Line.guessed("CASE" + cancelled + " ELSE 'sale' END", "what was cancelled or paid back is no sale");
    }

    private static String byValue(String column, Map<String, List<String>> kinds) {
        String cases = kinds.entrySet().stream()
                .filter(e -> !e.getKey().equals("sale"))
                .map(e -> " WHEN " + in(column, e.getValue()) + " THEN '" + e.getKey() + "'")
                .collect(Collectors.joining());
        return cases.isEmpty() ? "'sale'" : "CASE" + cases + " ELSE 'sale' END";
    }

    /** Which rows are transactions, where others beside the sales are something else, such as views of a product. */
    Optional<Line> where() {
        Map<String, List<String>> kinds = kinds();
        List<String> known = kinds.values().stream().flatMap(List::stream).toList();
        List<String> others = guess.column("kind").map(ColumnSample::few).orElse(Set.of()).stream()
                .filter(v -> !known.contains(v))
                .toList();
        if (onlyRefunds() || others.isEmpty() || !kinds.containsKey("sale")) {
            return Optional.empty();
        }
        return Optional.of(Line.guessed(
                in(ref.apply(guess.column("kind").orElseThrow()), known),
                "no transactions are " + String.join(", ", others)));
    }

    /** The values of the column of kinds by what they mean. */
    private Map<String, List<String>> kinds() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        for (String value : guess.column("kind").map(ColumnSample::few).orElse(Set.of())) {
            for (String kind : List.of("refund", "cancellation", "sale")) {
                if (words.values().get(kind).contains(value.toLowerCase(Locale.ROOT))) {
                    kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(value);
                    break;
                }
            }
        }
        return kinds;
    }

    /** Words of a status by which a sale is none any more; what was paid back stands there as it was paid. */
    private List<String> undone() {
        return guess.column("status").map(ColumnSample::few).orElse(Set.of()).stream()
                .filter(v -> Stream.of("cancellation", "refund")
                        .anyMatch(kind -> words.values().get(kind).contains(v.toLowerCase(Locale.ROOT))))
                .toList();
    }

    private boolean negative() {
        return List.of("amount", "quantity", "unit_price").stream()
                .filter(r -> guess.column("amount").isEmpty() || r.equals("amount"))
                .flatMap(r -> guess.column(r).stream())
                .filter(sample.columns()::contains)
                .anyMatch(c -> c.numbers().stream().anyMatch(n -> n.compareTo(BigDecimal.ZERO) < 0));
    }

    static String in(String column, List<String> values) {
        return column + " IN ("
                + values.stream().map(v -> "'" + v.replace("'", "''") + "'").collect(Collectors.joining(", ")) + ")";
    }
}
