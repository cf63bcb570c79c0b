package dangol.jobs.notebook;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dangol.jobs.company.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A notebook on disk, in Jupyter's format 4: its texts and its cells of Java. */
final class NotebookFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final JsonNode root;
    private final List<Cell> cells;

    /**
     * One cell.
     *
     * @param number of a cell of code, from 1; 0 of a text
     */
    record Cell(int number, String source) {
        boolean isCode() {
            return number > 0;
        }
    }

    private NotebookFile(Path file, JsonNode root, List<Cell> cells) {
        this.file = file;
        this.root = root;
        this.cells = List.copyOf(cells);
    }

    /** @throws ConfigurationException when there is no such file, or it is no notebook */
    static NotebookFile read(Path file) {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            boolean isMissing = !Files.exists(file);
            throw new ConfigurationException(
                    file.toString(),
                    isMissing ? "there is no such file." : "it cannot be read: " + firstLine(e),
                    isMissing ? "Check the path after --run." : "Write it anew with Jupyter.");
        }
        if (root.path("nbformat").asInt() != 4 || !root.path("cells").isArray()) {
            throw new ConfigurationException(
                    file.toString(), "it is no notebook of Jupyter's format 4.", "Open and save it with Jupyter.");
        }
        List<Cell> cells = new ArrayList<>();
        int codes = 0;
        for (JsonNode cell : root.get("cells")) {
            String kind = cell.path("cell_type").asText();
            if (kind.equals("code")) {
                cells.add(new Cell(++codes, source(cell)));
            } else if (kind.equals("markdown")) {
                cells.add(new Cell(0, source(cell)));
            }
        }
        return new NotebookFile(file, root, cells);
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** A text, or the list of its lines. */
    private static String source(JsonNode cell) {
        JsonNode source = cell.path("source");
        if (!source.isArray()) {
            return source.asText();
        }
        StringBuilder text = new StringBuilder();
        source.forEach(line -> text.append(line.asText()));
        return text.toString();
    }

    Path file() {
        return file;
    }

    /** Its name without the ending. */
    String name() {
        String name = file.getFileName().toString();
        return name.endsWith(".ipynb") ? name.substring(0, name.length() - ".ipynb".length()) : name;
    }

    /** The first heading of its texts, or its name. */
    String title() {
        return cells.stream()
                .filter(c -> !c.isCode())
                .flatMap(c -> c.source().lines())
                .filter(l -> l.startsWith("# "))
                .map(l -> l.substring(2).strip())
                .findFirst()
                .orElse(name());
    }

    List<Cell> cells() {
        return cells;
    }

    /**
     * Takes the outputs and the numbers of execution out of the file, as the repository keeps it, and says whether there were any.
     * A file without any is left as it is.
     */
    boolean strip() throws IOException {
        boolean changed = false;
        for (JsonNode each : root.get("cells")) {
            ObjectNode cell = (ObjectNode) each;
            if (cell.path("cell_type").asText().equals("code")
                    && !(cell.path("outputs").isEmpty()
                            && cell.path("execution_count").isNull())) {
                cell.putArray("outputs");
                cell.putNull("execution_count");
                changed = true;
            }
        }
        if (changed) {
            DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                    .withSeparators(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withArrayEmptySeparator("")
                            .withObjectEmptySeparator(""));
            printer.indentArraysWith(indenter);
            printer.indentObjectsWith(indenter);
            Path draft = file.resolveSibling("." + file.getFileName() + ".stripped");
            Files.writeString(draft, JSON.writer(printer).writeValueAsString(root) + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return changed;
    }
}
