package dangol.jobs.simulate;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** One open text file for each period; the number of periods bounds the memory, not the number of rows. */
final class PeriodFiles implements Closeable {

    private final Path folder;
    private final IntFunction<String> name;
    private final String header;
    private final BufferedWriter[] writers;

    /** @param header first line of every file; null for none */
    PeriodFiles(Path folder, IntFunction<String> name, int periods, String header) {
        this.folder = folder;
        this.name = name;
        this.header = header;
        this.writers = new BufferedWriter[periods];
    }

    int periods() {
        return writers.length;
    }

    Path file(int period) {
        return folder.resolve(name.apply(period));
    }

    void line(int period, String line) {
        try {
            if (writers[period] == null) {
                Files.createDirectories(folder);
                writers[period] = Files.newBufferedWriter(file(period), StandardCharsets.UTF_8);
                if (header != null) {
                    line(period, header);
                }
            }
            writers[period].write(line);
            writers[period].write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file(period) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        for (BufferedWriter writer : writers) {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
