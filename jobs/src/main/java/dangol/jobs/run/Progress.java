package dangol.jobs.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Tells a person what a run is doing: one line for each step, with rows and seconds. */
public final class Progress {
    private final PrintStream out;
    private int step;
    private int steps;

    public Progress(PrintStream out) {
        this.out = out;
    }

    void expect(int total) {
        step = 0;
        steps = total;
    }

    public void say(String text) {
        if (JsonLog.isOn()) {
            JsonLog.info(text.strip(), Map.of());
            return;
        }
        out.println(text);
        out.flush();
    }

    /** A step that had nothing to do. */
    synchronized void skipped(String what) {
        step++;
        if (JsonLog.isOn()) {
            JsonLog.info(what + ": unchanged", Map.of("step", what));
            return;
        }
        out.printf(Locale.ROOT, "  [%2d/%d] %-32s    unchanged%n", step, steps, what);
        out.flush();
    }

    synchronized void done(String what, long rows, Duration took) {
        step++;
        double seconds = took.toMillis() / 1000.0;
        if (JsonLog.isOn()) {
            JsonLog.info(what + ": " + rows + " rows", Map.of("step", what, "rows", rows, "seconds", seconds));
            return;
        }
        out.printf(Locale.ROOT, "  [%2d/%d] %-32s %,12d rows %7.1f s%n", step, steps, what, rows, seconds);
        out.flush();
    }
}
