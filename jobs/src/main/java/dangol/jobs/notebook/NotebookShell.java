package dangol.jobs.notebook;

import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.OutageException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;

/** Runs the cells of one notebook in this process, one after the other, as the Java kernel does in Jupyter. */
final class NotebookShell implements AutoCloseable {
    private static final int MOST_LINES = 12;
    /** Exceptions whose messages say where, what and how to mend it, and need no name. */
    private static final Set<String> OURS =
            Set.of(ConfigurationException.class.getName(), OutageException.class.getName());

    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    /** By the id of a statement of the cell that runs, the line in the cell on which it begins. */
    private final Map<String, Integer> lines = new HashMap<>();

    NotebookShell() {
        if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
            throw new ConfigurationException(
                    "java " + System.getProperty("java.home"),
                    "this Java has no compiler, which runs the cells of notebooks.",
                    "Install a JDK 17 or 21 (Debian: apt install openjdk-17-jdk-headless) or set JAVA_HOME to one.");
        }
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        shell = JShell.builder()
                .executionEngine("local")
                .compilerOptions("-classpath", System.getProperty("java.class.path"))
                .in(InputStream.nullInputStream())
                .out(nowhere)
                .err(nowhere)
                .build();
        analysis = shell.sourceCodeAnalysis();
    }

    /** Runs a cell and gives what it printed and showed, the value of its last expression included. */
    List<Output> run(String source) throws CellFailure {
        lines.clear();
        try (CellOutputs outputs = CellOutputs.begin()) {
            Snippet last = null;
            int at = 0;
            while (at < source.length()) {
                // Places in messages count from the first word of a statement.
                String rest = source.substring(at).stripLeading();
                at = source.length() - rest.length();
                CompletionInfo next = analysis.analyzeCompletion(rest);
                if (next.completeness() == Completeness.EMPTY) {
                    break;
                }
                boolean isWhole = next.completeness().isComplete();
                last = evaluate(isWhole ? next.source() : rest, source, at);
                at = isWhole ? source.length() - next.remaining().length() : source.length();
            }
            refuseUnresolved();
            if (last != null && !source.stripTrailing().endsWith(";")) {
                showValue(last);
            }
            return outputs.all();
        }
    }

    private Snippet evaluate(String statement, String source, int at) throws CellFailure {
        List<SnippetEvent> events = shell.eval(statement);
        Snippet own = null;
        for (SnippetEvent event : events) {
            Snippet snippet = event.snippet();
            if (event.causeSnippet() == null) {
                own = snippet;
                int start = start(snippet, source, at);
                lines.put(snippet.id(), lineOf(source, start));
                if (event.status() == Status.REJECTED) {
                    throw compilerSays(snippet, source, start);
                }
            }
            if (event.exception() != null) {
                throw thrown(event.exception(), own == null ? 1 : lines.get(own.id()));
            }
        }
        return own;
    }

    private CellFailure compilerSays(Snippet snippet, String source, int start) {
        List<Diag> errors = shell.diagnostics(snippet).filter(Diag::isError).collect(Collectors.toList());
        int line = errors.isEmpty()
                ? lineOf(source, start)
                : lineOf(source, start + (int) Math.max(0, errors.get(0).getPosition()));
        String text = errors.stream().map(d -> d.getMessage(Locale.ENGLISH)).collect(Collectors.joining("\n"));
        return new CellFailure(line, "it does not compile: " + shortened(text));
    }

    /** An exception, with the line of the cell that it came from or that called what it came from. */
    private CellFailure thrown(JShellException exception, int begin) {
        if (exception instanceof UnresolvedReferenceException unresolved) {
            return new CellFailure(begin, "it does not compile: " + missing(unresolved.getSnippet()));
        }
        String kind = exception instanceof EvalException e ? e.getExceptionClassName() : "";
        String name = OURS.contains(kind) ? "" : kind.substring(kind.lastIndexOf('.') + 1) + ": ";
        int line = Arrays.stream(exception.getStackTrace())
                .filter(frame -> lines.containsKey(statement(frame)))
                .findFirst()
                .map(frame -> lines.get(statement(frame)) + Math.max(0, frame.getLineNumber() - 1))
                .orElse(begin);
        return new CellFailure(line, name + shortened(String.valueOf(exception.getMessage())));
    }

    /** The id of the statement that a frame of a stack belongs to; empty for a frame of a library. */
    private static String statement(StackTraceElement frame) {
        String place = String.valueOf(frame.getFileName());
        return place.startsWith("#") ? place.substring(1) : "";
    }

    private void refuseUnresolved() throws CellFailure {
        List<Snippet> unresolved = shell.snippets()
                .filter(s -> shell.status(s) == Status.RECOVERABLE_DEFINED
                        || shell.status(s) == Status.RECOVERABLE_NOT_DEFINED)
                .toList();
        if (!unresolved.isEmpty()) {
            Snippet first = unresolved.get(0);
            throw new CellFailure(
                    lines.getOrDefault(first.id(), 1), "it does not compile: " + missing((DeclarationSnippet) first));
        }
    }

    private String missing(DeclarationSnippet snippet) {
        return snippet.name() + " uses "
                + shell.unresolvedDependencies(snippet).sorted().collect(Collectors.joining(", "))
                + ", which no cell has defined";
    }

    private void showValue(Snippet last) {
        String value = null;
        if (last.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
            value = ((VarSnippet) last).name();
        } else if (last.subKind() == SubKind.VAR_VALUE_SUBKIND) {
            value = ((ExpressionSnippet) last).name();
        }
        if (value != null) {
            shell.eval(Notebook.class.getName() + ".show(" + value + ");");
        }
    }

    /** Where a statement begins; the analysis takes along what stands before it and may add a semicolon. */
    private static int start(Snippet snippet, String source, int at) {
        String text = snippet.source().strip();
        String head = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
        int found = source.indexOf(head, at);
        return found < 0 ? at : found;
    }

    private static int lineOf(String source, int position) {
        int to = Math.min(Math.max(0, position), source.length());
        return 1 + (int) source.substring(0, to).chars().filter(c -> c == '\n').count();
    }

    private static String shortened(String text) {
        List<String> all = text.strip().lines().toList();
        return all.stream().limit(MOST_LINES).collect(Collectors.joining("\n"))
                + (all.size() > MOST_LINES ? "\n…" : "");
    }

    @Override
    public void close() {
        shell.close();
    }
}
