package dangol.jobs.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FSError;

/** What Spark and Hadoop throw past those who wait for a failure. */
public final class Failures {
    private Failures() {}

    private static final Pattern PLACE =
            Pattern.compile("\\s+at \\S.*\\(.*\\)|\\s*\\.\\.\\. \\d+ more|Driver stacktrace:|\\s*");

    /** What an exception says, without the places in the code, which Spark writes into the messages of its own. */
    public static String words(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().filter(line -> !PLACE.matcher(line).matches()).collect(Collectors.joining("\n"));
    }

    /**
     * Does some work. Scala declares no exceptions, so that Spark's own, which are checked ones, come out of any call; and what
     * the local disk refuses, Hadoop tells as an error of the machine.
     *
     * @throws UncheckedIOException when the disk refuses to be written to
     * @throws IllegalStateException for a checked exception, with its message
     */
    public static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (FSError e) {
            throw new UncheckedIOException(
                    "The local disk refuses to be written to: " + e.getCause().getMessage()
                            + "\n    -> Make room on the disks of the lake and of temporary files (spark.local.dir), and run"
                            + " again: the next run takes back what this one left.",
                    new IOException(e));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
