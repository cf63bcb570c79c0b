package dangol.jobs.run;

import dangol.jobs.company.Company;
import dangol.jobs.company.Fault;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Format;
import dangol.jobs.company.OutageException;
import dangol.jobs.lake.Folder;
import dangol.jobs.source.LandedFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.FileStatus;

/** Finds the files that no batch has taken yet. A file is known by its content: a copy under another name brings nothing new. */
final class Arrivals {
    private final Company company;
    private final Folder sources;
    private final BatchLog log;
    private final Map<String, String> damaged = new LinkedHashMap<>();

    Arrivals(Company company, Folder sources, BatchLog log) {
        this.company = company;
        this.sources = sources;
        this.log = log;
    }

    /**
     * Feeds whose pattern finds no file and never did.
     *
     * @throws OutageException when the folder is gone that files were taken from before
     */
    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        boolean readsFiles = company.feeds().values().stream().anyMatch(f -> f.format() != Format.JDBC);
        if (readsFiles && !sources.exists()) {
            String problem = "the folder of the sources, " + sources.location() + ", is not there.";
            if (company.feeds().keySet().stream().anyMatch(f -> !log.taken(f).isEmpty())) {
                throw new OutageException(
                        company.file(),
                        problem + " Files were taken from the sources before.",
                        "Check that its disk or share is mounted, and run again. When it was moved, change 'sources:'.");
            }
            faults.add(new Fault(
                    company.file(),
                    problem,
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
        Set<String> contents = new HashSet<>();
        Map<String, List<LandedFile>> takenOf = new HashMap<>();
        for (LandedFile file : log.taken(feed.name())) {
            contents.add(file.sha256());
            takenOf.computeIfAbsent(file.path(), p -> new ArrayList<>()).add(file);
        }
        List<LandedFile> files = new ArrayList<>();
        for (FileStatus status : sources.glob(feed.files())) {
            String path = sources.relative(status.getPath());
            List<LandedFile> before = takenOf.getOrDefault(path, List.of());
            if (status.getLen() > 0 && !isAsItWas(status, before)) {
                sha256(feed, status)
                        .map(sha -> new LandedFile(path, status.getLen(), status.getModificationTime(), sha))
                        .filter(file -> contents.add(file.sha256()) || isBack(file, before))
                        .ifPresent(files::add);
            }
        }
        return files;
    }

    /**
     * True for a file that says again what it said before it said something else: that takes back what came in between. Under
     * another name, as where files are rotated, a content that was taken brings nothing.
     */
    private static boolean isBack(LandedFile file, List<LandedFile> before) {
        return before.stream().anyMatch(b -> b.sha256().equals(file.sha256()))
                && !before.get(before.size() - 1).sha256().equals(file.sha256());
    }

    private static boolean isAsItWas(FileStatus now, List<LandedFile> before) {
        if (before.isEmpty()) {
            return false;
        }
        LandedFile last = before.get(before.size() - 1);
        return last.bytes() == now.getLen() && last.modified() == now.getModificationTime();
    }

    /** Files that are cut off or damaged, and why; they are looked at again by the next run. */
    Map<String, String> damaged() {
        return damaged;
    }

    private Optional<String> sha256(Feed feed, FileStatus status) {
        boolean packed = status.getPath().getName().endsWith(".gz");
        try (DigestInputStream in =
                new DigestInputStream(sources.open(status.getPath()), MessageDigest.getInstance("SHA-256"))) {
            if (packed) {
                // Met in the middle of a run, a file that ends too early would have to be taken out of its batch.
                new GZIPInputStream(in).transferTo(OutputStream.nullOutputStream());
            }
            in.transferTo(OutputStream.nullOutputStream());
            return Optional.of(HexFormat.of().formatHex(in.getMessageDigest().digest()));
        } catch (EOFException | ZipException e) {
            damaged.merge(
                    feed.name(),
                    "feed '" + feed.name() + "': " + status.getPath().getName() + " is cut off or damaged ("
                            + e.getMessage() + ") and was left out. Deliver it again; the next run looks at it again.",
                    (a, b) -> a + " " + b);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(status.getPath() + " cannot be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
