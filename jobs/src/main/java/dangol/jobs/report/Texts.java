package dangol.jobs.report;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of the pages in one language. */
final class Texts {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z_0-9.]+)}");

    private final Map<String, String> texts = new TreeMap<>();

    Texts(Language language) {
        String name = "/report/texts_" + language.locale().getLanguage() + ".properties";
        Properties read = new Properties();
        try (Reader reader = new InputStreamReader(Texts.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            read.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
        read.stringPropertyNames().forEach(key -> texts.put(key, read.getProperty(key)));
    }

    Map<String, String> all() {
        return texts;
    }

    Optional<String> find(String key) {
        return Optional.ofNullable(texts.get(key));
    }

    /** @throws IllegalArgumentException when the pages have no such text */
    String of(String key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException("The pages have no text '" + key + "'."));
    }

    /** The text with each place in braces filled by what its name stands for. */
    String filled(String key, Function<String, String> values) {
        Matcher places = PLACE.matcher(of(key));
        StringBuilder filled = new StringBuilder();
        while (places.find()) {
            places.appendReplacement(filled, Matcher.quoteReplacement(values.apply(places.group(1))));
        }
        return places.appendTail(filled).toString();
    }
}
