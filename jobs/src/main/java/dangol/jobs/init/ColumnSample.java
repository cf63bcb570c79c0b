package dangol.jobs.init;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One column of a feed and the values that were looked at.
 *
 * @param name how expressions name it after landing; fields of objects with dots
 * @param type DuckDB's type of a typed source; VARCHAR where every value lands as text
 * @param values one for each row looked at; null where there is none
 */
record ColumnSample(String name, String type, List<String> values) {
    /** Rows for each value of a column whose values say nothing of anybody. */
    private static final int SHARED_BY = 5;

    private static final int FEW = 30;

    /** The values that are not blank. */
    List<String> given() {
        return values.stream().filter(v -> v != null && !v.isBlank()).toList();
    }

    /** True where blanks stand around values, as columns of a fixed width have them. */
    boolean isPadded() {
        return given().stream().anyMatch(v -> !v.equals(v.strip()));
    }

    boolean hasBlanks() {
        return given().size() < values.size();
    }

    boolean isText() {
        return type.equals("VARCHAR");
    }

    boolean isNested() {
        return type.endsWith("[]") || type.startsWith("STRUCT") || type.startsWith("MAP");
    }

    boolean isTime() {
        return type.startsWith("TIMESTAMP") || type.equals("DATE");
    }

    /** Numbers that stand for identifiers arrive as fractions where a source had gaps in them. */
    boolean isFraction() {
        return type.equals("DOUBLE") || type.equals("FLOAT") || type.startsWith("DECIMAL");
    }

    Optional<TimeForm> timeForm(boolean namedAsTime) {
        if (isTime()) {
            return Optional.of(new TimeForm(TimeForm.CAST, ""));
        }
        return isNested() || isFraction() || type.equals("BOOLEAN")
                ? Optional.empty()
                : TimeForm.of(given(), namedAsTime);
    }

    Optional<NumberForm> numberForm() {
        if (isNested() || isTime() || type.equals("BOOLEAN")) {
            return Optional.empty();
        }
        // The points of a typed number are decimal ones.
        return NumberForm.of(given()).map(form -> isText() ? form : NumberForm.PLAIN);
    }

    /** The numbers among the values. */
    List<BigDecimal> numbers() {
        NumberForm form = numberForm().orElse(NumberForm.PLAIN);
        return given().stream().flatMap(v -> form.value(v).stream()).toList();
    }

    /** Share of different values among those given. */
    double distinctShare() {
        List<String> given = given();
        return given.isEmpty() ? 0 : (double) new HashSet<>(given).size() / given.size();
    }

    /** True when no two rows looked at share a value and every row has one. */
    boolean isUnique() {
        return !values.isEmpty() && given().size() == values.size() && new HashSet<>(values).size() == values.size();
    }

    double averageLength() {
        return given().stream().mapToInt(String::length).average().orElse(0);
    }

    boolean holdsLineBreaks() {
        return given().stream().anyMatch(v -> v.indexOf('\n') >= 0 || v.indexOf('\r') >= 0);
    }

    /** The different values where there are few of them; empty otherwise. */
    Set<String> few() {
        Set<String> few = new LinkedHashSet<>();
        for (String value : given()) {
            few.add(value.strip());
            if (few.size() > FEW) {
                return Set.of();
            }
        }
        return few;
    }

    /** The different numbers and the text of each as it lands, lowest first. */
    Map<BigDecimal, String> numbersAsLanded() {
        Map<BigDecimal, String> landed = new TreeMap<>();
        NumberForm form = numberForm().orElse(NumberForm.PLAIN);
        given().forEach(v -> form.value(v).ifPresent(n -> landed.putIfAbsent(n.stripTrailingZeros(), v.strip())));
        return landed;
    }

    /** A shape of values: key, time, number, text, prose, label, year, currency, any. */
    boolean has(String shape, boolean namedWell) {
        if (shape.equals("currency")) {
            return isText()
                    && !given().isEmpty()
                    && given().stream().allMatch(v -> v.strip().matches("[A-Z]{3}"));
        }
        if (given().isEmpty()) {
            return namedWell && !isNested();
        }
        return switch (shape) {
            case "time" -> timeForm(namedWell).isPresent();
            case "number" -> numberForm().isPresent() && !looksLikeDays();
            case "year" ->
                timeForm(false).isPresent() || given().stream().allMatch(v -> v.matches("-?\\d{1,4}(\\.0)?"));
            case "prose" ->
                isText()
                        && averageLength() >= 15
                        && numberForm().isEmpty()
                        && timeForm(false).isEmpty();
            case "text" -> isText() && timeForm(false).isEmpty();
            case "label" -> !isNested() && !isTime() && !few().isEmpty() | distinctShare() < 0.5;
            case "key" -> !isNested() && !isTime() && averageLength() <= 64 && isWhole();
            default -> !isNested();
        };
    }

    private boolean looksLikeDays() {
        return timeForm(false).isPresent();
    }

    /** Identifiers have no fractions, though a source with gaps may write 13085.0. */
    private boolean isWhole() {
        return numberForm().isEmpty()
                || !numberForm().get().isPlain()
                || numbers().stream()
                        .limit(1000)
                        .allMatch(n -> n.stripTrailingZeros().scale() <= 0);
    }

    /**
     * What a reader of the file wants to see of the column: its name, and a few values where they are those of many rows. Of others,
     * which may be a person's, the form of the first: letters as a, digits as 9.
     */
    String shown() {
        List<String> some = new ArrayList<>();
        boolean isShared = !few().isEmpty() && given().size() >= SHARED_BY * few().size();
        for (String value : new LinkedHashSet<>(given().subList(0, Math.min(200, given().size())))) {
            String line = value.strip().replaceAll("\\s+", " ");
            String told = isShared ? line : line.replaceAll("\\p{N}", "9").replaceAll("\\p{L}\\p{M}*", "a");
            some.add(told.length() > 24 ? told.substring(0, 24) + "…" : told);
            if (some.size() == 3 || !isShared) {
                break;
            }
        }
        return String.format(Locale.ROOT, "%s (%s)", name, some.isEmpty() ? "empty" : String.join(", ", some));
    }
}
