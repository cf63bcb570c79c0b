package dangol.jobs.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import java.util.Optional;

/** JSON documents of one kind in a folder, named by their number: {@code 00000001.json} and so on. */
public final class NumberedFiles<T> {
    /** A document that a later version wrote may have fields that this one does not know. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private static final String ENDING = ".json";

    private final Folder folder;
    private final Class<T> type;
    private final String cure;

    /** @param cure what to do about a document that is missing or damaged */
    public NumberedFiles(Folder folder, Class<T> type, String cure) {
        this.folder = folder;
        this.type = type;
        this.cure = cure;
    }

    /** The numbers there are, ascending. */
    public List<Long> numbers() {
        return folder.names(ENDING).stream()
                .filter(n -> n.matches("\\d+\\.json"))
                .map(n -> Long.parseLong(n.replace(ENDING, "")))
                .sorted()
                .toList();
    }

    public long next() {
        List<Long> numbers = numbers();
        return numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1) + 1;
    }

    public Optional<T> find(long number) {
        return folder.read(name(number)).map(text -> parse(number, text));
    }

    /** @throws IllegalStateException when it is missing or damaged */
    public T read(long number) {
        return find(number)
                .orElseThrow(() -> new IllegalStateException(
                        name(number) + " is missing in " + folder.location() + "\n    -> " + cure));
    }

    public void write(long number, T document) {
        try {
            folder.write(name(number), JSON.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public void remove(long number) {
        folder.remove(name(number));
    }

    private T parse(long number, String text) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    folder.location() + "/" + name(number) + " is damaged: " + e.getOriginalMessage() + "\n    -> "
                            + cure,
                    e);
        }
    }

    private static String name(long number) {
        return String.format("%08d%s", number, ENDING);
    }
}
