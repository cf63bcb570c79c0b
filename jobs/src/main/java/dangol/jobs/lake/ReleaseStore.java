package dangol.jobs.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Optional;

/** The releases of a lake, and which of them readers see. */
public final class ReleaseStore {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    private static final String POINTER = "current";

    private final Folder folder;
    private Runnable guard = () -> {};

    public ReleaseStore(Folder home) {
        this.folder = home.child("releases");
    }

    /** The release that readers see, or none before the first. */
    public Optional<Release> current() {
        return folder.read(POINTER).map(number -> read(Long.parseLong(number.strip())));
    }

    public long next() {
        return folder.names(".json").stream()
                        .mapToLong(n -> Long.parseLong(n.replace(".json", "")))
                        .max()
                        .orElse(0)
                + 1;
    }

    /** Writes the release down; readers see it only after {@link #show}. */
    public void add(Release release) {
        try {
            folder.write(name(release.number()), JSON.writeValueAsString(release));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param stillAllowed asked right before readers are turned; it throws when another run has taken the lake over */
    public void guard(Runnable stillAllowed) {
        this.guard = stillAllowed;
    }

    /** Turns readers to a release in one step. */
    public void show(Release release) {
        guard.run();
        folder.write(POINTER, String.valueOf(release.number()));
    }

    private Release read(long number) {
        String text = folder.read(name(number))
                .orElseThrow(() -> new IllegalStateException("Release " + number + " is missing in " + folder.location()
                        + "\n    -> Run again to make a new one."));
        try {
            return JSON.readValue(text, Release.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    folder.location() + "/" + name(number) + " is damaged: " + e.getOriginalMessage()
                            + "\n    -> Run again to make a new release.",
                    e);
        }
    }

    private static String name(long number) {
        return String.format("%08d.json", number);
    }
}
