package dangol.jobs.company;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A regular expression that takes a text line apart.
 *
 * @param regex the expression; a line that it does not match as a whole is malformed
 * @param groups names of its groups in order, which become columns
 */
public record LinePattern(String regex, List<String> groups) {
    private static final Pattern NAMED = Pattern.compile("\\(\\?<([A-Za-z][A-Za-z0-9]*)>");

    static LinePattern of(String regex) {
        Pattern.compile(regex);
        return new LinePattern(
                regex, NAMED.matcher(regex).results().map(m -> m.group(1)).toList());
    }

    /** A group without a name would shift the columns behind it. */
    boolean allGroupsNamed() {
        return Pattern.compile(regex).matcher("").groupCount() == groups.size();
    }
}
