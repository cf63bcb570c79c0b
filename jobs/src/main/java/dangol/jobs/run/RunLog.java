package dangol.jobs.run;

import dangol.jobs.lake.Folder;
import dangol.jobs.lake.NumberedFiles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** The records of a lake's runs: {@code <home>/runs}, one small file for each run, also for those that failed. */
public final class RunLog {
    private final NumberedFiles<RunRecord> records;

    public RunLog(Folder home) {
        this.records = new NumberedFiles<>(
                home.child("runs"), RunRecord.class, "Remove the file: it only tells what a past run did.");
    }

    public Optional<RunRecord> last() {
        List<Long> numbers = records.numbers();
        return numbers.isEmpty() ? Optional.empty() : records.find(numbers.get(numbers.size() - 1));
    }

    /** The last runs, newest first. */
    public List<RunRecord> last(int count) {
        List<Long> numbers = records.numbers();
        return numbers.subList(Math.max(0, numbers.size() - count), numbers.size()).stream()
                .sorted((a, b) -> Long.compare(b, a))
                .map(records::read)
                .toList();
    }

    /** The run of an id, or of a number. */
    public Optional<RunRecord> find(String idOrNumber) {
        if (idOrNumber.matches("\\d{1,9}")) {
            return records.find(Long.parseLong(idOrNumber));
        }
        return last(Integer.MAX_VALUE).stream()
                .filter(r -> r.id().equals(idOrNumber))
                .findFirst();
    }

    long next() {
        return records.next();
    }

    void write(RunRecord run) {
        records.write(run.number(), run);
    }

    /** Removes all but the last {@code count} and gives how many went; what is not in the ops tables yet stays. */
    public int forget(int count) {
        List<Long> numbers = records.numbers();
        int gone = 0;
        for (long number : numbers.subList(0, Math.max(0, numbers.size() - count))) {
            if (records.find(number).map(RunRecord::recorded).orElse(true)) {
                records.remove(number);
                gone++;
            }
        }
        return gone;
    }

    /**
     * Whether a run that has not ended is still at work: true while its process lives on this machine, false when it is gone, and
     * empty for a run on another machine.
     */
    public static Optional<Boolean> alive(RunRecord run) {
        if (!run.host().equals(host())) {
            return Optional.empty();
        }
        // A process with this number that began after the run is another one.
        return Optional.of(ProcessHandle.of(run.pid())
                .filter(p -> p.info()
                        .startInstant()
                        .map(s -> s.isBefore(run.startedAt().plusSeconds(1)))
                        .orElse(true))
                .isPresent());
    }

    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    public static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
