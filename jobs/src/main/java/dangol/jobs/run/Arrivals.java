package dangol.jobs.run;

import dangol.jobs.company.Company;
import dangol.jobs.company.Fault;
import dangol.jobs.company.Feed;
import dangol.jobs.company.Format;
import dangol.jobs.company.OutageException;
import dangol.jobs.lake.Folder;
import dangol.jobs.source.Contents;
import dangol.jobs.source.FeedReader;
import dangol.jobs.source.LandedFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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
            if (feed.format() != Format.JDBC && log.taken(feed.name()).isEmpty()) {
                List<FileStatus> files = sources.glob(feed.files());
                if (files.stream().noneMatch(this::isToBeRead)) {
                    faults.add(silence(feed, files));
                }
            }
        }
        return faults;
    }

    private Fault silence(Feed feed, List<FileStatus> files) {
        String problem = "feed '" + feed.name() + "' finds no file with anything in it: " + feed.files() + " in "
                + sources.location() + ".";
        Optional<String> hidden = files.stream()
                .map(f -> f.getPath().getName())
                .filter(name -> !FeedReader.reads(name))
                .findFirst();
        return new Fault(
                feed.where(),
                problem,
                hidden.map(Arrivals::rename)
                        .orElseGet(() -> "Check 'files:' and 'sources:'; the folder holds " + holds() + "."));
    }

    private static String rename(String name) {
        return "Spark reads no file named like " + name
                + ", with '_' or '.' at the beginning: rename it, or take it out of 'files:'.";
    }

    private boolean isToBeRead(FileStatus status) {
        if (status.getLen() == 0 || !FeedReader.reads(status.getPath().getName())) {
            return false;
        }
        try (InputStream in = sources.open(status.getPath())) {
            return !Contents.areMissing(isPacked(status) ? new GZIPInputStream(in) : in);
        } catch (IOException e) {
            // Told when the file is to be taken.
            return true;
        }
    }

    private static boolean isPacked(FileStatus status) {
        return status.getPath().getName().endsWith(".gz");
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
            // Earlier batches named files that brought nothing because of their names; under another one they do.
            if (FeedReader.reads(file.path().substring(file.path().lastIndexOf('/') + 1))) {
                contents.add(file.sha256());
                takenOf.computeIfAbsent(file.path(), p -> new ArrayList<>()).add(file);
            }
        }
        List<LandedFile> files = new ArrayList<>();
        for (FileStatus status : sources.glob(feed.files())) {
            String path = sources.relative(status.getPath());
            List<LandedFile> before = takenOf.getOrDefault(path, List.of());
            if (status.getLen() > 0 && !FeedReader.reads(status.getPath().getName())) {
                leaveOut(
                        feed, path + " was left out. " + rename(status.getPath().getName()));
            } else if (status.getLen() > 0 && !isAsItWas(status, before)) {
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

    /** Files that cannot be read as they are, and why; they are looked at again by the next run. */
    Map<String, String> damaged() {
        return damaged;
    }

    private void leaveOut(Feed feed, String why) {
        damaged.merge(feed.name(), "feed '" + feed.name() + "': " + why, (a, b) -> a + " " + b);
    }

    /** The hash of a file; none when it cannot be read, or when there is nothing in it: a blank file has no columns either. */
    private Optional<String> sha256(Feed feed, FileStatus status) {
        Contents contents = new Contents();
        try (DigestInputStream in =
                new DigestInputStream(sources.open(status.getPath()), MessageDigest.getInstance("SHA-256"))) {
            if (isPacked(status)) {
                // Met in the middle of a run, a file that ends too early would have to be taken out of its batch.
                new GZIPInputStream(in).transferTo(contents);
                in.transferTo(OutputStream.nullOutputStream());
            } else {
                in.transferTo(contents);
            }
            String hash = HexFormat.of().formatHex(in.getMessageDigest().digest());
            return contents.seen() ? Optional.of(hash) : Optional.empty();
        } catch (EOFException | ZipException e) {
            leaveOut(
                    feed,
                    status.getPath().getName() + " is cut off or damaged (" + e.getMessage()
                            + ") and was left out. Deliver it again; the next run looks at it again.");
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(status.getPath() + " cannot be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
