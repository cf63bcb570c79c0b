package dangol.jobs.dictionary;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words with a meaning of their own, each defined once; finds them and the names of tables in texts. */
final class Glossary {
    /** @param forms how the word stands in texts */
    record Term(String id, String term, List<String> forms, String definition) {
        String href() {
            return "glossary.html#" + id;
        }
    }

    /** A piece of a text; without a link when {@code href} is empty. */
    record Piece(String text, String href) {
        Map<String, String> model() {
            return Map.of("text", text, "href", href);
        }
    }

    private final List<Term> terms;
    private final Map<String, String> hrefs = new LinkedHashMap<>();
    private final Pattern words;

    private Glossary(List<Term> terms, Set<String> tables) {
        this.terms = terms;
        terms.forEach(t -> t.forms().forEach(f -> hrefs.put(f.toLowerCase(Locale.ROOT), t.href())));
        tables.forEach(t -> hrefs.put(t, t + ".html"));
        String any = hrefs.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        this.words = Pattern.compile("(?<![\\w.])(?:" + any + ")(?![\\w])", Pattern.CASE_INSENSITIVE);
    }

    /** @param tables names of the tables that have a page, as layer.table */
    static Glossary read(Set<String> tables) {
        return new Glossary(Resources.yaml("glossary.yaml", new TypeReference<List<Term>>() {}), tables);
    }

    List<Term> terms() {
        return terms;
    }

    /**
     * The text in pieces, in which the first mention of each term and each table is a link.
     *
     * @param self page that needs no link to itself
     */
    List<Map<String, String>> linked(String text, String self) {
        List<Map<String, String>> pieces = new ArrayList<>();
        Set<String> seen = new HashSet<>(Set.of(self));
        Matcher matcher = words.matcher(text);
        int from = 0;
        while (matcher.find()) {
            String href = hrefs.get(matcher.group().toLowerCase(Locale.ROOT));
            if (seen.add(href)) {
                pieces.add(new Piece(text.substring(from, matcher.start()), "").model());
                pieces.add(new Piece(matcher.group(), href).model());
                from = matcher.end();
            }
        }
        pieces.add(new Piece(text.substring(from), "").model());
        return pieces;
    }
}
