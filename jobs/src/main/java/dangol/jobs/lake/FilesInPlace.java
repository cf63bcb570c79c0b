package dangol.jobs.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A home on the local disk: nothing is copied. */
record FilesInPlace(Path workFolder) implements LocalFiles {
    @Override
    public boolean inPlace() {
        return true;
    }

    @Override
    public List<Path> data(List<String> locations) {
        return locations.stream().map(l -> Path.of(URI.create(l))).toList();
    }

    @Override
    public void forget(List<Path> copies) {}

    @Override
    public Optional<Path> find(String name) {
        return Optional.of(workFolder.resolve(name)).filter(Files::exists);
    }

    @Override
    public void publish(Path made, String name) {
        Path target = workFolder.resolve(name);
        try {
            Trees.replaceDatabase(made, target);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot put " + target + " in place: " + e.getMessage(), e);
        }
    }
}
