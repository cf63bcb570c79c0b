package dangol.jobs.company;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML node that remembers its file and line, and writes down what is wrong instead of stopping at the first fault. */
final class YamlTree {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*([smhd])");
    private static final Pattern SECRET = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}");

    private final Node node;
    private final String file;
    private final String path;
    private final List<Fault> faults;

    YamlTree(Node node, String file, String path, List<Fault> faults) {
        this.node = node;
        this.file = file;
        this.path = path;
        this.faults = faults;
    }

    String where() {
        return node == null ? file : file + ":" + (node.getStartMark().getLine() + 1);
    }

    void fault(String problem, String cure) {
        faults.add(new Fault(where(), problem, cure));
    }

    boolean missing() {
        return node == null;
    }

    /** The children of a mapping by key, in order; a key that stands twice is a fault. */
    Map<String, YamlTree> children() {
        Map<String, YamlTree> children = new LinkedHashMap<>();
        if (node == null) {
            return children;
        }
        if (!(node instanceof MappingNode mapping)) {
            fault("'" + path + "' must be a list of 'name: value' lines.", "Indent the entries below '" + path + ":'.");
            return children;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = ((ScalarNode) tuple.getKeyNode()).getValue();
            YamlTree child = new YamlTree(tuple.getValueNode(), file, path.isEmpty() ? key : path + "." + key, faults);
            if (children.containsKey(key)) {
                new YamlTree(tuple.getKeyNode(), file, path, faults)
                        .fault(
                                "'" + key + "' stands twice under '" + path + "', first at "
                                        + children.get(key).where() + ".",
                                "Keep one of the two, or give the second another name.");
            }
            children.put(key, child);
        }
        return children;
    }

    void allowOnly(Set<String> known) {
        children().forEach((key, child) -> {
            if (!known.contains(key)) {
                child.fault("unknown entry '" + child.path + "'.", Nearest.hint(key, known));
            }
        });
    }

    YamlTree get(String key) {
        return children()
                .getOrDefault(key, new YamlTree(null, where(), path.isEmpty() ? key : path + "." + key, faults));
    }

    List<YamlTree> items() {
        List<YamlTree> items = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            int i = 0;
            for (Node item : sequence.getValue()) {
                items.add(new YamlTree(item, file, path + "[" + i++ + "]", faults));
            }
        } else if (node instanceof MappingNode || isText()) {
            items.add(this);
        }
        return items;
    }

    boolean isText() {
        return node instanceof ScalarNode;
    }

    /** The text of a scalar; a fault and the fallback when there is none. */
    String text(String fallback) {
        if (node == null) {
            return fallback;
        }
        if (!(node instanceof ScalarNode scalar)) {
            fault("'" + path + "' must be one value.", "");
            return fallback;
        }
        return Variables.fill(scalar.getValue(), this);
    }

    String required(String cure) {
        if (node == null || text("").isBlank()) {
            faults.add(new Fault(where(), "'" + path + "' is missing.", cure));
            return "";
        }
        return text("");
    }

    Located located() {
        return node == null ? null : new Located(text(""), where());
    }

    double number(double fallback, double least, double most) {
        String text = text(null);
        if (text == null) {
            return fallback;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same message: the cure is the same.
        }
        fault("'" + path + "' is '" + text + "'.", "Write a number from " + least + " to " + most + ".");
        return fallback;
    }

    int integer(int fallback, int least, int most) {
        double value = number(fallback, least, most);
        if (value != Math.rint(value)) {
            fault("'" + path + "' is '" + text("") + "'.", "Write a whole number.");
        }
        return (int) value;
    }

    /** A length of time: a whole number and s, m, h or d. */
    Duration duration(Duration fallback) {
        String text = text(null);
        if (text == null) {
            return fallback;
        }
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            fault(
                    "'" + path + "' is '" + text + "'.",
                    "Write a number with s, m, h or d, for example 90s, 15m, 4h or 2d.");
            return fallback;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** One of the words of an enumeration, in lower case. */
    <E extends Enum<E>> E choice(E fallback) {
        String text = text(null);
        if (text == null) {
            return fallback;
        }
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : fallback.getDeclaringClass().getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        if (!words.containsKey(text)) {
            fault("'" + path + "' is '" + text + "'.", Nearest.hint(text, words.keySet()));
        }
        return words.getOrDefault(text, fallback);
    }

    ZoneId zone(ZoneId fallback) {
        String text = text(null);
        try {
            return text == null ? fallback : ZoneId.of(text);
        } catch (DateTimeException e) {
            fault(
                    "'" + text + "' is no time zone.",
                    Nearest.hint(
                            text,
                            ZoneId.getAvailableZoneIds().stream()
                                    .filter(z -> z.startsWith(text.substring(0, Math.min(1, text.length()))))
                                    .toList()));
            return fallback;
        }
    }

    /** A text that must not stand in the file itself; empty when it is not given. */
    String secret() {
        if (node instanceof ScalarNode scalar
                && !SECRET.matcher(scalar.getValue()).find()) {
            fault(
                    "'" + path + "' stands in the file.",
                    "Put it into an environment variable and write ${ITS_NAME} here.");
            return "";
        }
        return text("");
    }

    String path() {
        return path;
    }
}
