package dangol.jobs.init;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How a source writes numbers.
 *
 * @param decimalComma true where the comma is the decimal sign
 * @param dropped characters that are no part of the number: separators of thousands, currency signs, blanks
 * @param words words that are no part of the number, such as EUR
 * @param doubt why this may be wrong, or empty
 */
record NumberForm(boolean decimalComma, String dropped, List<String> words, String doubt) {
    static final NumberForm PLAIN = new NumberForm(false, "", List.of(), "");
    private static final String POINTS =
            "points may separate thousands: translate(COLUMN, '.', '') if 12.000 is twelve thousand";
    private static final String COMMAS = "commas separate thousands";
    private static final double READABLE_SHARE = 0.98;
    private static final int LOOKED_AT = 1500;
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    private static final Pattern GROUPED =
            Pattern.compile("[-+]?[1-9]\\d{0,2}(,\\d{3})+(\\.\\d*)?|[-+]?\\d+(\\.\\d*)?");
    private static final Pattern GERMAN = Pattern.compile("[-+]?\\d{1,3}(\\.\\d{3})+(,\\d*)?|[-+]?\\d+(,\\d*)?");
    private static final Pattern THOUSANDS = Pattern.compile("[-+]?[1-9]\\d{0,2}(\\.\\d{3})+");
    private static final Pattern ORNAMENT = Pattern.compile("[$€£¥₩원'\\s\u00a0]|EUR|USD|GBP|KRW|CHF");
    private static final Pattern WORD = Pattern.compile("EUR|USD|GBP|KRW|CHF");

    /** The form of nearly all values, blanks aside; none when they are no numbers. */
    static Optional<NumberForm> of(List<String> values) {
        return ofMost(values)
                .map(form -> form.equals(PLAIN) || form.doubt.equals(POINTS) ? form.withRare(values) : form);
    }

    private static Optional<NumberForm> ofMost(List<String> values) {
        int step = Math.max(1, values.size() / LOOKED_AT);
        List<String> given = java.util.stream.IntStream.range(0, values.size())
                .filter(i -> i % step == 0)
                .mapToObj(i -> values.get(i).strip())
                .filter(v -> !v.isEmpty())
                .toList();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (mostly(given, NUMBER)) {
            return Optional.of(
                    switch (points(given)) {
                        case THOUSANDS -> new NumberForm(true, ".", List.of(), "");
                        case UNDECIDED -> new NumberForm(false, "", List.of(), POINTS);
                        case DECIMAL -> PLAIN;
                    });
        }
        List<String> bare =
                given.stream().map(v -> ORNAMENT.matcher(v).replaceAll("")).toList();
        Set<String> signs = new TreeSet<>();
        Set<String> words = new TreeSet<>();
        given.forEach(v -> ORNAMENT.matcher(v)
                .results()
                .forEach(m -> (WORD.matcher(m.group()).matches() ? words : signs).add(m.group())));
        String ornaments = String.join("", signs);
        boolean german = mostly(bare, GERMAN);
        // 0,350 and 1,5 are no thousands, and what stands beside them is none either.
        boolean english = mostly(bare, GROUPED)
                && !(german
                        && bare.stream().anyMatch(v -> isOnly(v, GERMAN, GROUPED))
                        && bare.stream().noneMatch(v -> isOnly(v, GROUPED, GERMAN)));
        if (!english && !german) {
            return Optional.empty();
        }
        boolean commas = bare.stream().anyMatch(v -> v.contains(","));
        Points points = commas ? Points.DECIMAL : points(bare);
        String doubt = english && german && commas ? COMMAS : english && points == Points.UNDECIDED ? POINTS : "";
        return Optional.of(
                english && points != Points.THOUSANDS
                        ? new NumberForm(false, (commas ? "," : "") + ornaments, List.copyOf(words), doubt)
                        : new NumberForm(true, "." + ornaments, List.copyOf(words), ""));
    }

    /** The greatest amounts may be the only ones with separators, and would not be read: they are no exceptions to the form. */
    private NumberForm withRare(List<String> values) {
        List<String> rare = values.stream()
                .map(String::strip)
                .filter(v -> v.indexOf(',') >= 0)
                .toList();
        if (rare.isEmpty()) {
            return this;
        }
        Set<String> signs = new TreeSet<>();
        Set<String> currencies = new TreeSet<>();
        long english = 0;
        long german = 0;
        boolean isBoth = false;
        for (String value : rare) {
            String bare = ORNAMENT.matcher(value).replaceAll("");
            boolean isEnglish = GROUPED.matcher(bare).matches();
            boolean isGerman = GERMAN.matcher(bare).matches();
            if (isEnglish || isGerman) {
                ORNAMENT.matcher(value)
                        .results()
                        .forEach(m -> (WORD.matcher(m.group()).matches() ? currencies : signs).add(m.group()));
            }
            english += isEnglish ? 1 : 0;
            german += isGerman ? 1 : 0;
            isBoth |= isEnglish && bare.indexOf('.') >= 0;
        }
        boolean pointed = values.stream()
                .map(String::strip)
                .anyMatch(v -> v.indexOf('.') >= 0
                        && v.indexOf(',') < 0
                        && !THOUSANDS.matcher(v).matches());
        String ornaments = String.join("", signs);
        if (german > english && !pointed) {
            return new NumberForm(true, "." + ornaments, List.copyOf(currencies), "");
        }
        return english > 0 && english >= german
                ? new NumberForm(false, "," + ornaments, List.copyOf(currencies), pointed || isBoth ? "" : COMMAS)
                : this;
    }

    /** The same numbers where commas are known to be decimal. */
    NumberForm withDecimalCommas() {
        return new NumberForm(true, "." + dropped.replaceAll("[.,]", ""), words, "");
    }

    private static boolean isOnly(String value, Pattern form, Pattern other) {
        return value.contains(",")
                && form.matcher(value).matches()
                && !other.matcher(value).matches();
    }

    private enum Points {
        DECIMAL,
        THOUSANDS,
        UNDECIDED
    }

    /** What points stand for. Three digits behind each may be thousands; two points in one value are nothing else. */
    private static Points points(List<String> values) {
        List<String> pointed = values.stream().filter(v -> v.contains(".")).toList();
        if (pointed.isEmpty()
                || !pointed.stream().allMatch(v -> THOUSANDS.matcher(v).matches())) {
            return Points.DECIMAL;
        }
        return pointed.stream().anyMatch(v -> v.indexOf('.') < v.lastIndexOf('.'))
                ? Points.THOUSANDS
                : Points.UNDECIDED;
    }

    /** True where a value is a number as it stands. */
    boolean isPlain() {
        return !decimalComma && dropped.isEmpty() && words.isEmpty();
    }

    private static boolean mostly(List<String> values, Pattern pattern) {
        return values.stream().filter(v -> pattern.matcher(v).matches()).count() >= values.size() * READABLE_SHARE;
    }

    /** The value of a text of this form; none when it is not of it. */
    Optional<BigDecimal> value(String text) {
        String bare = text.strip();
        for (String word : words) {
            bare = bare.replace(word, "");
        }
        for (char sign : dropped.toCharArray()) {
            bare = bare.replace(String.valueOf(sign), "");
        }
        bare = decimalComma ? bare.replace(',', '.') : bare;
        return NUMBER.matcher(bare).matches() ? Optional.of(new BigDecimal(bare)) : Optional.empty();
    }

    /** The expression of the number for Spark SQL; the program casts it. */
    String expression(String column) {
        String bare = column;
        for (String word : words) {
            bare = "replace(" + bare + ", '" + word + "', '')";
        }
        if (dropped.isEmpty() && !decimalComma) {
            return bare;
        }
        String signs = dropped.replace("'", "''");
        return decimalComma
                ? "translate(" + bare + ", '," + signs + "', '.')"
                : "translate(" + bare + ", '" + signs + "', '')";
    }
}
