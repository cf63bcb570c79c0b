package dangol.jobs.notebook;

import dangol.jobs.company.Company;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs notebooks without Jupyter, from the first cell to the last, and writes a page of each. */
public final class NotebookRuns {
    private final Company company;
    private final Path out;
    private final Consumer<String> written;
    private final Consumer<String> broken;

    /**
     * @param company whose release {@link Lakehouse#open()} gives the cells
     * @param out folder of the pages, which is made
     * @param written told of each page that was written, a sentence each
     * @param broken told of each cell that broke its notebook: which, and why
     */
    public NotebookRuns(Company company, Path out, Consumer<String> written, Consumer<String> broken) {
        this.company = company;
        this.out = out;
        this.written = written;
        this.broken = broken;
    }

    /**
     * Runs each notebook by itself. One with a broken cell ends there; its page of before stays as it is, and the notebooks after
     * it run all the same.
     *
     * @return how many broke
     * @throws dangol.jobs.company.ConfigurationException when a file is no notebook; then none has run
     * @throws UncheckedIOException when a page cannot be written
     */
    public int run(Collection<Path> files) {
        List<NotebookFile> notebooks = files.stream().map(NotebookFile::read).toList();
        Map<String, String> before = tellCells();
        int count = 0;
        try {
            for (NotebookFile notebook : notebooks) {
                count += run(notebook) ? 0 : 1;
            }
        } finally {
            before.forEach(NotebookRuns::property);
        }
        return count;
    }

    /**
     * Takes the outputs out of a notebook's file, as the repository keeps it, and says whether there were any.
     *
     * @throws dangol.jobs.company.ConfigurationException when the file is no notebook
     */
    public static boolean strip(Path file) throws IOException {
        return NotebookFile.read(file).strip();
    }

    private boolean run(NotebookFile notebook) {
        long started = System.nanoTime();
        NotebookPage page = new NotebookPage(notebook, company.currency());
        try (NotebookShell shell = new NotebookShell()) {
            for (NotebookFile.Cell cell : notebook.cells()) {
                if (!cell.isCode()) {
                    page.text(cell.source());
                    continue;
                }
                try {
                    page.cell(cell, shell.run(cell.source()));
                } catch (CellFailure e) {
                    broken.accept(message(notebook, cell, e));
                    return false;
                }
            }
        } finally {
            Lakehouse.closeAll();
        }
        try {
            Path file = page.write(out);
            written.accept(notebook.file() + ": "
                    + notebook.cells().stream()
                            .filter(NotebookFile.Cell::isCode)
                            .count()
                    + " cells in " + (System.nanoTime() - started) / 1_000_000_000 + " s, "
                    + file.toAbsolutePath().toUri());
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("The page of " + notebook.file() + " cannot be written to " + out, e);
        }
    }

    /** Notebook, cell and line, what is wrong there, and the line itself. */
    private static String message(NotebookFile notebook, NotebookFile.Cell cell, CellFailure failure) {
        String line = cell.source()
                .lines()
                .skip(failure.line() - 1L)
                .findFirst()
                .orElse("")
                .strip();
        return notebook.file() + ", code cell " + cell.number() + ", line " + failure.line() + ": "
                + failure.getMessage().replace("\n", "\n    ") + "\n    | " + line
                + "\n    -> Mend the cell; the cells after it did not run and no page was written.";
    }

    /** What {@link Lakehouse#open()} reads; gives what stood there before. */
    private Map<String, String> tellCells() {
        Map<String, String> before = new LinkedHashMap<>();
        told(company).forEach((name, value) -> {
            before.put(name, System.getProperty(name));
            property(name, value);
        });
        return before;
    }

    static Map<String, String> told(Company company) {
        return Map.of(
                Lakehouse.CONF, company.file(),
                Lakehouse.HOME, company.home(),
                Lakehouse.SOURCES, company.sources());
    }

    private static void property(String name, String value) {
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }
}
