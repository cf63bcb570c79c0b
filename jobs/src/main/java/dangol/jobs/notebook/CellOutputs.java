package dangol.jobs.notebook;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects what a cell prints and shows, in its order. */
final class CellOutputs implements AutoCloseable {
    private final List<Output> outputs = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream printed = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final PrintStream usual = System.out;

    private CellOutputs() {}

    /** Takes the place of standard output until it is closed. */
    static CellOutputs begin() {
        CellOutputs outputs = new CellOutputs();
        System.setOut(outputs.printed);
        Notebook.showOn(outputs);
        return outputs;
    }

    synchronized void add(Object value) {
        keepPrinted();
        if (value instanceof Rows rows) {
            outputs.add(new Output.Tabled(rows));
        } else if (value instanceof Plot plot) {
            outputs.add(new Output.Drawn(plot));
        } else {
            outputs.add(new Output.Printed(String.valueOf(value)));
        }
    }

    synchronized List<Output> all() {
        keepPrinted();
        return List.copyOf(outputs);
    }

    private void keepPrinted() {
        printed.flush();
        if (bytes.size() > 0) {
            outputs.add(
                    new Output.Printed(bytes.toString(StandardCharsets.UTF_8).stripTrailing()));
            bytes.reset();
        }
    }

    @Override
    public void close() {
        Notebook.showOn(null);
        System.setOut(usual);
    }
}
