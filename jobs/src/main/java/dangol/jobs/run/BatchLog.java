package dangol.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.jobs.lake.Folder;
import dangol.jobs.source.LandedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which files were taken in which batch. A batch is written down before its rows are landed and marked when all are: after a
 * crash the same batch is landed again, and Delta passes over the feeds that have it already, so that each file is taken once.
 */
final class BatchLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Folder folder;
    private final Map<Long, Batch> batches = new TreeMap<>();

    BatchLog(Folder home) {
        this.folder = home.child("batches");
        for (String name : folder.names(".json")) {
            Batch batch = read(name);
            batches.put(batch.number(), batch);
        }
    }

    /** A batch that was begun and not finished. */
    Optional<Batch> unfinished() {
        List<String> done = folder.names(".done");
        return batches.values().stream()
                .filter(b -> !done.contains(name(b.number()) + ".done"))
                .findFirst();
    }

    long next() {
        return batches.keySet().stream().mapToLong(n -> n).max().orElse(0) + 1;
    }

    /** The number of the last finished batch, 0 when there is none. */
    long last() {
        return next() - 1;
    }

    List<LandedFile> taken(String feed) {
        List<LandedFile> files = new ArrayList<>();
        batches.values().forEach(b -> files.addAll(b.files().getOrDefault(feed, List.of())));
        return files;
    }

    /** The feeds that batches after {@code batch} bring something of. */
    Set<String> arrivedAfter(long batch) {
        return batches.values().stream()
                .filter(b -> b.number() > batch)
                .flatMap(b -> b.files().keySet().stream())
                .collect(Collectors.toSet());
    }

    void begin(Batch batch) {
        folder.write(name(batch.number()) + ".json", text(batch));
        batches.put(batch.number(), batch);
    }

    void finish(Batch batch) {
        folder.write(name(batch.number()) + ".done", "");
    }

    private static String name(long number) {
        return String.format("%08d", number);
    }

    private Batch read(String name) {
        String text = folder.read(name).orElseThrow();
        try {
            return JSON.readValue(text, Batch.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    folder.location() + "/" + name + " is damaged: " + e.getOriginalMessage()
                            + "\n    -> Restore it from a backup, or rebuild the lake from its sources in an empty home.",
                    e);
        }
    }

    private static String text(Batch batch) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(batch);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
