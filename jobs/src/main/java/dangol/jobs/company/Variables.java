package dangol.jobs.company;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills {@code ${NAME}} and {@code ${NAME:default}} from the environment or, first, from system properties. */
final class Variables {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\\}");

    private Variables() {}

    static String fill(String text, YamlTree at) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = System.getProperty(matcher.group(1), System.getenv(matcher.group(1)));
            if (value == null) {
                value = matcher.group(2);
            }
            if (value == null) {
                at.fault(
                        "the environment variable " + matcher.group(1) + " is not set.",
                        "Set it, or write a default: ${" + matcher.group(1) + ":value}.");
                value = "";
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }
}
