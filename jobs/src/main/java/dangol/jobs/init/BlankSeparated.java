package dangol.jobs.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Text whose fields stand between blanks, as a regular expression of a feed of format lines.
 *
 * @param pattern the expression, one named group a field
 * @param names the groups
 * @param headed true when the names are those of the first line
 */
record BlankSeparated(String pattern, List<String> names, boolean headed) {

    /** The form of the lines; none when they have separators, or not the same number of fields each. */
    static Optional<BlankSeparated> of(List<String> lines) {
        if (lines.isEmpty() || lines.stream().anyMatch(l -> l.matches(".*[,;|\t\"].*"))) {
            return Optional.empty();
        }
        List<String[]> rows = lines.stream().map(l -> l.strip().split("\\s+")).toList();
        int width = rows.get(rows.size() - 1).length;
        if (width < 2 || rows.stream().anyMatch(r -> r.length != width)) {
            return Optional.empty();
        }
        boolean headed = rows.size() > 1
                && List.of(rows.get(0)).stream().allMatch(c -> c.matches("[A-Za-z][A-Za-z0-9_]*"))
                && List.of(rows.get(1)).stream().anyMatch(c -> c.matches("[-\\d.]+"));
        List<String[]> values = headed ? rows.subList(1, rows.size()) : rows;
        StringBuilder pattern = new StringBuilder("\\s*");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            int column = i;
            String name = headed ? rows.get(0)[i].replace("_", "") : "field" + (i + 1);
            String fit = List.of("\\d+", "[-\\d.]+", "\\S+").stream()
                    .filter(p -> values.stream().allMatch(r -> r[column].matches(p)))
                    .findFirst()
                    .orElse("\\S+");
            names.add(name);
            pattern.append(i == 0 ? "" : "\\s+")
                    .append("(?<")
                    .append(name)
                    .append('>')
                    .append(fit)
                    .append(')');
        }
        return Optional.of(new BlankSeparated(pattern.append("\\s*").toString(), names, headed));
    }
}
