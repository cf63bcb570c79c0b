package dangol.jobs.faults;

import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** A reader who asks again and again, as a report does, and writes down every answer that is not a whole release. */
final class Reader implements AutoCloseable {
    private final Path home;
    private final Path file;
    private final Path copy;
    private final Set<String> whole;
    private final List<String> complaints = new ArrayList<>();
    private final Thread thread = new Thread(this::poll, "reader");
    private volatile boolean stopped;
    private long answers;
    private boolean hadPointer;
    private boolean hadFile;
    /** What the file was when it was last asked; only another one can answer otherwise. */
    private Object seen;

    /** @param whole the only answers there may be: fingerprints of complete releases */
    Reader(Company company, Path copy, Set<String> whole) {
        this.home = Path.of(company.home());
        this.file = home.resolve(company.name() + ".duckdb");
        this.copy = copy;
        this.whole = whole;
        thread.start();
    }

    private void poll() {
        while (!stopped) {
            look();
        }
        look();
    }

    private void look() {
        try {
            pointer();
            if (Files.exists(file) || hadFile) {
                hadFile = true;
                Object now = Files.readAttributes(file, "unix:ino,lastModifiedTime,size");
                if (!now.equals(seen)) {
                    seen = now;
                    ask();
                }
            }
            Thread.sleep(20);
        } catch (NoSuchFileException e) {
            complaints.add("The DuckDB file was gone for a moment: " + e.getMessage());
        } catch (IOException | SQLException | RuntimeException e) {
            complaints.add("A reader failed: " + e);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    private void ask() throws IOException, SQLException {
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        String answer = Lakes.fingerprint(copy);
        if (!whole.contains(answer)) {
            complaints.add("The DuckDB file answered what no release holds.");
        }
        answers++;
    }

    /** The pointer names a release that is written down, and all its table versions are in Delta's logs. */
    private void pointer() {
        boolean has = Files.exists(home.resolve("releases/current"));
        if (!has && !hadPointer) {
            return;
        }
        hadPointer = true;
        Release release = new ReleaseStore(Folder.of(home.toString(), new Configuration(false)))
                .current()
                .orElse(null);
        if (release == null) {
            complaints.add("releases/current was gone for a moment.");
            return;
        }
        release.tables().forEach((name, table) -> {
            TableId id = TableId.parse(name);
            Path commit = home.resolve(id.layer().lower())
                    .resolve(id.name())
                    .resolve(String.format("_delta_log/%020d.json", table.version()));
            if (!Files.exists(commit)) {
                complaints.add("Release " + release.number() + " names a version that is not there: " + commit);
            }
        });
    }

    /** Ends the reading, with one last look. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    List<String> complaints() {
        return complaints;
    }

    long answers() {
        return answers;
    }
}
