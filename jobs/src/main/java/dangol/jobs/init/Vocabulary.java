package dangol.jobs.init;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The words by which columns, files and values are known again.
 *
 * @param entities what each entity looks like, by name, in the order in which they are preferred
 * @param party keys of the customer
 * @param values words inside values, by what they mean
 * @param scoreKinds words of each kind of survey
 * @param platforms words of each platform
 * @param missingCodes numbers that stand for no answer
 * @param spoilers words beside which another word means something else: a shipping date is no date of an order
 */
record Vocabulary(
        Map<String, Look> entities,
        Map<String, Role> party,
        Map<String, List<String>> values,
        Map<String, List<String>> scoreKinds,
        Map<String, List<String>> platforms,
        List<String> missingCodes,
        List<String> spoilers) {

    // The same names and words are compared thousands of times.
    private static final Map<String, List<String>> TOKENS = new ConcurrentHashMap<>();
    private static final Set<String> UNITS =
            Set.of("eur", "usd", "gbp", "krw", "chf", "won", "원", "utc", "kst", "local");

    /**
     * What an entity looks like.
     *
     * @param essential columns without which it is not the entity; alternatives are separated by |
     */
    record Look(List<String> files, List<String> essential, Map<String, Role> roles) {}

    /** A column of an entity: the shape of its values, how much it says, and its words, the best first. */
    record Role(String shape, double weight, List<String> words) {}

    static Vocabulary read() {
        try (InputStream in = Vocabulary.class.getResourceAsStream("words.yaml")) {
            Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            Map<String, Look> entities = new LinkedHashMap<>();
            map(root.get("entities"))
                    .forEach((name, look) -> entities.put(
                            name,
                            new Look(
                                    texts(map(look).get("files")),
                                    texts(map(look).get("essential")),
                                    roles(map(look).get("columns")))));
            return new Vocabulary(
                    entities,
                    roles(root.get("party")),
                    lists(root.get("values")),
                    lists(root.get("score_kinds")),
                    lists(root.get("platforms")),
                    texts(root.get("missing_codes")),
                    texts(root.get("spoilers")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Role> roles(Object node) {
        Map<String, Role> roles = new LinkedHashMap<>();
        map(node)
                .forEach((name, role) -> roles.put(
                        name,
                        new Role(
                                String.valueOf(map(role).get("shape")),
                                map(role).get("weight") instanceof Number weight ? weight.doubleValue() : 1,
                                texts(map(role).get("words")))));
        return roles;
    }

    private static Map<String, List<String>> lists(Object node) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        map(node).forEach((name, words) -> lists.put(name, texts(words)));
        return lists;
    }

    private static Map<String, Object> map(Object node) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) node).forEach((key, value) -> map.put(String.valueOf(key), value));
        return map;
    }

    private static List<String> texts(Object node) {
        return ((List<?>) node).stream().map(String::valueOf).toList();
    }

    /** How well a column's name fits the words: 1 for the first word itself, less for later words and for parts; 0 for none. */
    double fit(String column, List<String> words) {
        // Fields of objects count with their path, and a bit less by their own name alone.
        double own = fitOne(column.substring(column.lastIndexOf('.') + 1), words);
        return column.contains(".") ? Math.max(fitOne(column, words), 0.95 * own) : own;
    }

    private double fitOne(String column, List<String> words) {
        List<String> tokens = withoutUnit(tokens(column));
        String name = String.join("", tokens);
        boolean spoiled = isSpoiled(column);
        double best = 0;
        for (int i = 0; i < words.size(); i++) {
            List<String> wordTokens = tokens(words.get(i));
            String word = String.join("", wordTokens);
            double late = 0.15 * i / words.size();
            if (name.equals(word)) {
                best = Math.max(best, 1 - late);
            } else if (!spoiled
                    && (endsWith(tokens, wordTokens) || word.length() > 1 && !isLatin(word) && name.endsWith(word))) {
                best = Math.max(best, 0.35 + 0.5 * word.length() / name.length() - late);
            }
        }
        return best;
    }

    /** True when a word of the name says that it is not what another word of it seems to say. */
    boolean isSpoiled(String name) {
        return says(name, spoilers);
    }

    /** In the languages of the words the last word says what a thing is: an order date is a date, no order. */
    private static boolean endsWith(List<String> tokens, List<String> word) {
        return !word.isEmpty()
                && tokens.size() > word.size()
                && tokens.subList(tokens.size() - word.size(), tokens.size()).equals(word);
    }

    private static List<String> withoutUnit(List<String> tokens) {
        return tokens.size() > 1 && UNITS.contains(tokens.get(tokens.size() - 1))
                ? tokens.subList(0, tokens.size() - 1)
                : tokens;
    }

    /** True when any of the words stands in the text as a word. */
    static boolean says(String text, List<String> words) {
        List<String> tokens = tokens(text);
        return words.stream().anyMatch(w -> contains(tokens, tokens(w)) || !isLatin(w) && text.contains(w));
    }

    private static boolean contains(List<String> tokens, List<String> word) {
        return !word.isEmpty() && java.util.Collections.indexOfSubList(tokens, word) >= 0;
    }

    private static boolean isLatin(String text) {
        return text.codePoints().allMatch(c -> Character.UnicodeScript.of(c) != Character.UnicodeScript.HANGUL);
    }

    private static List<String> tokens(String name) {
        return TOKENS.computeIfAbsent(name, Vocabulary::split);
    }

    private static List<String> split(String name) {
        String split = name.replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2").replaceAll("(\\p{Lu}+)(\\p{Lu}\\p{Ll})", "$1 $2");
        List<String> tokens = new ArrayList<>();
        for (String token : split.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            if (!token.isEmpty()) {
                tokens.add(token);
            }
        }
        return tokens;
    }
}
