package dangol.jobs.run;

import dangol.jobs.company.Company;
import dangol.jobs.company.Fault;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Format;
import dangol.jobs.lake.Folder;
import dangol.jobs.source.LandedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;

/** Finds the files that no batch has taken yet. A file is known by its content: a copy under another name brings nothing new. */
final class Arrivals {
    private final Company company;
    private final Folder sources;
    private final BatchLog log;

    Arrivals(Company company, Folder sources, BatchLog log) {
        this.company = company;
        this.sources = sources;
        this.log = log;
    }

    /** Feeds whose pattern finds no file and never did. */
    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        boolean readsFiles = company.feeds().values().stream().anyMatch(f -> f.format() != Format.JDBC);
        if (readsFiles && !sources.exists()) {
            faults.add(new Fault(
                    company.file(),
                    "the folder of the sources, " + sources.location() + ", is not there.",
                    "Put the files there, or change 'sources:'. Relative paths start at the current folder."));
            return faults;
        }
        for (Feed feed : company.feeds().values()) {
            boolean silent = feed.format() != Format.JDBC
                    && sources.glob(feed.files()).stream().noneMatch(f -> f.getLen() > 0)
                    && log.taken(feed.name()).isEmpty();
            if (silent) {
                faults.add(new Fault(
                        feed.where(),
                        "feed '" + feed.name() + "' finds no file with anything in it: " + feed.files() + " in "
                                + sources.location() + ".",
                        "Check 'files:' and 'sources:'; the folder holds " + holds() + "."));
            }
        }
        return faults;
    }

    private String holds() {
        List<String> names = sources.names("");
        return names.isEmpty()
                ? "no files"
                : String.join(", ", names.subList(0, Math.min(6, names.size()))) + (names.size() > 6 ? ", …" : "");
    }

    /** New files by feed; feeds without any are left out. */
    Map<String, List<LandedFile>> find() {
        Map<String, List<LandedFile>> found = new LinkedHashMap<>();
        for (Feed feed : company.feeds().values()) {
            if (feed.format() != Format.JDBC) {
                List<LandedFile> files = find(feed);
                if (!files.isEmpty()) {
                    found.put(feed.name(), files);
                }
            }
        }
        return found;
    }

    private List<LandedFile> find(Feed feed) {
        Set<String> asTheyWere = new HashSet<>();
        Set<String> contents = new HashSet<>();
        for (LandedFile file : log.taken(feed.name())) {
            asTheyWere.add(file.path() + "|" + file.bytes() + "|" + file.modified());
            contents.add(file.sha256());
        }
        List<LandedFile> files = new ArrayList<>();
        for (FileStatus status : sources.glob(feed.files())) {
            String path = sources.relative(status.getPath());
            if (status.getLen() > 0
                    && !asTheyWere.contains(path + "|" + status.getLen() + "|" + status.getModificationTime())) {
                LandedFile file = new LandedFile(path, status.getLen(), status.getModificationTime(), sha256(status));
                if (contents.add(file.sha256())) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    private String sha256(FileStatus status) {
        try (InputStream in = sources.open(status.getPath())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 20];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(status.getPath() + " cannot be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
