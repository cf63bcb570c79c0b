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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Amount and kind of the lines of a transaction: what was sold, what came back, and with which sign. */
final class Money {
    /** Words of a file's name by which it holds sales besides, where it names them. */
    private static final List<String> BESIDE =
            List.of("and", "with", "incl", "including", "plus", "und", "mit", "inkl");

    private static final String CREDIT = "credit";

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
        String kind = compared(guess.column("kind").orElseThrow());
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
        NumberForm form = sample.numberForm(column);
        String why = form.doubt().isEmpty() ? doubt : form.doubt();
        String expression = form.expression(ref.apply(column));
        return why.isEmpty() ? Line.sure(expression) : Line.guessed(expression, why);
    }

    /** Files of returns hold nothing else, unless their name, a word for sales or the signs of their money say so. */
    private boolean onlyRefunds() {
        String file = sample.files().get(0).getFileName().toString().replaceAll("[\\d_.-]+", " ");
        // A credit card is no credit note.
        List<String> returns = words.values().get("refund").stream()
                .filter(word -> !word.equals(CREDIT))
                .toList();
        return (Vocabulary.says(file, returns) || Vocabulary.says(file, List.of("refunds", "returns", "credit notes")))
                && !(Vocabulary.says(file, BESIDE)
                        && Guess.fileSays(sample, words.entities().get("transaction")))
                && !kinds().containsKey("sale")
                && !(negative() && anyMoney(n -> n.signum() > 0));
    }

    /** How the values of a column are compared with words, which are seen without blanks around them. */
    private String compared(ColumnSample column) {
        return column.isPadded() ? "trim(" + ref.apply(column) + ")" : ref.apply(column);
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
                    byValue(compared(guess.column("kind").get()), kinds),
                    "by the words found" + (where().isPresent() ? "" : "; all others are sales"));
        }
        List<String> undone = undone();
        String noSale = "what was cancelled, failed or was paid back is no sale"
                + (guess.column("status").filter(ColumnSample::hasBlanks).isPresent()
                        ? "; rows without a status are sales"
                        : "");
        String cancelled = undone.isEmpty()
                ? ""
                : " WHEN " + in(compared(guess.column("status").orElseThrow()), undone) + " THEN 'adjustment'";
        if (negative()) {
            return Line.guessed(
                    // A text beside a whole number is cut off to one: '-0.50' would be 0.
                    "CASE WHEN " + amount + " < 0.0 THEN 'refund'" + cancelled + " ELSE 'sale' END",
                    "negative amounts are money back" + (cancelled.isEmpty() ? "" : ", and " + noSale));
        }
        return cancelled.isEmpty()
                ? Line.guessed("'sale'", "no amount looked at is negative")
                : Line.guessed("CASE" + cancelled + " ELSE 'sale' END", noSale);
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
                in(compared(guess.column("kind").orElseThrow()), known),
                "no transactions are " + String.join(", ", others)
                        + (guess.column("kind").filter(ColumnSample::hasBlanks).isPresent()
                                ? ", nor rows that do not say"
                                : "")));
    }

    /** The values of the column of kinds by what they mean. */
    private Map<String, List<String>> kinds() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        Set<String> values = guess.column("kind").map(ColumnSample::few).orElse(Set.of());
        boolean sales = values.stream().anyMatch(v -> means("sale", v));
        for (String value : values) {
            for (String kind : List.of("refund", "cancellation", "sale")) {
                // Beside cash and vouchers, credit is a way to pay.
                if (means(kind, value) && (sales || !value.equalsIgnoreCase(CREDIT))) {
                    kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(value);
                    break;
                }
            }
        }
        return kinds;
    }

    private boolean means(String kind, String value) {
        return words.values().get(kind).contains(value.toLowerCase(Locale.ROOT));
    }

    /** Words of a status by which a sale is none, or none any more; what was paid back stands there as it was paid. */
    private List<String> undone() {
        return guess.column("status").map(ColumnSample::few).orElse(Set.of()).stream()
                .filter(v -> Stream.of("cancellation", "refund", "failed").anyMatch(kind -> means(kind, v)))
                .toList();
    }

    private boolean negative() {
        return anyMoney(n -> n.signum() < 0);
    }

    private boolean anyMoney(Predicate<BigDecimal> test) {
        return List.of("amount", "quantity", "unit_price").stream()
                .filter(r -> guess.column("amount").isEmpty() || r.equals("amount"))
                .flatMap(r -> guess.column(r).stream())
                .filter(sample.columns()::contains)
                .anyMatch(c -> c.numbers().stream().anyMatch(test));
    }

    static String in(String column, List<String> values) {
        return column + " IN ("
                + values.stream().map(v -> "'" + v.replace("'", "''") + "'").collect(Collectors.joining(", ")) + ")";
    }
}
