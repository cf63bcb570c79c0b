package dangol.jobs.simulate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A text feed as a real system delivers it: some rows twice, some a period late, some first cut off and then sent
 * again, and one whole file delivered a second time under another name. Nothing is ever lost for good, so a reader that
 * sets broken rows aside and removes repeats arrives at the truth.
 */
final class TextFeed implements Closeable {

    static final double DUPLICATE = 0.006;
    static final double LATE = 0.01;
    static final double MALFORMED = 0.003;

    private final String name;
    private final PeriodFiles files;
    private final int resentPeriod;
    private final Tally tally;

    /** @param resentPeriod the period whose file is delivered twice; negative for none */
    TextFeed(String name, PeriodFiles files, int resentPeriod, Tally tally) {
        this.name = name;
        this.files = files;
        this.resentPeriod = resentPeriod;
        this.tally = tally;
    }

    /** @param broken gives the row as it looks when the transfer breaks off */
    void write(Chance dirt, int period, String row, Supplier<String> broken) {
        int due = period;
        if (dirt.with(LATE) && period + 1 < files.periods()) {
            due = period + 1;
            tally.add(name + " late");
        }
        if (dirt.with(MALFORMED)) {
            line(due, broken.get());
            tally.add(name + " malformed");
        }
        line(due, row);
        if (dirt.with(DUPLICATE)) {
            line(dirt.with(0.5) && due + 1 < files.periods() ? due + 1 : due, row);
            tally.add(name + " duplicate");
        }
    }

    private void line(int period, String line) {
        files.line(period, line);
        tally.add(name);
    }

    @Override
    public void close() throws IOException {
        files.close();
        if (resentPeriod >= 0 && resentPeriod < files.periods()) {
            Path sent = files.file(resentPeriod);
            if (Files.exists(sent)) {
                Files.copy(sent, resent(sent));
            }
        }
    }

    static Path resent(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(name.substring(0, dot) + "-resent" + name.substring(dot));
    }
}
