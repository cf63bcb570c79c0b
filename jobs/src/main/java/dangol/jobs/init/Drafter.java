package dangol.jobs.init;

import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.init.MappingDraft.Line;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.TimestampType;

/** Writes the expressions of one mapping, with a comment beside each that is not certain. */
final class Drafter {
    private static final BigDecimal FIRST_YEAR = BigDecimal.valueOf(1880);
    private static final BigDecimal LAST_YEAR = BigDecimal.valueOf(2100);

    private final Vocabulary words;
    private final String feed;
    private final Sample sample;
    private final Guess guess;
    private final LookUps lookUps;
    private final Map<String, Line> columns = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    Drafter(Vocabulary words, String feed, Sample sample, Guess guess, LookUps lookUps) {
        this.words = words;
        this.feed = feed;
        this.sample = sample;
        this.guess = guess;
        this.lookUps = lookUps;
    }

    MappingDraft draft() {
        TableContract contract = Contracts.of(TableId.silver(guess.entity()));
        for (Column column : contract.columns()) {
            if (column.mapped()) {
                line(column).ifPresent(l -> columns.put(column.name(), l));
            }
        }
        Line where = guess.entity().equals("transaction")
                ? new Money(words, sample, guess, this::ref).where().orElse(null)
                : null;
        Map<String, Line> customer = customer();
        if (customer.isEmpty()) {
            notes.add("No column names the customer: these rows are anonymous until 'customer:' is written.");
        }
        return new MappingDraft(
                guess.entity(),
                feed,
                guess.sureness(Guess.fileSays(sample, words.entities().get(guess.entity()))),
                lookUps.conditions(),
                sample.explode(),
                where,
                customer,
                guess.column("version_at")
                        .map(c -> time("version_at", c, false))
                        .orElse(null),
                columns,
                unused(customer, where),
                notes,
                "");
    }

    private Optional<Line> line(Column column) {
        Optional<Line> special = switch (guess.entity() + "." + column.name()) {
            case "transaction.kind" -> Optional.of(new Money(words, sample, guess, this::ref).kind());
            case "transaction.amount" -> Optional.of(new Money(words, sample, guess, this::ref).amount());
            case "transaction.transaction_id" -> transactionId();
            case "transaction.line_id" -> Optional.of(lineId());
            case "transaction.currency", "subscription.currency" ->
                guess.column("currency").map(this::currency);
            case "survey_response.kind" -> Optional.of(surveyKind());
            case "survey_response.score" -> Optional.of(score());
            case "survey_response.scale_min" -> Optional.of(new Scale(words, sample, guess).least());
            case "survey_response.scale_max" -> Optional.of(new Scale(words, sample, guess).most());
            case "social_post.platform" -> Optional.of(platform());
            case "social_post.addressee" ->
                guess.column("addressee").isPresent()
                        ? Optional.empty()
                        : Optional.of(Line.guessed(
                                "'public'", "whom the posts speak to; 'firm' where they answer or name you"));
            case "customer.name" -> name();
            case "customer.birth_year" -> guess.column("birth_year").map(this::birthYear);
            case "customer.email" -> guess.column("email").map(c -> Line.sure("lower(trim(" + ref(c) + "))"));
            default -> Optional.empty();
        };
        if (special.isPresent()) {
            return special;
        }
        Optional<ColumnSample> given = guess.column(column.name());
        boolean key = Contracts.of(TableId.silver(guess.entity())).primaryKey().contains(column.name());
        if (given.isPresent()) {
            return key && !tellsRows(given.get()) ? Optional.of(rowKey()) : typed(column, given.get());
        }
        if (lookUps.roles().containsKey(column.name())) {
            return Optional.of(lookUps.line(column.name(), this::time));
        }
        return key ? Optional.of(rowKey()) : Optional.empty();
    }

    /** What all elements of a row share tells none of them from another, also where all lists that were seen have one. */
    private boolean tellsRows(ColumnSample column) {
        return sample.explode().isEmpty() || sample.isElement(column);
    }

    private Optional<Line> typed(Column column, ColumnSample given) {
        DataType type = column.type();
        if (type instanceof TimestampType || type instanceof DateType) {
            return Optional.of(time(column.name(), given, type instanceof DateType));
        }
        if (type instanceof NumericType) {
            return Optional.of(number(column.name(), given));
        }
        if (type instanceof BooleanType) {
            return flag(column.name(), given);
        }
        return Optional.of(
                named(column.name(), given.isFraction() ? "cast(" + ref(given) + " AS BIGINT)" : ref(given)));
    }

    private Line named(String role, String expression) {
        return guess.certain(role) ? Line.sure(expression) : Line.guessed(expression, "by its name or its values");
    }

    private Line time(String role, ColumnSample column, boolean dayOnly) {
        TimeForm form = column.timeForm(true).orElse(new TimeForm(TimeForm.CAST, "no value was there to look at"));
        String expression = form.expression(ref(column), dayOnly);
        return form.doubt().isEmpty() ? named(role, expression) : Line.guessed(expression, form.doubt());
    }

    private Line number(String role, ColumnSample column) {
        NumberForm form = sample.numberForm(column);
        String expression = form.expression(ref(column));
        return form.doubt().isEmpty() ? named(role, expression) : Line.guessed(expression, form.doubt());
    }

    /** Yes and no by their words. Of a scale, and of other words, only people know which answers mean yes: the 1 of five is none. */
    private Optional<Line> flag(String role, ColumnSample column) {
        if (column.type().equals("BOOLEAN")) {
            return Optional.of(named(role, ref(column)));
        }
        List<String> answers = column.few().stream()
                .filter(v -> !words.missingCodes().contains(v))
                .toList();
        List<String> yes = meaning("yes", answers);
        List<String> no = meaning("no", answers);
        boolean isScale = answers.stream()
                .anyMatch(v -> NumberForm.PLAIN.value(v).isPresent() && !yes.contains(v) && !no.contains(v));
        if (yes.isEmpty() && no.isEmpty() || isScale) {
            if (!column.given().isEmpty()) {
                notes.add("'" + column.name() + "' may say " + role + ", but its answers are not yes and no: write '"
                        + role + ":' with those that mean yes, such as " + ref(column) + " >= 4.");
            }
            return Optional.empty();
        }
        return Optional.of(Line.guessed(
                "CASE" + when(column, yes, "true") + when(column, no, "false") + " END",
                "other words than these are no answer"));
    }

    private List<String> meaning(String answer, List<String> answers) {
        return answers.stream()
                .filter(v -> words.values().get(answer).contains(v.toLowerCase(java.util.Locale.ROOT)))
                .toList();
    }

    private String when(ColumnSample column, List<String> answers, String truth) {
        String text = column.isText() ? compared(column) : "cast(" + ref(column) + " AS STRING)";
        return answers.isEmpty() ? "" : " WHEN " + Money.in(text, answers) + " THEN " + truth;
    }

    private Optional<Line> transactionId() {
        if (guess.column("transaction_id").isPresent()) {
            return guess.column("transaction_id")
                    .map(c -> named("transaction_id", c.isFraction() ? "cast(" + ref(c) + " AS BIGINT)" : ref(c)));
        }
        List<String> parts = new ArrayList<>();
        guess.column("customer").or(() -> guess.column("email")).ifPresent(c -> parts.add(ref(c)));
        guess.column("occurred_at").ifPresent(c -> parts.add(ref(c)));
        return Optional.of(
                parts.size() < 2
                        ? Line.guessed("_row_hash", "no column numbers the transactions, so each row is one")
                        : Line.guessed(
                                "concat_ws('-', " + String.join(", ", parts) + ")",
                                "no number; one transaction for each customer and time"));
    }

    private Line lineId() {
        Optional<ColumnSample> line = guess.column("line_id");
        Optional<ColumnSample> transaction = guess.column("transaction_id");
        if (line.isPresent()
                && transaction.isPresent()
                && tellsRows(line.get())
                && !sample.repeats()
                && uniqueTogether(transaction.get(), line.get())) {
            return named("line_id", ref(line.get()));
        }
        if (transaction.isPresent() && transaction.get().isUnique() && tellsRows(transaction.get())) {
            return Line.guessed("'1'", "no transaction was seen on two rows");
        }
        return rowKey();
    }

    private static boolean uniqueTogether(ColumnSample first, ColumnSample second) {
        Set<List<String>> seen = new LinkedHashSet<>();
        for (int i = 0; i < first.values().size(); i++) {
            if (!seen.add(java.util.Arrays.asList(
                    first.values().get(i), second.values().get(i)))) {
                return false;
            }
        }
        return true;
    }

    private Line rowKey() {
        String element = sample.explode().isEmpty()
                ? ""
                : ", to_json(" + sample.explode().keySet().iterator().next() + ")";
        if (!element.isEmpty()) {
            return Line.guessed(
                    "concat_ws('-', _row_hash" + element + ")", "no number; equal elements of one row are one");
        }
        return sample.repeats()
                ? Line.guessed(
                        "concat_ws('-', _row_hash, _occurrence)",
                        "no number, and equal rows were seen; _row_hash alone if they are rows sent twice")
                : Line.guessed("_row_hash", "no number; equal rows are one");
    }

    private Line currency(ColumnSample column) {
        boolean blanks = column.hasBlanks();
        if (column.few().size() == 1 && blanks) {
            String only = column.few().iterator().next();
            return Line.guessed(
                    "coalesce(nullif(trim(" + ref(column) + "), ''), '" + only + "')",
                    "rows that name no currency are taken for " + only);
        }
        return column.few().size() == 1
                ? named("currency", compared(column))
                : Line.guessed(
                        compared(column),
                        (blanks ? "blank, " : "") + String.join(", ", column.few())
                                + ": only rows in the company's currency are taken, the others go to quarantine until they are converted");
    }

    private String compared(ColumnSample column) {
        return column.isPadded() ? "trim(" + ref(column) + ")" : ref(column);
    }

    private Line surveyKind() {
        String named = guess.column("score").map(ColumnSample::name).orElse("") + " "
                + sample.files().get(0).getFileName();
        for (Map.Entry<String, List<String>> kind : words.scoreKinds().entrySet()) {
            if (Vocabulary.says(named.replace('_', ' '), kind.getValue())) {
                return Line.guessed(
                        "'" + kind.getKey() + "'", "by the names; nps, csat, ces, intention, trust, wallet or other");
            }
        }
        return Line.guessed("'other'", "what was asked: nps, csat, ces, intention, trust, wallet or other");
    }

    /** Of several answers on a scale one is taken. */
    private Line score() {
        Line score = new Scale(words, sample, guess).score(this::ref);
        return score.comment().isEmpty() ? named("score", score.expression()) : score;
    }

    private Line platform() {
        Optional<ColumnSample> given = guess.column("platform");
        if (given.isPresent()) {
            return named("platform", ref(given.get()));
        }
        return Line.guessed("'" + platformName() + "'", "the platform; no column says it");
    }

    private String platformName() {
        String named = sample.files().get(0).getFileName() + " "
                + sample.columns().stream().map(ColumnSample::name).collect(Collectors.joining(" "));
        return words.platforms().entrySet().stream()
                .filter(p -> Vocabulary.says(named.replace('_', ' '), p.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("web");
    }

    private Optional<Line> name() {
        Optional<ColumnSample> first = guess.column("first_name");
        Optional<ColumnSample> last = guess.column("last_name");
        if (guess.column("name").isEmpty() && first.isPresent() && last.isPresent()) {
            return Optional.of(Line.sure("concat_ws(' ', " + ref(first.get()) + ", " + ref(last.get()) + ")"));
        }
        return guess.column("name").or(() -> first).or(() -> last).map(c -> named("name", ref(c)));
    }

    private Line birthYear(ColumnSample column) {
        Optional<TimeForm> day = column.timeForm(false);
        if (day.isPresent()) {
            return new Line(
                    "year(" + day.get().expression(ref(column), true) + ")",
                    day.get().doubt().isEmpty() ? "" : "guessed: " + day.get().doubt());
        }
        List<String> codes = column.numbersAsLanded().entrySet().stream()
                .filter(e -> e.getKey().compareTo(FIRST_YEAR) < 0 || e.getKey().compareTo(LAST_YEAR) > 0)
                .map(Map.Entry::getValue)
                .toList();
        return codes.isEmpty()
                ? named("birth_year", ref(column))
                : Line.guessed(
                        Scale.without(ref(column), codes, column.isText()),
                        String.join(", ", codes) + " stands for no answer");
    }

    private Map<String, Line> customer() {
        Map<String, Line> keys = new LinkedHashMap<>();
        if (lookUps.person().isPresent()) {
            keys.put("customer_id", lookUps.person().get());
            return keys;
        }
        guess.column("customer").ifPresent(c -> keys.put("customer_id", customerNumber(c)));
        if (!guess.entity().equals("customer")) {
            guess.column("email").ifPresent(c -> keys.put("email", named("email", ref(c))));
        }
        if (keys.isEmpty() && lookUps.roles().containsKey("customer")) {
            keys.put("customer_id", lookUps.line("customer", (role, column, day) -> customerNumber(column)));
        }
        if (keys.isEmpty()) {
            guess.column("author").ifPresent(c -> keys.put("handle", handle(c)));
        }
        return keys;
    }

    private Line customerNumber(ColumnSample column) {
        if (column.isFraction()) {
            return Line.guessed("cast(" + ref(column) + " AS BIGINT)", "a whole number, though stored with a fraction");
        }
        boolean fractions = !column.given().isEmpty()
                && column.given().stream().allMatch(v -> v.strip().matches("\\d+\\.0"));
        return fractions
                ? Line.guessed(
                        "regexp_replace(trim(" + ref(column) + "), '[.]0$', '')", "the .0 is no part of the number")
                : guess.entity().equals("customer")
                                && !column.isUnique()
                                && guess.column("version_at").isEmpty()
                        ? Line.guessed(ref(column), "the person's number, though it stands on several rows")
                        : guess.columns().containsKey("customer")
                                ? named("customer", ref(column))
                                : Line.sure(ref(column));
    }

    private Line handle(ColumnSample author) {
        String prefix = guess.column("platform").map(p -> ref(p) + ", ':', ").orElse("'" + platformName() + ":', ");
        return Line.guessed(
                "concat(" + prefix + ref(author) + ")",
                "an account is nobody's for certain until identity_key registers it");
    }

    /** How an expression names a column: with its feed where another feed is joined. */
    private String ref(ColumnSample column) {
        String owner = sample.columns().contains(column)
                ? feed
                : lookUps.ownerOf(column).orElse(feed);
        boolean element = sample.isElement(column);
        String name = quoted(column.name());
        return lookUps.conditions().isEmpty() || element ? name : owner + "." + name;
    }

    /** A column's name, or the path of a field, as Spark's SQL takes it. */
    static String quoted(String name) {
        return List.of(name.split("\\.")).stream()
                .map(part -> part.matches("[A-Za-z_][A-Za-z0-9_]*") ? part : "`" + part + "`")
                .collect(Collectors.joining("."));
    }

    private List<String> unused(Map<String, Line> customer, Line where) {
        Set<String> named = new LinkedHashSet<>();
        columns.values().forEach(l -> named.add(l.expression()));
        customer.values().forEach(l -> named.add(l.expression()));
        guess.column("version_at").ifPresent(c -> named.add(ref(c)));
        named.addAll(lookUps.conditions().values());
        named.add(where == null ? "" : where.expression());
        return sample.columns().stream()
                .filter(c -> named.stream()
                        .noneMatch(e -> e.matches("(?s).*(?<![\\p{L}\\p{N}_])" + java.util.regex.Pattern.quote(c.name())
                                + "(?![\\p{L}\\p{N}_]).*")))
                .map(ColumnSample::shown)
                .toList();
    }
}
