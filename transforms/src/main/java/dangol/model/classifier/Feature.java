package dangol.model.classifier;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A feature and the columns that it becomes: a number is one column, and a second that says whether it is missing when it
 * was in the sample; a category is a column for each level, one for all rarer ones and one for missing. Columns are
 * brought to mean 0 and standard deviation 1 of the sample.
 *
 * @param fill what stands for a missing number: the mean of the known ones, after the kind's scale
 * @param levels the levels with a column of their own, the most frequent first
 * @param columns what of the above has a column, by name: value, level:name, other, missing
 * @param means of the columns
 * @param deviations of the columns, positive
 */
public record Feature(
        String name,
        Kind kind,
        double fill,
        List<String> levels,
        List<String> columns,
        List<Double> means,
        List<Double> deviations)
        implements Serializable {
    /** Customers that a level needs to be told apart: rarer ones say little, and may say who somebody is. */
    public static final int LEAST_CUSTOMERS = 20;

    private static final int MOST_LEVELS = 30;
    private static final String VALUE = "value";
    private static final String LEVEL = "level:";
    private static final String OTHER = "other";
    private static final String MISSING = "missing";

    public Feature {
        levels = List.copyOf(levels);
        columns = List.copyOf(columns);
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
    }

    int width() {
        return columns.size();
    }

    /** The feature as the sample shows it; columns that are the same for all are left out. */
    static Feature of(String name, Kind wanted, List<Traits> sample, List<String> customers) {
        Kind kind = wanted == Kind.OPEN ? kindOf(name, sample) : wanted;
        return kind == Kind.CATEGORY ? category(name, sample, customers) : number(name, kind, sample);
    }

    private static Kind kindOf(String name, List<Traits> sample) {
        return sample.stream().allMatch(t -> t.text(name) == null || t.number(name) != null)
                ? Kind.NUMBER
                : Kind.CATEGORY;
    }

    private static Feature number(String name, Kind kind, List<Traits> sample) {
        double mean = sample.stream()
                .map(t -> t.number(name))
                .filter(n -> n != null)
                .mapToDouble(n -> scaled(kind, n))
                .average()
                .orElse(0);
        return new Feature(name, kind, mean, List.of(), List.of(VALUE, MISSING), List.of(), List.of())
                .standardised(sample);
    }

    private static Feature category(String name, List<Traits> sample, List<String> customers) {
        Map<String, Set<String>> holders = new TreeMap<>();
        for (int i = 0; i < sample.size(); i++) {
            String level = sample.get(i).text(name);
            if (level != null) {
                holders.computeIfAbsent(level, l -> new HashSet<>()).add(customers.get(i));
            }
        }
        List<String> levels = holders.entrySet().stream()
                .filter(e -> e.getValue().size() >= LEAST_CUSTOMERS)
                .map(e -> Map.entry(e.getKey(), e.getValue().size()))
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_LEVELS)
                .map(Map.Entry::getKey)
                .toList();
        List<String> columns = new ArrayList<>();
        levels.forEach(level -> columns.add(LEVEL + level));
        columns.add(OTHER);
        columns.add(MISSING);
        return new Feature(name, Kind.CATEGORY, 0, levels, columns, List.of(), List.of()).standardised(sample);
    }

    private Feature standardised(List<Traits> sample) {
        double[] sums = new double[width()];
        double[] squares = new double[width()];
        double[] raw = new double[width()];
        for (Traits traits : sample) {
            raw(traits, raw, 0);
            for (int i = 0; i < raw.length; i++) {
                sums[i] += raw[i];
            }
        }
        double[] average = Arrays.stream(sums).map(s -> s / sample.size()).toArray();
        for (Traits traits : sample) {
            raw(traits, raw, 0);
            for (int i = 0; i < raw.length; i++) {
                squares[i] += (raw[i] - average[i]) * (raw[i] - average[i]);
            }
        }
        List<String> kept = new ArrayList<>();
        List<Double> keptMeans = new ArrayList<>();
        List<Double> keptDeviations = new ArrayList<>();
        for (int i = 0; i < raw.length; i++) {
            double deviation = Math.sqrt(squares[i] / sample.size());
            if (deviation > 1e-9 * Math.max(1, Math.abs(average[i]))) {
                kept.add(columns.get(i));
                keptMeans.add(average[i]);
                keptDeviations.add(deviation);
            }
        }
        return new Feature(name, kind, fill, levels, kept, keptMeans, keptDeviations);
    }

    /** Writes the columns of a customer from an index on. */
    void write(Traits traits, double[] vector, int from) {
        raw(traits, vector, from);
        for (int i = 0; i < width(); i++) {
            vector[from + i] = (vector[from + i] - means.get(i)) / deviations.get(i);
        }
    }

    private void raw(Traits traits, double[] vector, int from) {
        boolean isNumber = kind != Kind.CATEGORY;
        Double number = isNumber ? traits.number(name) : null;
        String text = isNumber ? null : traits.text(name);
        for (int i = 0; i < width(); i++) {
            String column = columns.get(i);
            vector[from + i] = switch (column) {
                case VALUE -> number == null ? fill : scaled(kind, number);
                case MISSING -> number == null && text == null ? 1 : 0;
                case OTHER -> text != null && !levels.contains(text) ? 1 : 0;
                default -> text != null && column.equals(LEVEL + text) ? 1 : 0;
            };
        }
    }

    private static double scaled(Kind kind, double number) {
        return kind == Kind.MAGNITUDE ? Math.signum(number) * Math.log1p(Math.abs(number)) : number;
    }
}
